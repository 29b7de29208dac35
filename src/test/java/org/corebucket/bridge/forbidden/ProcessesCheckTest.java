package org.corebucket.bridge.forbidden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.policy.PathPattern;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the check says of a made-up machine, on which nothing changes while it looks. */
final class ProcessesCheckTest {

    @TempDir
    private Path directory;

    private Path root = Path.of("/");
    private Path proc = Path.of("/");

    @BeforeEach
    void makeMachine() throws IOException {
        root = Files.createDirectories(directory.toRealPath().resolve("deployment"));
        proc = Files.createDirectories(directory.toRealPath().resolve("proc"));
        Files.writeString(proc.resolve("stat"), "cpu 1 2 3\nbtime 1637656000\nprocesses 9\n");
        process(1, 0, "init", "/nowhere/init");
        process(40, 1, "cron", "/nowhere/cron", "-f");
        process(50, 40, "python3", "/nowhere/python3", root + "/test_it.py", "--fast");
        Files.createSymbolicLink(proc.resolve("self"), Path.of("40"));
    }

    @Test
    void aProcessThatRunsAForbiddenFileIsAFinding() throws IOException {
        CheckResult result = check().run();

        Finding finding = result.findings().get(0);
        assertThat(result.findings()).hasSize(1);
        assertThat(finding.code()).isEqualTo("forbidden-process");
        assertThat(finding.path()).isEqualTo("test_it.py");
        assertThat(finding.message())
                .isEqualTo("FORBIDDEN PROCESS: test_it.py - pid 50 runs it as a script: /nowhere/python3 " + root
                        + "/test_it.py --fast - user 4294967000 on /dev/pts/3 since 2021-11-23T08:43:45Z,"
                        + " from cron (pid 40), init (pid 1)");
        assertThat(finding.remedy()).isEqualTo("kill 50, and see that cron (pid 40) does not start it again");
    }

    @Test
    void aProcessThatLostItsParentIsTracedByItsService() throws IOException {
        process(50, 1, "python3", "/nowhere/python3", root + "/test_it.py");

        assertThat(check().run().findings().get(0).remedy())
                .isEqualTo("kill 50; what starts it, if it is a service: systemctl status 50");
    }

    @Test
    void whereNobodyRunsOneTheEvidenceSaysHowManyWereLookedAt() throws IOException {
        process(50, 40, "vim", "/nowhere/vim", root + "/test_it.py");

        assertThat(check().run()).isEqualTo(CheckResult.passed("Processes looked at: 3, none runs a forbidden file"));
    }

    @Test
    void withoutProcTheQuestionIsNotAsked() throws IOException {
        ProcessesCheck check = new ProcessesCheck(files(), new ProcessTable(directory.resolve("missing")));

        assertThat(check.run())
                .isEqualTo(new CheckResult.Skipped("not asked: there is no /proc here that shows processes"));
    }

    private ProcessesCheck check() {
        return new ProcessesCheck(files(), new ProcessTable(proc));
    }

    private ForbiddenFiles files() {
        return new ForbiddenFiles(
                new Deployment(root),
                new ForbiddenRunners(
                        List.of(new PathPattern("test_*.py")),
                        List.of(),
                        ForbiddenRunners.Mode.NO_EXEC,
                        ForbiddenRunners.OnProcess.REPORT));
    }

    private void process(long pid, long parent, String name, String... arguments) throws IOException {
        Path process = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                process.resolve("stat"),
                pid + " (" + name + ") S " + parent + " 5 6 34819 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 102500 0 0\n");
        Files.write(process.resolve("cmdline"), (String.join("\0", arguments) + "\0").getBytes(StandardCharsets.UTF_8));
        Files.writeString(process.resolve("status"), "Name:\t" + name + "\nUid:\t4294967000\t0\t0\t0\n");
        Files.deleteIfExists(process.resolve("exe"));
        Files.createSymbolicLink(process.resolve("exe"), Path.of(arguments[0]));
    }
}
