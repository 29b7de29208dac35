package org.corebucket.bridge.ledger.read;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.read.LineReader.NotAnEntryException;
import org.corebucket.bridge.testkit.SampleEntries;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as CPython's {@code json.dumps(entry, sort_keys=True)} and {@code hashlib.sha256} make them, to the byte. */
final class EntryLineTest {

    private static List<String> madeByCPython() throws Exception {
        try (InputStream in = EntryLineTest.class.getResourceAsStream("/ledger/cpython_chain.jsonl")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), US_ASCII)
                    .lines()
                    .toList();
        }
    }

    private static String written(NewEntry entry, long seq, String previousHash) {
        LineBuffer out = new LineBuffer(16);
        EntryLine.of(entry).appendTo(out, seq, previousHash, Sha256.newDigest());
        return new String(out.bytes(), 0, out.length(), US_ASCII);
    }

    private static ReadEntry read(String line) throws NotAnEntryException {
        byte[] within = ("before" + line + "\nafter").getBytes(US_ASCII);
        return new LineReader().read(within, 6, within.length - 6);
    }

    @Test
    void theLineIsTheOneThatCPythonMakes() throws Exception {
        String previous = "";
        for (String line : madeByCPython()) {
            var members = ((JsonObject) Json.parse(line.getBytes(US_ASCII), "line")).members();
            NewEntry entry = new NewEntry(
                    Instant.parse(text(members.get("timestamp"))),
                    text(members.get("endpoint")),
                    text(members.get("module")),
                    text(members.get("session_id")),
                    text(members.get("nonce")),
                    CanonicalJson.bytes(Objects.requireNonNull(members.get("payload"))),
                    text(members.get("signature")),
                    text(members.get("key")));
            ReadEntry read = read(line);

            assertThat(written(entry, read.seq(), previous)).isEqualTo(line + "\n");
            assertThat(read.previousHash()).isEqualTo(previous);
            assertThat(read.content()).isEqualTo(read.hash());
            assertThat(read.stored())
                    .usingRecursiveComparison()
                    .isEqualTo(new StoredEntry(
                            read.seq(),
                            entry.timestamp(),
                            entry.endpoint(),
                            entry.module(),
                            entry.sessionId(),
                            entry.nonce(),
                            entry.payload()));
            previous = read.hash().hex();
        }
    }

    private static String text(@Nullable JsonValue value) {
        return ((JsonString) Objects.requireNonNull(value)).text();
    }

    @Test
    void theLineIsInCanonicalForm() throws Exception {
        String line = written(SampleEntries.entry(1), 1, "").strip();

        assertThat(CanonicalJson.of(Json.parse(line.getBytes(US_ASCII), "line")))
                .isEqualTo(line);
    }

    @Test
    void noLineIsLongerThanWasSaid() {
        EntryLine line = EntryLine.of(SampleEntries.entry(1));

        assertThat(written(SampleEntries.entry(1), Long.MAX_VALUE, "0".repeat(64)))
                .hasSize(line.longest());
    }

    @Test
    void whatFollowsMillisecondsIsCutOff() {
        NewEntry entry = SampleEntries.entry(1);
        NewEntry later = new NewEntry(
                Instant.parse("2026-11-23T08:00:00.000999999Z"),
                entry.endpoint(),
                entry.module(),
                entry.sessionId(),
                entry.nonce(),
                entry.payload(),
                entry.signature(),
                entry.key());

        assertThat(written(later, 1, "")).contains("\"timestamp\": \"2026-11-23T08:00:00.000Z\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "{}\n", "{\"a\": \"\u007f\"}", "{\n}"})
    void aPayloadThatIsNotCanonicalIsRefused(String payload) {
        assertThatThrownBy(() -> SampleEntries.entry("education", "s", payload))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChangedByteAnywhereIsNoEntryOrHasAnotherHash() throws Exception {
        byte[] line = written(SampleEntries.entry(1), 1, "").strip().getBytes(US_ASCII);
        for (int i = 0; i < line.length; i++) {
            byte[] changed = line.clone();
            changed[i] ^= 1;
            assertThat(holds(changed)).as("byte " + i).isFalse();
        }
    }

    @Test
    void aPartOfALineIsNoEntry() {
        String line = written(SampleEntries.entry(1), 1, "").strip();
        for (int end = 0; end < line.length(); end++) {
            String part = line.substring(0, end);
            assertThatThrownBy(() -> read(part)).isInstanceOf(NotAnEntryException.class);
        }
        assertThatThrownBy(() -> read(line + " ")).isInstanceOf(NotAnEntryException.class);
    }

    private static boolean holds(byte[] line) {
        try {
            byte[] ended = Arrays.copyOf(line, line.length + 1);
            ended[line.length] = '\n';
            ReadEntry entry = new LineReader().read(ended, 0, line.length);
            return entry.hash().equals(entry.content());
        } catch (NotAnEntryException e) {
            return false;
        }
    }
}
