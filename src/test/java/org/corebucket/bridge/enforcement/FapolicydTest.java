package org.corebucket.bridge.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.SystemCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real fapolicyd is given what is exported, in a mount namespace of its own, and the kernel prevents what it should. */
final class FapolicydTest {

    private static final int REFUSED_BY_THE_KERNEL = 3;
    private static final long LIMIT_SECONDS = 300;

    @TempDir
    private Path directory;

    @Test
    void theKernelRunsWhatIsListedAndNothingElse() throws Exception {
        assumeTrue(
                SystemCommand.exit(directory, "unshare", "--mount", "true") == 0,
                "not loaded: only root can make a mount namespace, in which fapolicyd harms nobody");
        assumeTrue(
                SystemCommand.exit(directory, "sh", "-c", "command -v fapolicyd") == 0,
                "not loaded: fapolicyd is not installed; before you install it, mask its unit: Debian starts it at once");
        Path said = directory.resolve("said");
        Process script = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        Path.of("src/test/resources/enforcement/fapolicyd.sh")
                                .toAbsolutePath()
                                .toString(),
                        Files.createDirectory(directory.resolve("scratch"))
                                .toRealPath()
                                .toString(),
                        ChildJvm.classPath(),
                        Path.of(System.getProperty("java.home"), "bin/java")
                                .toRealPath()
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean ended = script.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        script.destroy();
        String output = new String(Files.readAllBytes(said), StandardCharsets.UTF_8);
        assertThat(ended).as(output).isTrue();
        assumeTrue(
                script.exitValue() != REFUSED_BY_THE_KERNEL,
                "read by fapolicyd, and not loaded: this kernel asks nobody\n" + output);
        assertThat(script.exitValue()).as(output).isZero();
        assertThat(output)
                .contains(
                        "Daemon config is OK",
                        "Enforcement: prevented by fapolicyd, process ",
                        "a listed program: ran",
                        "a listed program with a blank: ran",
                        "a listed program with a line feed: ran",
                        "a listed script: ran",
                        "a listed script by its interpreter: ran",
                        "an unlisted program: prevented",
                        "an unlisted script: prevented",
                        "an unlisted script by its interpreter: prevented",
                        "a copy of a listed program: prevented",
                        "a program of the system: ran",
                        "run of a listed script: ran",
                        "run of a listed python: ran",
                        "verify: ran",
                        "a changed script by its interpreter: prevented",
                        "verify of what changed: prevented\n[ERROR] HASH MISMATCH: listed.p",
                        "a restored script by its interpreter: ran",
                        "and does not enforce what is sealed: /etc/fapolicyd/trust.d/bridgectl is not what is sealed now\n"
                                + "what was listed since: prevented",
                        "what was listed since, and exported: ran");
        assertThat(output.lines().filter(line -> line.startsWith("Enforcement: prevented by fapolicyd")))
                .hasSize(2);
        assertThat(output.lines().filter(line -> line.startsWith("Enforcement: found")))
                .hasSize(3);
    }
}
