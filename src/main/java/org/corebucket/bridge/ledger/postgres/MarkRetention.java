package org.corebucket.bridge.ledger.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.ledger.ReplayMarks;

/**
 * How long the store knows what must not come twice.
 *
 * @param replayMemory at least so long after it was accepted
 * @param window and until its timestamp is stale by so much
 * @param mostUntimed how many entries without a timestamp there may be: they never grow stale, and their marks are kept for ever
 */
public record MarkRetention(Duration replayMemory, Duration window, long mostUntimed) {

    /** The marks that are kept beside an entry's session. */
    static List<UUID> kept(ReplayMarks marks) {
        return List.of(marks.nonceKey().uuid(), marks.payloadKey().uuid());
    }

    /** Up to which day they are kept; empty if for ever. */
    Optional<LocalDate> lastDay(ReplayMarks marks, Instant accepted) {
        return ReplayMarks.replayableUntil(marks.sent(), accepted, replayMemory, window)
                .map(until -> LocalDate.ofInstant(until, ZoneOffset.UTC));
    }
}
