package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The crontab: each of its commands, given to the shell as cron does it, in an environment that has next to nothing. */
final class CrontabIT {

    private static final Path FILE = Scripts.file("cron/bridgectl.crontab");

    @TempDir
    private Path base;

    private Crontab crontab;
    private Path deployment;

    @BeforeEach
    void read() throws IOException {
        crontab = Crontab.read(FILE);
        deployment = Files.createDirectory(base.resolve("deployment"));
    }

    @Test
    void itVerifiesAndRunsTheAutomationByTheirApprovedCommands() {
        assertThat(crontab.variables().keySet()).containsExactly("BRIDGECTL", "DEPLOYMENT", "MAILTO");
        assertThat(crontab.jobs()).hasSize(3);
        assertThat(crontab.jobs().get(0).command())
                .contains("\"$BRIDGECTL\" --root \"$DEPLOYMENT\" verify --quiet --require-memory)");
        assertThat(crontab.jobs().get(1).command())
                .contains("\"$BRIDGECTL\" --root \"$DEPLOYMENT\" verify --deep --quiet --require-memory)");
        assertThat(crontab.jobs().get(2).command())
                .contains("\"$BRIDGECTL\" --root \"$DEPLOYMENT\" run automation --once ");
    }

    @Test
    void itEndsInALineFeedWithoutWhichCronDropsTheLastLine() throws IOException {
        assertThat(Files.readString(FILE)).endsWith("\n");
    }

    @Test
    void aVerificationMailsNothingWhenReadyAndTheReportWhenBlocked() throws Exception {
        Path bridgectl = install();
        String init = "\"$BRIDGECTL\" --root \"$DEPLOYMENT\" init";
        assertThat(run(init, bridgectl).exit()).isZero();

        assertThat(run(0, bridgectl)).isEqualTo(new Run(0, "", ""));

        Files.writeString(deployment.resolve("CANONICAL_RUN.md"), "tampered\n");
        Run blocked = run(0, bridgectl);
        assertThat(blocked.out()).contains("[ERROR] HASH MISMATCH: CANONICAL_RUN.md", "PRODUCTION READINESS: BLOCKED");
        assertThat(blocked.err()).isEmpty();
    }

    @Test
    void everyCommandMailsNothingWhenAllIsWell() throws Exception {
        for (int job = 0; job < crontab.jobs().size(); job++) {
            assertThat(run(job, bridgectlThatExits(0))).isEqualTo(new Run(0, "", ""));
        }
    }

    @Test
    void everyCommandMailsWhatWentWrong() throws Exception {
        for (int job = 0; job < crontab.jobs().size(); job++) {
            assertThat(run(job, bridgectlThatExits(77)).out()).startsWith("said in " + deployment);
        }
    }

    @Test
    void anotherRunnerAtWorkIsNothingToMail() throws Exception {
        assertThat(run(2, bridgectlThatExits(75))).isEqualTo(new Run(0, "", ""));
    }

    private Run run(int job, Path bridgectl) throws Exception {
        return run(crontab.jobs().get(job).command(), bridgectl);
    }

    private Run run(String command, Path bridgectl) throws Exception {
        Map<String, String> environment = new TreeMap<>(crontab.variables());
        environment.put("BRIDGECTL", bridgectl.toString());
        environment.put("DEPLOYMENT", deployment.toString());
        environment.put("JAVA_HOME", Scripts.JAVA_HOME.toString());
        environment.put("HOME", Files.createDirectories(base.resolve("home")).toString());
        // The launcher would go on making an archive while the test's directory is removed.
        environment.put("XDG_CACHE_HOME", "/dev/null");
        environment.put("LOGNAME", "bridge");
        environment.put("SHELL", "/bin/sh");
        environment.put("PATH", "/usr/bin:/bin");
        return Run.of(base, environment, List.of("/bin/sh", "-c", command));
    }

    /** The launcher and the packaged jar, as a package installs them. */
    private Path install() throws IOException {
        Path bin = Files.createDirectories(base.resolve("prefix/bin"));
        Path lib = Files.createDirectories(base.resolve("prefix/lib"));
        Files.copy(Path.of(System.getProperty("bridgectl.jar")), lib.resolve("bridgectl.jar"));
        return Files.copy(Scripts.file("bridgectl"), bin.resolve("bridgectl"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private Path bridgectlThatExits(int code) throws IOException {
        Path script = base.resolve("exits " + code);
        Files.writeString(script, "#!/bin/sh\necho \"said in $2\"\nexit " + code + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
