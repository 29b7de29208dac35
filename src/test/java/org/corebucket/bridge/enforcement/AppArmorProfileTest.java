package org.corebucket.bridge.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.policy.PathPattern;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SystemCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profile of the units, as AppArmor's own parser reads it; loaded where the kernel has AppArmor. */
final class AppArmorProfileTest {

    private static final Path LOADED = Path.of("/sys/kernel/security/apparmor/profiles");

    @TempDir
    private Path directory;

    private Operator operator;

    @BeforeEach
    void deploy() throws Exception {
        operator = Operator.atDeployment(directory);
    }

    private Path exported() throws Exception {
        Path etc = Files.createDirectory(operator.beside("apparmor.d"));
        assertThat(operator.run("policy", "export", "--apparmor", "--output", etc.toString())
                        .code())
                .isZero();
        return etc.resolve("bridgectl");
    }

    @Test
    void appArmorsParserReadsIt() throws Exception {
        assumeTrue(
                SystemCommand.exit(directory, "sh", "-c", "command -v apparmor_parser") == 0,
                "not read: apparmor_parser is not installed");

        ChildJvm.output(new ProcessBuilder(
                "apparmor_parser",
                "--skip-kernel-load",
                "--skip-cache",
                exported().toString()));
    }

    @Test
    void theKernelTakesItInEnforceMode() throws Exception {
        assumeTrue(
                Files.isReadable(LOADED),
                "read by its parser, and not loaded: this kernel has no AppArmor, or hides it");
        assumeTrue(
                !Files.readString(LOADED).contains("bridgectl (enforce)"),
                "not loaded: a profile of this name is in force here");
        String profile = exported().toString();

        ChildJvm.output(new ProcessBuilder("apparmor_parser", "--replace", "--skip-cache", profile));
        try {
            assertThat(Files.readAllLines(LOADED)).contains("bridgectl (enforce)");
        } finally {
            ChildJvm.output(new ProcessBuilder("apparmor_parser", "--remove", profile));
        }
    }

    @Test
    void itNamesWhatIsWrittenAndWhatIsStartedAndNothingElse() throws Exception {
        List<String> lines = Files.readAllLines(exported());

        String root = operator.root().toString();
        assertThat(lines)
                .filteredOn(line -> line.contains(root) && line.matches(".* [a-z]*w[a-z]*,"))
                .extracting(line -> line.strip().replace(root, ""))
                .contains(
                        "/logs/** rwkl,", "/outbox/** rwkl,", "/automation/reports/** rwkl,", "\"/{,**/}test_*.py\" w,")
                .noneMatch(
                        line -> line.contains("canonical") || line.contains("security") || line.contains("baseline"));
        assertThat(lines)
                .filteredOn(line -> line.endsWith("ix,") && !line.contains("/runs/"))
                .extracting(line ->
                        Path.of(line.strip().split(" ", -1)[0]).getFileName().toString())
                .contains("java", "jspawnhelper", "setsid", "env")
                .anyMatch(name -> name.startsWith("python3"))
                .noneMatch(name -> name.startsWith("curl") || name.startsWith("perl"));
    }

    /** The patterns of a new deployment can all be written. */
    @Test
    void aPatternThatAppArmorWouldReadOtherwiseIsRefused() throws Exception {
        assertThat(profile(ForbiddenRunners.standard().patterns())).contains("profile bridgectl");
        assertThatThrownBy(() -> profile(List.of(new PathPattern("a\"b.py"))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("AppArmor can't be told the forbidden pattern")
                .hasMessageContaining("Write ? for it in the policy");
    }

    private String profile(List<PathPattern> forbidden) throws Exception {
        return AppArmorProfile.of(
                new Deployment(operator.root()), operator.host(), forbidden, Set.of(Path.of("/usr/bin/env")));
    }
}
