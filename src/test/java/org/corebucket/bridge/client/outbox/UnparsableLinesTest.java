package org.corebucket.bridge.client.outbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.client.outbox.Sample.MODULE;
import static org.corebucket.bridge.client.outbox.Sample.drain;
import static org.corebucket.bridge.client.outbox.Sample.ids;
import static org.corebucket.bridge.client.outbox.Sample.outbox;
import static org.corebucket.bridge.client.outbox.Sample.segment;
import static org.corebucket.bridge.client.outbox.Sample.takeAll;
import static org.corebucket.bridge.client.outbox.Sample.takeOne;
import static org.corebucket.bridge.client.outbox.Sample.updates;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that are no updates: each is put aside with its bytes and its place, and its neighbours are sent. */
final class UnparsableLinesTest {

    @TempDir
    private Path directory;

    private byte[] first;
    private byte[] second;

    @BeforeEach
    void addTwo() throws Exception {
        outbox(directory).add(updates(1, 2));
        byte[] whole = Files.readAllBytes(segment(directory));
        int length = 1 + new String(whole, US_ASCII).indexOf('\n');
        first = Arrays.copyOf(whole, length);
        second = Arrays.copyOfRange(whole, length, whole.length);
    }

    private void write(byte[]... parts) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.write(part);
        }
        Files.write(segment(directory), out.toByteArray());
    }

    private JsonObject aside() throws Exception {
        List<String> lines = Files.readAllLines(directory.resolve("rejected/education.jsonl"), US_ASCII);
        assertThat(lines).hasSize(1);
        return (JsonObject) Json.parse(lines.get(0).getBytes(US_ASCII), "rejected");
    }

    private static byte[] bytes(JsonObject aside) {
        return ((JsonString) Objects.requireNonNull(aside.members().get("bytes")))
                .text()
                .getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-json",
                "empty-line",
                "an-array",
                "no-session-id",
                "session-id-too-long",
                "data-is-no-object",
                "another-module",
                "queued-is-no-time",
                "unknown-field",
                "not-utf-8",
                "two-documents"
            })
    void aFlawedLineIsPutAsideAndItsNeighboursAreSent(String flaw) throws Exception {
        byte[] flawed = Resources.bytes("outbox/" + flaw + ".line");
        write(first, flawed, second);

        try (Drain drain = drain(outbox(directory))) {
            assertThat(takeAll(drain, MODULE)).isEqualTo(ids(1, 2));
            assertThat(drain.unparsable()).isEqualTo(1);
        }
        assertThat(bytes(aside())).isEqualTo(flawed);
        assertThat(aside().members().get("position")).hasToString("JsonInteger[digits=" + first.length + ", line=1]");
        assertThat(outbox(directory).rejected(5))
                .singleElement()
                .satisfies(one -> assertThat(one.reason())
                        .startsWith("waiting/education/000000000001.jsonl from byte " + first.length + ":1: "))
                .satisfies(one -> assertThat(one.sessionId()).isEmpty())
                .satisfies(one -> assertThat(one.at()).isEmpty());
        assertThat(takeAll(outbox(directory))).isEmpty();
        assertThat(outbox(directory).depth().rejected()).isEqualTo(1);
    }

    @Test
    void anyByteOfALineMayBeChangedAndItsNeighbourIsSent() throws Exception {
        for (int i = 0; i < first.length - 1; i++) {
            byte[] changed = first.clone();
            changed[i] = 0;
            write(changed, second);
            Files.deleteIfExists(segment(directory).resolveSibling("position"));

            assertThat(takeAll(outbox(directory))).as("byte " + i).containsExactly("s-2");
        }
    }

    @Test
    void noiseThatIsTooLongForALineIsPutAsideInPieces() throws Exception {
        byte[] noise = new byte[UpdateLine.LONGEST + 5];
        Arrays.fill(noise, (byte) 7);
        noise[noise.length - 1] = '\n';
        write(first, noise, second);

        try (Drain drain = drain(outbox(directory))) {
            assertThat(takeAll(drain, MODULE)).isEqualTo(ids(1, 2));
            assertThat(drain.unparsable()).isEqualTo(2);
        }
        assertThat(outbox(directory).rejected(5)).hasSize(2);
    }

    @Test
    void aNumberThatIsGoneFromTheLastLineIsCountedAnew() throws Exception {
        write(first, "rubbish\n".getBytes(US_ASCII));

        assertThat(outbox(directory).depth().waiting()).containsEntry(MODULE, 2L);
        outbox(directory).add(updates(3, 3));
        assertThat(outbox(directory).depth().waiting()).containsEntry(MODULE, 3L);
        assertThat(takeAll(outbox(directory))).containsExactly("s-1", "s-3");
    }

    @Test
    void anAttemptIsRememberedThoughTheNumbersOfTheLinesAreTooLow() throws Exception {
        write(first, first, second);

        try (Drain drain = drain(outbox(directory))) {
            assertThat(takeOne(drain, MODULE)).contains("s-1");
            assertThat(takeOne(drain, MODULE)).contains("s-1");
            drain.attempting(drain.next(MODULE).orElseThrow());
        }
        try (Drain drain = drain(outbox(directory))) {
            assertThat(drain.next(MODULE)).map(WaitingUpdate::attempted).contains(true);
        }
    }

    @Test
    void whatAnOperatorWroteAmongTheRejectedIsListedAllTheSame() throws Exception {
        Files.createDirectories(directory.resolve("rejected"));
        Files.writeString(directory.resolve("rejected/education.jsonl"), "dealt with\n[]\n");

        assertThat(outbox(directory).rejected(5))
                .extracting(RejectedUpdate::reason)
                .allSatisfy(reason -> assertThat(reason).startsWith("not readable: "))
                .hasSize(2);
        assertThat(outbox(directory).rejected(5))
                .extracting(RejectedUpdate::sessionId)
                .containsOnly(Optional.empty());
    }
}
