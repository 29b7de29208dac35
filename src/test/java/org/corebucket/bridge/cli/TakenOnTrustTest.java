package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user with another HOME, like a cron job, remembers nothing of a deployment: every form of a report says so. */
final class TakenOnTrustTest {

    private static final String MANIFEST = "manifests/canonical.sha256";
    private static final String SEAL = "manifests/canonical.sha256.sig";
    private static final String WARNING = "TAKEN ON TRUST: serial 1 and the release key";

    @TempDir
    private Path directory;

    private Operator operator;

    @BeforeEach
    void atAStrangeDeployment() throws IOException {
        operator = Operator.atStrangeDeployment(directory);
    }

    @Test
    void theQuietFormSaysSo() {
        Answer answer = operator.run("verify", "--quiet");

        assertThat(answer.code()).isZero();
        assertThat(answer.lines()).anyMatch(line -> line.startsWith("[WARN] " + WARNING));
    }

    @Test
    void theSummaryOfEachFormSaysSo() {
        assertThat(operator.run("verify", "--read-only", "--format", "json").out())
                .containsPattern("\"warnings\": \\[\\s+\"" + WARNING);
        assertThat(operator.run("verify", "--read-only", "--format", "github").out())
                .contains("::warning file=" + MANIFEST)
                .contains(WARNING);
        assertThat(operator.run("verify", "--read-only", "--format", "sarif").out())
                .contains(WARNING);
        assertThat(operator.run("verify", "--read-only", "--format", "junit").out())
                .contains("Warning: " + WARNING);
    }

    @Test
    void statusSaysItOfThisUserAndOfWhoeverVerifiedLast() {
        assertThat(operator.run("verify").code()).isZero();
        assertThat(operator.run("status").out())
                .containsOnlyOnce("TAKEN ON TRUST")
                .contains("seal", "holds: serial 1");

        operator.setVariable("XDG_STATE_HOME", operator.beside("another").toString());
        assertThat(operator.run("status", "--format", "json").out())
                .containsPattern("(?s)\"seal\".*\"warnings\": \\[\\s+\"" + WARNING);
    }

    @Test
    void itCanBeMadeAFailure() {
        Answer first = operator.run("verify", "--require-memory");

        assertThat(first.code()).isEqualTo(16);
        assertThat(first.violations()).singleElement().asString().startsWith("NOT REMEMBERED: serial 1");
        assertThat(operator.state()).doesNotExist();

        assertThat(operator.run(
                                "verify",
                                "--trust",
                                operator.path("security/release.public.pem").toString())
                        .code())
                .isZero();
        assertThat(operator.run("verify", "--require-memory").code()).isZero();
    }

    @Test
    void anOlderSealThatWasPutBackIsToldByTheLaterOneThatTheBaselineKeeps() throws IOException {
        putBackTheFirstOfTwo();

        Answer answer = operator.run("verify");

        assertThat(answer.code()).isEqualTo(16);
        assertThat(answer.violations())
                .containsExactly(
                        "SERIAL TOO LOW: an older manifest was put back; serial 1, and the baseline has serial 2,"
                                + " whose seal holds");
        assertThat(operator.run("restore").code()).isZero();
        assertThat(operator.run("verify").code()).isZero();
    }

    @Test
    void whatTheReleaseKeyDidNotSignSaysNothingOfALaterSeal() throws IOException {
        putBackTheFirstOfTwo();
        operator.flipByte("manifests/baseline/seals/2/canonical.sha256.sig");
        Files.createDirectories(operator.path("manifests/baseline/seals/900"));

        Answer answer = operator.run("verify");

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains(WARNING);
    }

    private void putBackTheFirstOfTwo() throws IOException {
        byte[] manifest = operator.read(MANIFEST);
        byte[] seal = operator.read(SEAL);
        assertThat(operator.run("freeze", "--reason", "second").code()).isZero();
        Files.write(operator.path(MANIFEST), manifest);
        Files.write(operator.path(SEAL), seal);
        operator.setVariable("XDG_STATE_HOME", operator.beside("cron").toString());
        DurableFiles.makeDirectories(operator.beside("cron"));
    }
}
