package org.corebucket.bridge.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.seal.SealedDeployment.NOW;
import static org.corebucket.bridge.seal.SealedDeployment.OTHER;
import static org.corebucket.bridge.seal.SealedDeployment.RELEASE;
import static org.corebucket.bridge.seal.SealedDeployment.SEALED;
import static org.corebucket.bridge.seal.SealedDeployment.codes;
import static org.corebucket.bridge.seal.SealedDeployment.header;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this host remembers of a deployment, and what it makes of that. */
final class SealMemoryTest {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    private SealedDeployment sealed;

    @BeforeEach
    void sealADeployment() throws IOException {
        sealed = new SealedDeployment(directory);
    }

    @Test
    void saysThatItTakesTheSerialOnTrustAtFirstAndRemembersIt() throws Exception {
        SealVerdict verdict = sealed.verify();

        assertThat(cautions(verdict))
                .containsExactly("TAKEN ON TRUST: serial 1 and the release key - this host has no state from an earlier"
                        + " verification");
        assertThat(sealed.store().load())
                .isEqualTo(new TrustState(
                        SealedDeployment.ID, SoleHolder.deciding(RELEASE).anchor(), 1, NOW));
        SealVerdict second = sealed.verify();
        assertThat(cautions(second)).isEmpty();
        assertThat(second.result().evidence()).contains("serial 1 is not below what this host has seen before");
    }

    @Test
    void writesNothingReadOnlyAndSaysSo() throws Exception {
        SealVerdict verdict = sealed.verifyReadOnly();

        assertThat(verdict.isTrusted()).isTrue();
        assertThat(cautions(verdict))
                .containsExactly("TAKEN ON TRUST: serial 1 and the release key - this host has no state, and none is"
                        + " kept read-only");
        assertThat(directory.resolve("state")).doesNotExist();
    }

    @Test
    void readOnlyDoesNotRememberAHigherSerialEither() throws Exception {
        sealed.verify();
        sealed.seal(header(7, null), RELEASE);

        assertThat(sealed.verifyReadOnly().isTrusted()).isTrue();

        assertThat(remembered().highestSerial()).isEqualTo(1);
    }

    @Test
    void aHigherSerialIsRemembered() throws Exception {
        sealed.verify();
        sealed.seal(header(7, null), RELEASE);

        assertThat(sealed.verify().isTrusted()).isTrue();

        assertThat(remembered().highestSerial()).isEqualTo(7);
    }

    @Test
    void aLowerSerialIsFoundThoughItsSealHolds() throws Exception {
        sealed.seal(header(7, null), RELEASE);
        sealed.verify();
        sealed.seal(header(6, null), RELEASE);

        SealVerdict verdict = sealed.verify();

        assertThat(codes(verdict)).containsExactly("serial-lower");
        Finding finding = verdict.findings().get(0);
        assertThat(finding.consequence()).isEqualTo(Consequence.UNTRUSTED);
        assertThat(finding.difference().expected()).isEqualTo("at least 7");
        assertThat(finding.difference().actual()).isEqualTo("6");
        assertThat(remembered().highestSerial()).isEqualTo(7);
    }

    @Test
    void aKeyThatWasSwappedWithItsSealIsFound() throws Exception {
        sealed.verify();
        sealed.publish(OTHER);
        sealed.seal(sealedBy(SealedDeployment.ID), OTHER);

        SealVerdict verdict = sealed.verify();

        assertThat(codes(verdict)).containsExactly("release-key-changed");
        assertThat(verdict.findings().get(0).difference().expected()).isEqualTo(SealedDeployment.fingerprint(RELEASE));
        assertThat(verdict.findings().get(0).difference().actual()).isEqualTo(SealedDeployment.fingerprint(OTHER));
        assertThat(remembered().believed())
                .isEqualTo(SoleHolder.deciding(RELEASE).anchor());
    }

    @Test
    void anotherDeploymentInTheSamePlaceIsFound() throws Exception {
        sealed.verify();
        sealed.publish(OTHER);
        sealed.seal(sealedBy(new UUID(1, 2)), OTHER);

        assertThat(codes(sealed.verify())).containsExactly("deployment-changed", "release-key-changed");
    }

    @Test
    void theSameDeploymentElsewhereIsTakenOnTrust() throws Exception {
        sealed.verify();
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));

        assertThat(cautions(new SealedDeployment(elsewhere).verify())).hasSize(1);
    }

    @Test
    void aClockThatIsALittleBackIsNoFinding() throws Exception {
        sealed.verify();

        assertThat(sealed.verifyAt(NOW.minus(TOLERANCE)).isTrusted()).isTrue();
        assertThat(remembered().lastSeen()).isEqualTo(NOW);
    }

    @Test
    void aClockThatWasSetBackIsFound() throws Exception {
        sealed.verify();

        SealVerdict verdict = sealed.verifyAt(NOW.minus(TOLERANCE).minusSeconds(1));

        assertThat(codes(verdict)).containsExactly("clock-set-back");
        assertThat(remembered().lastSeen()).isEqualTo(NOW);
    }

    @Test
    void aClockBeforeTheSealingIsFoundWithoutAnyState() throws Exception {
        assertThat(sealed.verifyAt(SEALED.minus(TOLERANCE)).isTrusted()).isTrue();
        Files.delete(sealed.store().file());

        assertThat(codes(sealed.verifyAt(SEALED.minus(TOLERANCE).minusSeconds(1))))
                .containsExactly("clock-set-back");
        assertThat(sealed.store().exists()).isFalse();
    }

    @Test
    void theTimeIsWrittenAnewOnlyWhenTheOldOneIsAMinuteOld() throws Exception {
        sealed.verify();

        sealed.verifyAt(NOW.plusSeconds(59));
        assertThat(remembered().lastSeen()).isEqualTo(NOW);
        sealed.verifyAt(NOW.plusSeconds(60));
        assertThat(remembered().lastSeen()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void aStateThatIsNoneIsFoundAndKept() throws Exception {
        sealed.verify();
        Files.writeString(sealed.store().file(), "highest_serial: many\n");

        SealVerdict verdict = sealed.verify();

        assertThat(codes(verdict)).containsExactly("state-unusable");
        assertThat(verdict.findings().get(0).path())
                .isEqualTo(sealed.store().file().toString());
        assertThat(sealed.store().file()).hasContent("highest_serial: many");
    }

    @Test
    void aStateThatCannotBeReadIsFound() throws Exception {
        Files.createDirectories(sealed.store().file());

        assertThat(codes(sealed.verify())).containsExactly("state-unusable");
    }

    @Test
    void aStateThatCannotBeWrittenIsFound() throws Exception {
        Files.writeString(directory.resolve("state"), "no directory");

        SealVerdict verdict = sealed.verify();

        assertThat(codes(verdict)).containsExactly("state-unwritable");
        assertThat(verdict.findings().get(0).message()).contains("it can't be written");
    }

    private SealedHeader sealedBy(UUID deployment) {
        return new SealedHeader(
                deployment,
                "A system",
                1,
                SEALED,
                null,
                "a reason",
                SoleHolder.deciding(OTHER).decidedBy());
    }

    private TrustState remembered() throws Exception {
        TrustState state = sealed.store().load();
        if (state == null) {
            throw new AssertionError("nothing is remembered");
        }
        return state;
    }

    private static List<String> cautions(SealVerdict verdict) {
        return verdict.result().cautions().stream().map(Caution::message).toList();
    }
}
