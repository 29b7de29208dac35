package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment whose manifest, seal and baseline are committed, verified in a clean clone on a host that has seen nothing. */
final class ClonedDeploymentTest {

    private Operator operator;

    @BeforeEach
    void clone(@TempDir Path origin, @TempDir Path elsewhere) throws Exception {
        Operator owner = Operator.atDeployment(origin);
        git(owner.root(), "git init -q && git add -A && git -c user.name=a -c user.email=a@example.org commit -qm x");
        operator = Operator.at(elsewhere);
        git(elsewhere, "umask 022 && git clone -q '" + owner.root() + "' deployment");
    }

    @Test
    void itHasNeitherPrivateKeysNorLogs() {
        assertThat(operator.path("security/release.public.pem")).exists();
        assertThat(operator.path("security/release.private.pem")).doesNotExist();
        assertThat(operator.path("logs")).doesNotExist();
    }

    @Test
    void itIsReadyTwiceAndLogsAreSkippedWithTheReason() throws IOException {
        Answer first = operator.run("verify");

        assertThat(first.out()).contains("this is a clone of the deployment's files");
        assertReady(first);
        assertReady(operator.run("verify"));
        assertReady(operator.run("verify", "--read-only"));
        assertThat(operator.run("verify", "--trust", "security/release.public.pem")
                        .code())
                .isZero();
    }

    @Test
    void whatWasChangedInItIsFound() throws IOException {
        operator.flipByte("automation/runner.py");

        assertThat(operator.run("verify").code()).isEqualTo(4);
    }

    @Test
    void noModeBitIsTakenWhereTheyAreToBeKept() throws IOException {
        String forbidden = SampleDeployment.FORBIDDEN.get(0);
        operator.setMode(forbidden, "rwxr-xr-x");

        Answer kept = operator.run("verify", "--keep-modes", "--format", "json");

        assertThat(kept.code()).isZero();
        assertThat(kept.out()).contains("--keep-modes leaves files that match a forbidden pattern as they are");
        assertThat(kept.out().replaceAll("\\s", "")).contains("\"options\":[\"--keep-modes\"]");
        assertThat(operator.mode(forbidden)).isEqualTo("rwxr-xr-x");

        assertReady(operator.run("verify"));
        assertThat(operator.mode(forbidden)).isEqualTo("rw-r--r--");
        assertThat(operator.run("verify", "--keep-modes").out()).contains("Disabled execution: " + forbidden);
    }

    @Test
    void aDeploymentThatLostItsLogsIsNoClone(@TempDir Path directory) throws IOException {
        Operator owner = Operator.atDeployment(directory);
        SampleDeployment.delete(owner.path("logs"));
        SampleDeployment.delete(owner.path("insight"));

        assertThat(owner.run("verify").violations()).anyMatch(line -> line.startsWith("LOG UNUSABLE: "));
    }

    private static void git(Path directory, String script) throws Exception {
        ChildJvm.output(new ProcessBuilder("sh", "-c", script).directory(directory.toFile()));
        assertThat(Files.isDirectory(directory)).isTrue();
    }
}
