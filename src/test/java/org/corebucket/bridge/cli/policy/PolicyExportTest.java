package org.corebucket.bridge.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sealed is exported, twice the same, and nothing else is. */
final class PolicyExportTest {

    @TempDir
    private Path directory;

    @Test
    void bothFilesGoWhereFapolicydReadsThem() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        Path etc = Files.createDirectory(operator.beside("fapolicyd"));

        Answer answer = operator.run("policy", "export", "--fapolicyd", "--output", etc.toString());

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out())
                .isEqualTo("wrote " + etc + "/trust.d/bridgectl\nwrote " + etc + "/rules.d/05-bridgectl.rules\n"
                        + "In force once fapolicyd has read it: fagenrules && systemctl restart fapolicyd\n");
        assertThat(operator.run("policy", "export", "--fapolicyd").out())
                .isEqualTo("==> trust.d/bridgectl <==\n"
                        + Files.readString(etc.resolve("trust.d/bridgectl"))
                        + "==> rules.d/05-bridgectl.rules <==\n"
                        + Files.readString(etc.resolve("rules.d/05-bridgectl.rules")));
    }

    @Test
    void itChangesNothingOfTheDeployment() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        Map<String, String> before = TreeSnapshot.of(directory);

        operator.run("policy", "export", "--fapolicyd");

        assertThat(TreeSnapshot.of(directory)).isEqualTo(before);
    }

    @Test
    void nothingIsExportedOfWhatIsNotSealed() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        Files.delete(operator.path("manifests/canonical.sha256.sig"));

        Answer answer = operator.run("policy", "export", "--fapolicyd");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .startsWith("bridgectl: nothing is exported of what is not sealed: ")
                .contains("bridgectl restore");
    }

    @Test
    void nothingIsExportedOnceAFileHasChanged() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        operator.flipByte("core_bucket_bridge.py");

        Answer answer = operator.run("policy", "export", "--fapolicyd");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err())
                .contains("nothing is exported, since \"core_bucket_bridge.py\" is not as it was sealed")
                .contains("bridgectl verify tells all that differs");
    }

    @Test
    void aDirectoryThatIsNotThereIsNotMade() throws Exception {
        Operator operator = Operator.atDeployment(directory);

        Answer answer = operator.run("policy", "export", "--fapolicyd", "--output", "nowhere");

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.err()).contains("make it first");
        assertThat(operator.path("nowhere")).doesNotExist();
    }

    @Test
    void whoseRulesMustBeSaid() throws Exception {
        Answer answer = Operator.atDeployment(directory).run("policy", "export");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).contains("say for which program: --fapolicyd or --apparmor");
    }
}
