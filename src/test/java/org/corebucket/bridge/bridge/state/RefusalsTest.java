package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.corebucket.bridge.admission.Reason;
import org.corebucket.bridge.admission.Rejection;
import org.junit.jupiter.api.Test;

/** The refusals that are shown. */
final class RefusalsTest {

    @Test
    void theLastTwelveAreKeptTheNewestFirst() {
        Refusals refusals = new Refusals();
        for (int i = 1; i <= 20; i++) {
            refusals.add(new Refusals.Refusal(
                    Instant.ofEpochSecond(i), "/core/update", Rejection.of(Reason.MISSING_TOKEN, "none")));
        }

        assertThat(refusals.newest())
                .extracting(Refusals.Refusal::time)
                .containsExactlyElementsOf(IntStream.range(0, 12)
                        .mapToObj(i -> Instant.ofEpochSecond(20 - i))
                        .toList());
    }
}
