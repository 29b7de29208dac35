package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.RejectionReason;
import org.junit.jupiter.api.Test;

/** The refusals that are shown. */
final class RecentRefusalsTest {

    @Test
    void theLastTwelveAreKeptTheNewestFirst() {
        RecentRefusals refusals = new RecentRefusals();
        for (int i = 1; i <= 20; i++) {
            refusals.add(new RecentRefusals.RecentRefusal(
                    Instant.ofEpochSecond(i), "/core/update", Rejection.of(RejectionReason.MISSING_TOKEN, "none")));
        }

        assertThat(refusals.newest())
                .extracting(RecentRefusals.RecentRefusal::time)
                .containsExactlyElementsOf(IntStream.range(0, 12)
                        .mapToObj(i -> Instant.ofEpochSecond(20 - i))
                        .toList());
    }
}
