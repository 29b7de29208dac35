package org.corebucket.bridge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.ReplayMarks;
import org.corebucket.bridge.ledger.StoredEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is remembered, for how long, and what happens when there is no more room. */
final class ReplayMemoryTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);

    private final ReplayMemory memory = memory(1000, 1000);

    private static ReplayMemory memory(long without, long with) {
        return new ReplayMemory(new FreshnessSettings(Duration.ofMinutes(5), false, DAY, without, with), NOW);
    }

    private static ReplayMarks marks(String nonce, String payload, String session, @Nullable Instant sent) {
        return new ReplayMarks(nonce, Sha256.of(payload.getBytes(StandardCharsets.UTF_8)), "education", session, sent);
    }

    private static Reservation reserved(ReplayAnswer answer) {
        assertThat(answer).isInstanceOf(ReplayAnswer.Reserved.class);
        return ((ReplayAnswer.Reserved) answer).reservation();
    }

    @ParameterizedTest
    @CsvSource({"n, q, t, nonce", "m, p, t, signed payload", "m, q, s, session_id", "n, p, s, nonce"})
    void oneSharedMarkIsEnough(String nonce, String payload, String session, String mark) {
        reserved(memory.reserve(marks("n", "p", "s", NOW), NOW)).confirm();

        assertThat(memory.reserve(marks(nonce, payload, session, NOW), NOW))
                .isEqualTo(new ReplayAnswer.SeenBefore(mark));
    }

    private static ReplayAnswer.Underway underway(ReplayAnswer answer) {
        assertThat(answer).isInstanceOf(ReplayAnswer.Underway.class);
        return (ReplayAnswer.Underway) answer;
    }

    private static boolean isDecided(ReplayAnswer.Underway underway) {
        return underway.decided().toCompletableFuture().isDone();
    }

    @Test
    void theVerySameUpdateIsUnderwayUntilThatIsDecided() {
        Reservation first = reserved(memory.reserve(marks("n", "p", "s", NOW), NOW));

        ReplayAnswer.Underway copy = underway(memory.reserve(marks("n", "p", "s", NOW), NOW));
        assertThat(copy.same()).isTrue();
        assertThat(underway(memory.reserve(marks("m", "p", "s", NOW), NOW)).same())
                .isTrue();
        assertThat(isDecided(copy)).isFalse();
        first.confirm();
        assertThat(isDecided(copy)).isTrue();
        assertThat(memory.reserve(marks("m", "p", "s", NOW), NOW))
                .isEqualTo(new ReplayAnswer.SeenBefore("signed payload"));
    }

    @ParameterizedTest
    @CsvSource({"n, q, t", "m, p, t", "m, q, s"})
    void whatSharesAMarkWithWhatIsUnderwayIsAReplayOnlyIfThatIsStored(String nonce, String payload, String session) {
        Reservation first = reserved(memory.reserve(marks("n", "p", "s", NOW), NOW));
        ReplayAnswer.Underway other = underway(memory.reserve(marks(nonce, payload, session, NOW), NOW));
        assertThat(other.same()).isFalse();
        assertThat(isDecided(other)).isFalse();

        first.release();

        assertThat(isDecided(other)).isTrue();
        reserved(memory.reserve(marks(nonce, payload, session, NOW), NOW));
    }

    /** Of three, the second shares a mark with the first, and the third one with the second. */
    @Test
    void whoWaitsForOneThatWaitsItselfGoesAhead() {
        reserved(memory.reserve(marks("n", "p", "s", NOW), NOW));
        underway(memory.reserve(marks("m", "p", "t", NOW), NOW));

        reserved(memory.reserve(marks("m", "q", "u", NOW), NOW));
    }

    @Test
    void aRefusalIsNotUnderway() {
        reserved(memory.reserve(marks("n", "p", "s", NOW), NOW)).confirm();
        memory.reserve(marks("n", "q", "t", NOW), NOW);
        ReplayMemory small = memory(1, 1);
        Reservation only = reserved(small.reserve(marks("1", "1", "1", NOW), NOW));
        small.reserve(marks("2", "2", "2", NOW), NOW);
        only.release();

        reserved(memory.reserve(marks("m", "q", "t", NOW), NOW));
        reserved(small.reserve(marks("2", "2", "2", NOW), NOW));
    }

    @Test
    void theSameSessionOfAnotherModuleIsAnother() {
        reserved(memory.reserve(new ReplayMarks("n", Sha256.of(new byte[1]), "ab", "c", NOW), NOW));

        reserved(memory.reserve(new ReplayMarks("m", Sha256.of(new byte[2]), "a", "bc", NOW), NOW));
    }

    @Test
    void loneSurrogatesAreToldApart() {
        reserved(memory.reserve(marks("\ud800", "p", "s", NOW), NOW));

        reserved(memory.reserve(marks("\ud801", "q", "t", NOW), NOW));
    }

    @Test
    void aRefusalBurnsNoneOfTheOtherMarks() {
        reserved(memory.reserve(marks("n", "p", "s", NOW), NOW)).confirm();
        memory.reserve(marks("m", "q", "s", NOW), NOW);

        reserved(memory.reserve(marks("m", "q", "t", NOW), NOW));
    }

    @Test
    void whatCouldNotBeStoredMayComeAgainAndWhatWasMayNot() {
        reserved(memory.reserve(marks("n", "p", "s", NOW), NOW)).release();
        Reservation second = reserved(memory.reserve(marks("n", "p", "s", NOW), NOW));
        second.confirm();
        second.release();

        assertThat(memory.reserve(marks("n", "p", "s", NOW), NOW)).isInstanceOf(ReplayAnswer.SeenBefore.class);
        assertThat(memory.withTimestamp()).isEqualTo(1);
    }

    @Test
    void aReservationReleasedTwiceFreesNothingOfItsSuccessor() {
        Reservation first = reserved(memory.reserve(marks("n", "p", "s", NOW), NOW));
        first.release();
        reserved(memory.reserve(marks("n", "p", "s", NOW), NOW));
        first.release();

        assertThat(memory.reserve(marks("n", "p", "s", NOW), NOW)).isInstanceOf(ReplayAnswer.Underway.class);
    }

    @Test
    void withATimestampItIsRememberedForADayAndForgottenWithinTwoHoursMore() {
        Instant later = NOW.plusSeconds(1799);
        reserved(memory.reserve(marks("n", "p", "s", later), later)).confirm();

        assertThat(memory.reserve(marks("n", "q", "t", NOW), later.plus(DAY)))
                .isInstanceOf(ReplayAnswer.SeenBefore.class);
        assertThat(memory.withTimestamp()).isEqualTo(1);
        reserved(memory.reserve(marks("n", "q", "t", NOW), later.plus(DAY).plusSeconds(7200)));
        assertThat(memory.withTimestamp()).isEqualTo(1);
    }

    @Test
    void withoutOneItIsRememberedForEver() {
        reserved(memory.reserve(marks("n", "p", "s", null), NOW)).confirm();

        for (long days : new long[] {1, 366, 36_500}) {
            assertThat(memory.reserve(marks("m", "p", "t", null), NOW.plus(DAY.multipliedBy(days))))
                    .isEqualTo(new ReplayAnswer.SeenBefore("signed payload"));
        }
    }

    @Test
    void aFullMemoryTakesNothingNewForgetsNothingAndStillKnowsAReplay() {
        ReplayMemory small = memory(1, 2);
        reserved(small.reserve(marks("1", "1", "1", NOW), NOW)).confirm();
        Reservation second = reserved(small.reserve(marks("2", "2", "2", NOW), NOW));
        reserved(small.reserve(marks("3", "3", "3", null), NOW)).confirm();

        assertThat(small.reserve(marks("4", "4", "4", NOW), NOW)).isInstanceOf(ReplayAnswer.Full.class);
        assertThat(small.reserve(marks("5", "5", "5", null), NOW)).isInstanceOf(ReplayAnswer.Full.class);
        assertThat(small.reserve(marks("1", "x", "x", NOW), NOW)).isInstanceOf(ReplayAnswer.SeenBefore.class);

        second.release();
        reserved(small.reserve(marks("4", "4", "4", NOW), NOW));
    }

    @Test
    void roomComesBackWhenTheDayIsOverForThoseWithATimestampAlone() {
        ReplayMemory small = memory(1, 1);
        reserved(small.reserve(marks("1", "1", "1", NOW), NOW)).confirm();
        reserved(small.reserve(marks("2", "2", "2", null), NOW)).confirm();
        Instant later = NOW.plus(DAY).plusSeconds(3600);

        reserved(small.reserve(marks("3", "3", "3", later), later));
        assertThat(small.reserve(marks("4", "4", "4", null), later)).isInstanceOf(ReplayAnswer.Full.class);
    }

    @Test
    void aClockThatIsPutBackFreesNothing() {
        Instant later = NOW.plus(Duration.ofHours(10));
        reserved(memory.reserve(marks("n", "p", "s", later), later)).confirm();

        assertThat(memory.reserve(marks("n", "p", "s", NOW), NOW.minus(DAY)))
                .isInstanceOf(ReplayAnswer.SeenBefore.class);
    }

    private static StoredEntry stored(String n, Instant accepted, String endpoint, String payload) {
        return new StoredEntry(
                1, accepted, endpoint, "education", "s" + n, "n" + n, payload.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itIsRebuiltFromTheLedger() {
        String fresh = "{\"module\": \"education\", \"timestamp\": \"2026-11-23T07:59:00\"}";
        String old = "{\"module\": \"education\", \"timestamp\": \"2026-11-21T07:59:00\"}";
        String timeless = "{\"module\": \"education\"}";
        memory.remember(stored("1", NOW.minusSeconds(60), "/core/update", fresh));
        memory.remember(stored("2", NOW.minus(DAY.multipliedBy(2)), "/core/heartbeat", old));
        memory.remember(stored("3", NOW.minus(DAY.multipliedBy(900)), "/core/update", timeless));
        memory.remember(stored("4", NOW, "log-rotation", "{\"file\": \"x\"}"));

        assertThat(memory.reserve(marks("x", fresh, "x", NOW), NOW))
                .isEqualTo(new ReplayAnswer.SeenBefore("signed payload"));
        assertThat(memory.reserve(marks("n1", "x", "x", NOW), NOW)).isEqualTo(new ReplayAnswer.SeenBefore("nonce"));
        assertThat(memory.reserve(marks("x", "x", "s1", NOW), NOW))
                .isEqualTo(new ReplayAnswer.SeenBefore("session_id"));
        assertThat(memory.reserve(marks("x", timeless, "x", null), NOW)).isInstanceOf(ReplayAnswer.SeenBefore.class);
        assertThat(memory.withTimestamp()).isEqualTo(1);
        assertThat(memory.withoutTimestamp()).isEqualTo(1);
    }

    /** The bridge's clock, or its window, was another when it was accepted. */
    @Test
    void aPayloadFromTheLedgerWhoseTimeIsStillFreshIsRememberedHoweverLongAgoItWasAccepted() {
        String ahead = "{\"module\": \"education\", \"timestamp\": \"2026-11-23T08:00:00\"}";
        memory.remember(stored("1", NOW.minus(DAY.multipliedBy(2)), "/core/update", ahead));

        assertThat(memory.reserve(marks("n1", ahead, "s1", NOW), NOW)).isInstanceOf(ReplayAnswer.SeenBefore.class);
    }

    @Test
    void whatTheLedgerHasIsRememberedBeyondTheConfiguredNumber() {
        ReplayMemory small = memory(1, 1);
        for (int i = 0; i < 5; i++) {
            small.remember(stored("" + i, NOW, "/core/update", "{\"i\": " + i + "}"));
        }

        assertThat(small.reserve(marks("n4", "x", "x", null), NOW)).isInstanceOf(ReplayAnswer.SeenBefore.class);
        assertThat(small.reserve(marks("x", "x", "x", null), NOW)).isInstanceOf(ReplayAnswer.Full.class);
    }

    @Test
    void ofIdenticalEnvelopesAtTheSameMomentOneWins() throws Exception {
        ReplayMemory shared = memory(0, 1_000_000);
        CyclicBarrier barrier = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> one = threads.submit(() -> wins(shared, barrier));
            Future<Integer> two = threads.submit(() -> wins(shared, barrier));
            assertThat(one.get() + two.get()).isEqualTo(20_000);
        } finally {
            threads.shutdownNow();
        }
        assertThat(shared.withTimestamp()).isEqualTo(20_000);
    }

    private static int wins(ReplayMemory memory, CyclicBarrier barrier) throws Exception {
        int wins = 0;
        barrier.await();
        for (int i = 0; i < 20_000; i++) {
            ReplayAnswer answer = memory.reserve(marks("n" + i, "p" + i, "s" + i, NOW), NOW);
            wins += answer instanceof ReplayAnswer.Reserved ? 1 : 0;
        }
        return wins;
    }
}
