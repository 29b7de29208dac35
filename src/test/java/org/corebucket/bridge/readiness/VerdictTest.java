package org.corebucket.bridge.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class VerdictTest {

    @Test
    void everythingPassedIsReadyWithAHundredPercent() {
        Verdict verdict = Verdict.of(List.of(passed(15), passed(30)));

        assertThat(verdict).isEqualTo(new Verdict(true, 100, 0));
    }

    @Test
    void theScoreIsRoundedDown() {
        Verdict verdict = Verdict.of(List.of(passed(2), failed(1, false, Consequence.FAILED)));

        assertThat(verdict.score()).isEqualTo(66);
    }

    @Test
    void aFailedCriticalCheckCapsTheScore() {
        Verdict verdict = Verdict.of(List.of(passed(99), failed(1, true, Consequence.UNLISTED)));

        assertThat(verdict).isEqualTo(new Verdict(false, 49, 1));
    }

    @ParameterizedTest
    @EnumSource(names = {"STOPPED", "UNTRUSTED"})
    void whatIsStoppedOrCanNotBeTrustedIsCappedHoweverLittleItsCheckWeighs(Consequence consequence) {
        assertThat(Verdict.of(List.of(passed(98), failed(2, false, consequence))))
                .isEqualTo(new Verdict(false, 49, consequence.bit()));
        assertThat(Verdict.of(List.of(passed(98), failed(2, false, Consequence.FAILED)))
                        .score())
                .isEqualTo(98);
    }

    @Test
    void theExitCodeIsTheSumOfTheConsequences() {
        Verdict verdict = Verdict.of(List.of(
                failed(1, true, Consequence.MISSING),
                failed(1, true, Consequence.CHANGED),
                failed(1, true, Consequence.CHANGED),
                failed(1, true, Consequence.UNTRUSTED)));

        assertThat(verdict.exitCode()).isEqualTo(2 + 4 + 16);
    }

    @Test
    void aSkippedCheckCountsInNeitherSum() {
        CheckOutcome skipped = new CheckOutcome(spec(50, false), new CheckResult.Skipped("not built yet"));

        assertThat(Verdict.of(List.of(passed(10), skipped))).isEqualTo(new Verdict(true, 100, 0));
    }

    @Test
    void aVerificationInWhichNothingRanIsBlocked() {
        assertThat(Verdict.of(List.of())).isEqualTo(new Verdict(false, 0, 8));
    }

    private static CheckOutcome passed(int weight) {
        return new CheckOutcome(spec(weight, false), CheckResult.passed("seen"));
    }

    private static CheckOutcome failed(int weight, boolean critical, Consequence consequence) {
        Finding finding = Finding.of(consequence, "code", "path", "message", "remedy");
        return new CheckOutcome(spec(weight, critical), CheckResult.failed(finding));
    }

    private static CheckSpec spec(int weight, boolean critical) {
        return new CheckSpec("id", "Asking", weight, critical);
    }
}
