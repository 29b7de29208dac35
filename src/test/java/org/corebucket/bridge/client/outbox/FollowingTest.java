package org.corebucket.bridge.client.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.client.outbox.Sample.MODULE;
import static org.corebucket.bridge.client.outbox.Sample.drain;
import static org.corebucket.bridge.client.outbox.Sample.ids;
import static org.corebucket.bridge.client.outbox.Sample.outbox;
import static org.corebucket.bridge.client.outbox.Sample.segment;
import static org.corebucket.bridge.client.outbox.Sample.takeAll;
import static org.corebucket.bridge.client.outbox.Sample.takeOne;
import static org.corebucket.bridge.client.outbox.Sample.update;
import static org.corebucket.bridge.client.outbox.Sample.updates;
import static org.corebucket.bridge.client.outbox.Sample.withSegments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.client.Update;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The look at what comes behind the head: it tells what comes, and changes nothing. */
final class FollowingTest {

    @TempDir
    private Path directory;

    private static Optional<String> following(Drain drain) throws IOException {
        return drain.following(MODULE).map(Update::sessionId);
    }

    @Test
    void theNextOneIsSeenAheadOfItsTurnAndTheHeadStays() throws Exception {
        outbox(directory).add(updates(1, 3));

        try (Drain drain = drain(outbox(directory))) {
            WaitingUpdate head = drain.next(MODULE).orElseThrow();

            assertThat(following(drain)).contains("s-2");
            assertThat(following(drain)).contains("s-2");
            assertThat(drain.next(MODULE)).contains(head);
            takeOne(drain, MODULE);
            assertThat(drain.next(MODULE)).contains(new WaitingUpdate(update(2), false));
            assertThat(following(drain)).contains("s-3");
        }
        assertThat(takeAll(outbox(directory))).isEqualTo(ids(2, 3));
    }

    @Test
    void behindTheLastOneIsNothingUntilMoreIsAdded() throws Exception {
        outbox(directory).add(updates(1, 1));

        try (Drain drain = drain(outbox(directory))) {
            drain.next(MODULE);
            assertThat(following(drain)).isEmpty();
            outbox(directory).add(updates(2, 3));
            takeOne(drain, MODULE);
            drain.next(MODULE);
            assertThat(following(drain)).contains("s-3");
        }
    }

    @Test
    void whereNobodyLookedAtTheHeadNothingFollows() throws Exception {
        outbox(directory).add(updates(1, 2));

        try (Drain drain = drain(outbox(directory))) {
            assertThat(following(drain)).isEmpty();
            drain.next(MODULE);
            takeOne(drain, MODULE);
            assertThat(following(drain)).isEmpty();
        }
    }

    @Test
    void whatLiesInAnotherSegmentIsNotLookedFor() throws Exception {
        Outbox outbox = withSegments(directory, 1);
        outbox.add(updates(1, 1));
        outbox.add(updates(2, 2));

        try (Drain drain = drain(outbox)) {
            drain.next(MODULE);
            assertThat(following(drain)).isEmpty();
            assertThat(takeAll(drain, MODULE)).isEqualTo(ids(1, 2));
        }
    }

    @Test
    void whatIsNoUpdateIsPutAsideInItsTurnAndNotBefore() throws Exception {
        outbox(directory).add(updates(1, 3));
        Path segment = segment(directory);
        Files.writeString(segment, Files.readString(segment, US_ASCII).replace("\"s-2\"", "77777"), US_ASCII);

        try (Drain drain = drain(outbox(directory))) {
            drain.next(MODULE);
            assertThat(following(drain)).isEmpty();
            assertThat(drain.unparsable()).isZero();
            assertThat(takeAll(drain, MODULE)).containsExactly("s-1", "s-3");
            assertThat(drain.unparsable()).isOne();
        }
    }

    @Test
    void whoAlwaysLooksAheadTakesAllInOrderAlsoAfterANewBeginning() throws Exception {
        outbox(directory).add(updates(1, 600));
        List<String> taken = new ArrayList<>();

        while (taken.size() < 600) {
            try (Drain drain = drain(outbox(directory))) {
                for (int i = 0; i < 100; i++) {
                    drain.next(MODULE);
                    following(drain);
                    taken.add(takeOne(drain, MODULE).orElseThrow());
                }
            }
        }

        assertThat(taken).isEqualTo(ids(1, 600));
    }
}
