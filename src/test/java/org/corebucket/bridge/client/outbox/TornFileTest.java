package org.corebucket.bridge.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.client.outbox.Sample.MODULE;
import static org.corebucket.bridge.client.outbox.Sample.NOW;
import static org.corebucket.bridge.client.outbox.Sample.drain;
import static org.corebucket.bridge.client.outbox.Sample.ids;
import static org.corebucket.bridge.client.outbox.Sample.outbox;
import static org.corebucket.bridge.client.outbox.Sample.segment;
import static org.corebucket.bridge.client.outbox.Sample.takeAll;
import static org.corebucket.bridge.client.outbox.Sample.takeOne;
import static org.corebucket.bridge.client.outbox.Sample.update;
import static org.corebucket.bridge.client.outbox.Sample.updates;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a crash of the machine left cut short, old or damaged, at every byte. */
final class TornFileTest {

    @TempDir
    private Path directory;

    private byte[] segmentOfThree() throws Exception {
        outbox(directory).add(updates(1, 3));
        return Files.readAllBytes(segment(directory));
    }

    private static int lines(byte[] bytes, int length) {
        int lines = 0;
        for (int i = 0; i < length; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    @Test
    void anAddBehindATornTailCutsItOffAndLosesNoWholeLine() throws Exception {
        byte[] whole = segmentOfThree();
        Path segment = segment(directory);
        for (int length = whole.length / 2; length <= whole.length; length++) {
            Files.write(segment, Arrays.copyOf(whole, length));
            Files.deleteIfExists(segment.resolveSibling("position"));
            Files.deleteIfExists(segment.resolveSibling("acknowledged")); // what a crash tears was never acknowledged

            outbox(directory).add(List.of(update(4)));

            List<String> expected = new ArrayList<>(ids(1, lines(whole, length)));
            expected.add("s-4");
            assertThat(outbox(directory).depth().waiting())
                    .as("cut at " + length)
                    .containsEntry(MODULE, (long) expected.size());
            assertThat(takeAll(outbox(directory))).as("cut at " + length).isEqualTo(expected);
        }
        assertThat(outbox(directory).depth().rejected()).isZero();
    }

    @Test
    void aTornTailIsNeverSent() throws Exception {
        byte[] whole = segmentOfThree();
        Path segment = segment(directory);
        for (int length = whole.length / 2; length <= whole.length; length++) {
            Files.write(segment, Arrays.copyOf(whole, length));
            Files.deleteIfExists(segment.resolveSibling("position"));
            Files.deleteIfExists(segment.resolveSibling("acknowledged")); // what a crash tears was never acknowledged

            assertThat(takeAll(outbox(directory))).as("cut at " + length).isEqualTo(ids(1, lines(whole, length)));
        }
        assertThat(outbox(directory).depth().rejected()).isZero();
    }

    @Test
    void aTornPositionBringsBackWhatIsThereAsAttempted() throws Exception {
        segmentOfThree();
        try (Drain drain = drain(outbox(directory))) {
            takeOne(drain, MODULE);
        }
        Path position = segment(directory).resolveSibling("position");
        byte[] whole = Files.readAllBytes(position);
        for (int length = 0; length < whole.length; length++) {
            Files.write(position, Arrays.copyOf(whole, length));
            try (Drain drain = drain(outbox(directory))) {
                WaitingUpdate head = drain.next(MODULE).orElseThrow();
                assertThat(head.update().sessionId()).as("cut at " + length).isEqualTo("s-1");
                assertThat(head.attempted()).as("cut at " + length).isTrue();
            }
        }
    }

    @Test
    void whatMayHaveBeenAttemptedIsToldByEveryDrainThatFollows() throws Exception {
        outbox(directory).add(updates(1, 3));
        assertThatTheThirdIsToldAsAttempted(outbox(directory));
    }

    @Test
    void whatMayHaveBeenAttemptedIsToldInTheSegmentsThatFollow() throws Exception {
        Outbox small = Sample.withSegments(directory, 1);
        for (int n = 1; n <= 3; n++) {
            small.add(List.of(update(n)));
        }
        assertThatTheThirdIsToldAsAttempted(small);
    }

    private void assertThatTheThirdIsToldAsAttempted(Outbox outbox) throws Exception {
        Files.writeString(Sample.moduleDirectory(directory).resolve("position"), "torn");
        for (int n = 1; n <= 2; n++) {
            try (Drain drain = drain(outbox)) {
                drain.received(drain.next(MODULE).orElseThrow());
            }
        }
        try (Drain drain = drain(outbox)) {
            WaitingUpdate third = drain.next(MODULE).orElseThrow();
            assertThat(third.update().sessionId()).isEqualTo("s-3");
            assertThat(third.attempted()).isTrue();
        }
    }

    @Test
    void aPositionWithAnyByteChangedIsNotBelieved() throws Exception {
        segmentOfThree();
        try (Drain drain = drain(outbox(directory))) {
            takeOne(drain, MODULE);
        }
        Path position = segment(directory).resolveSibling("position");
        byte[] whole = Files.readAllBytes(position);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(position, changed);
            assertThat(outbox(directory).depth().waiting()).as("byte " + i).containsEntry(MODULE, 3L);
        }
        Files.write(position, whole);
        assertThat(outbox(directory).depth().waiting()).containsEntry(MODULE, 2L);
    }

    @Test
    void whatIsAddedBehindALostPositionIsNotTakenForAttempted() throws Exception {
        segmentOfThree();
        Path position = segment(directory).resolveSibling("position");
        Files.write(position, new byte[SentPosition.BYTES]);

        try (Drain drain = drain(outbox(directory))) {
            List<Boolean> attempted = new ArrayList<>();
            for (Optional<WaitingUpdate> head = drain.next(MODULE); head.isPresent(); head = drain.next(MODULE)) {
                attempted.add(head.get().attempted());
                drain.received(head.get());
                if (attempted.size() == 1) {
                    outbox(directory).add(List.of(update(4)));
                }
            }
            assertThat(attempted).containsExactly(true, true, true, false);
        }
    }

    @Test
    void aSegmentThatEndsBeforeThePositionHasNothingLeftToSend() throws Exception {
        byte[] whole = segmentOfThree();
        takeAll(outbox(directory));
        Path segment = segment(directory);
        Files.write(segment, Arrays.copyOf(whole, whole.length / 3));
        outbox(directory).add(List.of(update(2)));

        assertThat(takeAll(outbox(directory))).isEqualTo(ids(2, 2));
    }

    @Test
    void everyPositionThatWasEverWrittenLeadsToTheRestOfTheQueueOrMore() throws Exception {
        outbox(directory).add(updates(1, 10));
        Path position = segment(directory).resolveSibling("position");
        List<byte[]> written = new ArrayList<>();
        try (Drain drain = drain(outbox(directory))) {
            for (int n = 1; n <= 10; n++) {
                drain.attempting(drain.next(MODULE).orElseThrow());
                written.add(Files.readAllBytes(position));
                takeOne(drain, MODULE);
                written.add(Files.readAllBytes(position));
            }
        }
        for (int i = 0; i < written.size(); i++) {
            Files.write(position, written.get(i));
            try (Drain drain = drain(outbox(directory))) {
                int from = 1 + (i + 1) / 2;
                for (int n = from; n <= 10; n++) {
                    WaitingUpdate head = drain.next(MODULE).orElseThrow();
                    assertThat(head.update().sessionId()).as("position " + i).isEqualTo("s-" + n);
                    assertThat(head.attempted())
                            .as("position " + i + " update " + n)
                            .isTrue();
                    drain.received(head);
                }
                assertThat(drain.next(MODULE)).isEmpty();
            }
        }
    }

    @Test
    void aSegmentThatCameBackIsNotSentAgain() throws Exception {
        Outbox small = Sample.withSegments(directory, 500);
        for (int n = 1; n <= 20; n++) {
            small.add(List.of(update(n)));
        }
        Path first = Sample.segments(directory).get(0);
        byte[] content = Files.readAllBytes(first);
        try (Drain drain = drain(small)) {
            for (int n = 1; n <= 10; n++) {
                takeOne(drain, MODULE);
            }
        }
        Files.write(first, content);

        assertThat(small.depth().waiting()).containsEntry(MODULE, 10L);
        assertThat(takeAll(small)).isEqualTo(ids(11, 20));
        assertThat(first).doesNotExist();
    }

    @Test
    void anAddNeverWritesBehindASegmentThatCameBack() throws Exception {
        outbox(directory).add(updates(1, 1000));
        Path segment = segment(directory);
        byte[] content = Files.readAllBytes(segment);
        takeAll(outbox(directory));
        assertThat(segment).doesNotExist();
        Files.write(segment, content);

        outbox(directory).add(List.of(update(1001)));
        assertThat(takeAll(outbox(directory))).containsExactly("s-1001");
    }

    @Test
    void aTornRecordOfARejectionIsReplaced() throws Exception {
        outbox(directory).add(updates(1, 1));
        Path position = segment(directory).resolveSibling("position");
        Path rejected = directory.resolve("rejected/education.jsonl");
        reject();
        byte[] whole = Files.readAllBytes(rejected);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(rejected, Arrays.copyOf(whole, length));
            Files.delete(position);
            reject();
            assertThat(Files.readAllBytes(rejected)).as("cut at " + length).isEqualTo(whole);
        }
    }

    private void reject() throws Exception {
        try (Drain drain = drain(outbox(directory))) {
            drain.rejected(drain.next(MODULE).orElseThrow(), "no", NOW);
        }
    }
}
