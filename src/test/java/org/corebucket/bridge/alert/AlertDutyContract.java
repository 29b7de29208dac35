package org.corebucket.bridge.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every duty does for one that is alone. The test of one extends this, and says how it is made. */
public abstract class AlertDutyContract {

    protected static final Duration QUIET = Duration.ofMinutes(15);
    protected static final Set<String> LATE = Set.of("late-finance");
    protected static final Set<String> NOTHING = Set.of();

    protected Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private AlertDuty duty;

    /** One of nobody who has told anything; what is quiet for {@link #QUIET} is new again. */
    protected abstract AlertDuty make() throws Exception;

    /** Has the clock by which it goes show {@link #now}. */
    protected abstract void setClock() throws Exception;

    @BeforeEach
    final void begin() throws Exception {
        setClock();
        duty = make();
    }

    protected final void after(Duration time) throws Exception {
        now = now.plus(time);
        setClock();
    }

    @Test
    void whatIsNewIsToBeToldUntilItIsTold() throws Exception {
        assertThat(duty.toTell(LATE)).isEqualTo(LATE);
        after(Duration.ofSeconds(5));
        assertThat(duty.toTell(LATE)).isEqualTo(LATE);
        duty.told(LATE);
        after(Duration.ofSeconds(5));

        assertThat(duty.toTell(LATE)).isEmpty();
        assertThat(duty.toTell(Set.of("late-finance", "late-creative"))).containsExactly("late-creative");
    }

    @Test
    void whatLastsIsToldOnce() throws Exception {
        duty.toTell(LATE);
        duty.told(LATE);
        for (int i = 0; i < 5; i++) {
            after(Duration.ofMinutes(10));
            assertThat(duty.toTell(LATE)).isEmpty();
        }
    }

    @Test
    void whatComesBackSoonIsToldOnceAndWhatWasAwayLongAgain() throws Exception {
        duty.toTell(LATE);
        duty.told(LATE);
        duty.toTell(NOTHING);
        after(Duration.ofMinutes(14));
        assertThat(duty.toTell(LATE)).isEmpty();

        duty.toTell(NOTHING);
        after(Duration.ofMinutes(16));
        assertThat(duty.toTell(LATE)).isEqualTo(LATE);
    }
}
