package org.corebucket.bridge.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.client.outbox.Sample.MODULE;
import static org.corebucket.bridge.client.outbox.Sample.drain;
import static org.corebucket.bridge.client.outbox.Sample.ids;
import static org.corebucket.bridge.client.outbox.Sample.moduleDirectory;
import static org.corebucket.bridge.client.outbox.Sample.outbox;
import static org.corebucket.bridge.client.outbox.Sample.segment;
import static org.corebucket.bridge.client.outbox.Sample.segments;
import static org.corebucket.bridge.client.outbox.Sample.takeAll;
import static org.corebucket.bridge.client.outbox.Sample.takeOne;
import static org.corebucket.bridge.client.outbox.Sample.update;
import static org.corebucket.bridge.client.outbox.Sample.updates;
import static org.corebucket.bridge.client.outbox.Sample.withSegments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody took acknowledged updates out of an outbox: what is missing is told, and nothing else is lost. */
final class MissingUpdatesTest {

    private static final String MISSING =
            " missing, which the outbox had acknowledged: a segment was cut, renamed or taken away";

    @TempDir
    private Path directory;

    @Test
    void theEndOfASegmentThatWasCutOff() throws Exception {
        outbox(directory).add(updates(1, 5));
        cutToThree();

        assertThat(outbox(directory).depth().waiting()).containsEntry(MODULE, 3L);
        assertMissing("updates 4 to 5 are" + MISSING);
        assertDrained(ids(1, 3), "updates 4 to 5 are" + MISSING);
    }

    @Test
    void theEndOfASegmentThatWasCutOffBeforeMoreWasAdded() throws Exception {
        outbox(directory).add(updates(1, 5));
        cutToThree();
        outbox(directory).add(updates(6, 7));

        assertThat(outbox(directory).depth().waiting()).containsEntry(MODULE, 5L);
        assertMissing("updates 4 to 5 are" + MISSING);
        List<String> left = new ArrayList<>(ids(1, 3));
        left.addAll(ids(6, 7));
        assertDrained(left, "updates 4 to 5 are" + MISSING);
    }

    @Test
    void theOnlySegmentIsGone() throws Exception {
        outbox(directory).add(updates(1, 5));
        try (Drain drain = drain(outbox(directory))) {
            takeOne(drain, MODULE);
        }
        Files.move(segment(directory), directory.resolve("elsewhere.jsonl"));

        assertThat(outbox(directory).depth().waiting()).isEmpty();
        assertMissing("updates 2 to 5 are" + MISSING);
        assertDrained(List.of(), "updates 2 to 5 are" + MISSING);
    }

    @Test
    void whatWasSentBeforeTheCutIsNotMissing() throws Exception {
        outbox(directory).add(updates(1, 5));
        try (Drain drain = drain(outbox(directory))) {
            for (int n = 1; n <= 4; n++) {
                takeOne(drain, MODULE);
            }
        }
        cutToThree();

        assertThat(outbox(directory).depth().waiting()).isEmpty();
        assertMissing("update 5 is" + MISSING);
        assertDrained(List.of(), "update 5 is" + MISSING);
    }

    @Test
    void aSegmentInTheMiddleWasRenamed() throws Exception {
        for (int n = 1; n <= 3; n++) {
            withSegments(directory, 1).add(List.of(update(n)));
        }
        Path second = segments(directory).get(1);
        Files.move(second, second.resolveSibling("000000000002.jsonl.old"));

        assertThat(outbox(directory).depth().waiting()).containsEntry(MODULE, 2L);
        assertMissing("update 2 is" + MISSING);
        assertDrained(List.of("s-1", "s-3"), "update 2 is" + MISSING);
    }

    @Test
    void theFirstSegmentIsGone() throws Exception {
        for (int n = 1; n <= 3; n++) {
            withSegments(directory, 1).add(List.of(update(n)));
        }
        try (Drain drain = drain(outbox(directory))) {
            takeOne(drain, MODULE);
            takeOne(drain, MODULE);
        }
        outbox(directory).add(List.of(update(4)));
        Files.delete(segments(directory).get(segments(directory).size() - 1));

        assertMissing("updates 3 to 4 are" + MISSING);
    }

    @Test
    void whatLeftInOrderIsNotMissing() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int n = 1; n <= 3; n++) {
                withSegments(directory, 300).add(updates(1, n));
                assertThat(outbox(directory).depth().missing()).isEmpty();
            }
            try (Drain drain = drain(outbox(directory))) {
                assertThat(takeAll(drain, MODULE)).hasSize(6);
                assertThat(drain.missing()).isEmpty();
            }
            assertThat(outbox(directory).depth().missing()).isEmpty();
        }
    }

    @Test
    void anOutboxOfAnEarlierVersionHasNothingMissing() throws Exception {
        outbox(directory).add(updates(1, 5));
        Files.delete(moduleDirectory(directory).resolve("acknowledged"));
        cutToThree();

        assertThat(outbox(directory).depth().missing()).isEmpty();
        assertThat(takeAll(outbox(directory))).isEqualTo(ids(1, 3));
    }

    private void cutToThree() throws Exception {
        byte[] whole = Files.readAllBytes(segment(directory));
        int end = 0;
        for (int lines = 0; lines < 3; end++) {
            lines += whole[end] == '\n' ? 1 : 0;
        }
        Files.write(segment(directory), Arrays.copyOf(whole, end));
    }

    private void assertMissing(String reason) throws Exception {
        assertThat(outbox(directory).depth().missing()).containsOnlyKeys(MODULE).containsValue(reason);
    }

    /** All that is there is sent, what is missing is told once, kept aside, and no longer missing. */
    private void assertDrained(List<String> expected, String reason) throws Exception {
        try (Drain drain = drain(outbox(directory))) {
            assertThat(drain.modules()).containsExactly(MODULE);
            assertThat(takeAll(drain, MODULE)).isEqualTo(expected);
            assertThat(drain.missing()).containsExactly(MODULE + ": " + reason);
            assertThat(drain.unparsable()).isEqualTo(1);
        }
        Depth after = outbox(directory).depth();
        assertThat(after.total()).isZero();
        assertThat(after.missing()).isEmpty();
        assertThat(after.rejected()).isEqualTo(1);
        assertThat(outbox(directory).rejected(1))
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).isEqualTo(reason));
        outbox(directory).add(List.of(update(9)));
        try (Drain drain = drain(outbox(directory))) {
            assertThat(takeAll(drain, MODULE)).containsExactly("s-9");
            assertThat(drain.missing()).isEmpty();
        }
    }
}
