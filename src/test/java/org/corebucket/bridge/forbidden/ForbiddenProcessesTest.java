package org.corebucket.bridge.forbidden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.forbidden.ForbiddenProcesses.Evidence;
import org.corebucket.bridge.forbidden.ForbiddenProcesses.Hit;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.policy.PathPattern;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.TreeEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that run forbidden files, in the ways in which files are run, and others that only read them. */
@Timeout(60)
final class ForbiddenProcessesTest {

    @TempDir
    private Path directory;

    private Path root = Path.of("/");
    private RunningScripts scripts = new RunningScripts(root);

    @BeforeEach
    void makeDeployment() throws IOException {
        root = Files.createDirectories(directory.toRealPath().resolve("deployment"));
        scripts = new RunningScripts(root);
    }

    @AfterEach
    void end() {
        scripts.close();
    }

    @Test
    void whereNothingForbiddenLiesOrRunsNobodyIsFound() throws Exception {
        ForbiddenProcesses.Look look = look();

        assertThat(look.hits()).isEmpty();
        assertThat(look.seen()).isPositive();
    }

    @Test
    void aScriptIsFoundByItsNameInTheWorkingDirectory() throws Exception {
        Path python = RunningScripts.installed("python3");
        write("test_it.py", RunningScripts.PYTHON);

        Process process = scripts.start(python.toString(), "-u", "test_it.py");

        assertFound(process, "test_it.py", Evidence.SCRIPT);
    }

    @Test
    void aScriptIsFoundByAnyOtherSpelling() throws Exception {
        Path python = RunningScripts.installed("python3");
        write("test_it.py", RunningScripts.PYTHON);
        Path link = Files.createSymbolicLink(directory.resolve("harmless.py"), root.resolve("test_it.py"));

        Process process = scripts.start(python.toString(), link.toString());

        assertFound(process, "test_it.py", Evidence.SCRIPT);
    }

    @Test
    void aScriptIsFoundThroughAHardLinkOutsideOfTheRoot() throws Exception {
        Path python = RunningScripts.installed("python3");
        write("test_it.py", RunningScripts.PYTHON);
        Path link = Files.createLink(directory.resolve("harmless.py"), root.resolve("test_it.py"));

        Process process = scripts.start(python.toString(), link.toString());

        assertFound(process, "test_it.py", Evidence.SCRIPT);
    }

    @Test
    void aForbiddenNameThatIsALinkToAnotherFileIsFoundByItsName() throws Exception {
        Path python = RunningScripts.installed("python3");
        Files.writeString(directory.resolve("harmless.py"), RunningScripts.PYTHON);
        Files.createSymbolicLink(root.resolve("test_it.py"), directory.resolve("harmless.py"));

        Process process = scripts.start(python.toString(), "test_it.py");

        assertFound(process, "test_it.py", Evidence.SCRIPT);
    }

    @Test
    void aScriptThatWasDeletedSinceStillRuns() throws Exception {
        Path python = RunningScripts.installed("python3");
        write("test_it.py", RunningScripts.PYTHON);
        Process process = scripts.start(python.toString(), "test_it.py");

        Files.delete(root.resolve("test_it.py"));

        assertFound(process, "test_it.py", Evidence.SCRIPT);
    }

    @Test
    void whateverLiesBelowAForbiddenDirectoryIsFoundUnderAnyName() throws Exception {
        Files.createDirectories(root.resolve("tests/deep"));
        write("tests/deep/smoke", RunningScripts.SHELL);

        Process process = scripts.start("sh", "tests/deep/smoke");

        assertFound(process, "tests/deep/smoke", Evidence.SCRIPT);
    }

    @Test
    void whatWorksInAForbiddenDirectoryIsFoundEvenIfNothingLiesThereAnyMore() throws Exception {
        Files.createDirectories(root.resolve("tests"));
        write("tests/smoke", RunningScripts.SHELL);
        Process process = scripts.start("env", "-C", "tests", "sh", "smoke");

        Files.delete(root.resolve("tests/smoke"));

        assertFound(process, "tests/smoke", Evidence.SCRIPT);
    }

    @Test
    void aPythonModuleIsAScript() throws Exception {
        Path python = RunningScripts.installed("python3");
        write("test_it.py", RunningScripts.PYTHON);

        Process process = scripts.start(python.toString(), "-m", "test_it");

        assertFound(process, "test_it.py", Evidence.SCRIPT);
    }

    @Test
    void aFileThatNamesItsInterpreterIsAScript() throws Exception {
        write("test_it.py", "#!/bin/sh\n" + RunningScripts.SHELL);

        Process process = scripts.start("./test_it.py");

        assertFound(process, "test_it.py", Evidence.SCRIPT);
    }

    @Test
    void aProgramOnStandardInputIsAScriptToo() throws Exception {
        write("test_it.py", RunningScripts.SHELL);

        Process process = scripts.startFrom(root.resolve("test_it.py"), "sh");

        assertFound(process, "test_it.py", Evidence.OPEN_FILE);
    }

    @Test
    void aScriptWithoutAFirstLineIsFoundInTheForkOfItsShell() throws Exception {
        Path bash = RunningScripts.installed("bash");
        write("test_it.py", RunningScripts.SHELL);

        Process process = scripts.start(bash.toString(), "-c", "./test_it.py; true");

        Hit hit = only(look());
        assertThat(hit.evidence()).isEqualTo(Evidence.OPEN_FILE);
        assertThat(hit.process().parent()).isEqualTo(process.pid());
    }

    @Test
    void aProgramIsFoundWhateverItIsCalled() throws Exception {
        Path program = copy("sleep", "test_it.py");
        Path link = Files.createLink(directory.resolve("harmless"), program);

        Process process = scripts.startSilent(new ProcessBuilder(link.toString(), "600"));

        assertFound(process, "test_it.py", Evidence.EXECUTABLE);
    }

    @Test
    void aProgramThatWasDeletedSinceStillRuns() throws Exception {
        Path program = copy("sleep", "test_it.py");
        Process process = scripts.startSilent(new ProcessBuilder(program.toString(), "600"));

        Files.delete(program);

        assertFound(process, "test_it.py", Evidence.EXECUTABLE);
    }

    @Test
    void aProcessThatCallsItselfByThePathIsFound() throws Exception {
        Path bash = RunningScripts.installed("bash");
        write("test_it.py", "");

        Process process = scripts.start(
                bash.toString(), "-c", "echo up; exec -a ./test_it.py " + RunningScripts.installed("sleep") + " 600");
        awaitCommandLine(process, "./test_it.py");

        assertFound(process, "test_it.py", Evidence.COMMAND);
    }

    @Test
    void aLibraryIsFoundWhereItIsMapped() throws Exception {
        Path python = RunningScripts.installed("python3");
        Path library = library(python);
        Files.copy(library, root.resolve("test_it.py"));

        Process process = scripts.start(
                python.toString(), "-c", "import ctypes\nctypes.CDLL('./test_it.py')\n" + RunningScripts.PYTHON);

        assertFound(process, "test_it.py", Evidence.MAPPED_FILE);
    }

    @Test
    void whoOnlyNamesOrReadsAFileDoesNotRunIt() throws Exception {
        Path python = RunningScripts.installed("python3");
        write("test_it.py", RunningScripts.SHELL);

        scripts.startSilent(new ProcessBuilder("tail", "-f", "test_it.py"));
        scripts.startSilent(new ProcessBuilder("sleep", "600")
                .redirectInput(root.resolve("test_it.py").toFile()));
        scripts.start("sh", "-c", RunningScripts.SHELL, "test_it.py");
        scripts.start(RunningScripts.installed("bash").toString(), "-c", "exec 12<test_it.py\n" + RunningScripts.SHELL);
        scripts.start(python.toString(), "-c", "f = open('test_it.py')\n" + RunningScripts.PYTHON, "test_it.py");

        assertThat(look().hits()).isEmpty();
    }

    @Test
    void aFileOfTheSameNameElsewhereIsNotForbidden() throws Exception {
        Path python = RunningScripts.installed("python3");
        write("test_it.py", RunningScripts.PYTHON);
        Files.writeString(directory.resolve("test_it.py"), RunningScripts.PYTHON);

        scripts.start(python.toString(), "../test_it.py");

        assertThat(look().hits()).isEmpty();
    }

    @Test
    void aHitTellsWhatRunsAndWhoStartedIt() throws Exception {
        write("test_it.py", RunningScripts.SHELL);

        scripts.start("sh", "test_it.py", "--password=hunter2", "--token", "abc", "two\nlines");

        Hit hit = only(look());
        assertThat(hit.commandLine()).isEqualTo("sh test_it.py --password=*** --token *** two\\nlines");
        assertThat(hit.origin().user()).startsWith(System.getProperty("user.name"));
        assertThat(hit.origin().parents().get(0))
                .endsWith("(pid " + ProcessHandle.current().pid() + ")");
        assertThat(hit.origin().parents()).last().asString().endsWith("(pid 1)");
        assertThat(hit.origin().started()).matches("20[0-9-]+T[0-9:.]+Z");
    }

    @Test
    void aLongCommandLineIsCut() throws Exception {
        write("test_it.py", RunningScripts.SHELL);

        scripts.start("sh", "test_it.py", "x".repeat(5000));

        assertThat(only(look()).commandLine()).hasSize(203).endsWith("xxx...");
    }

    @Test
    void whereThePolicySaysTerminateItEndsWithWhatItStarted() throws Exception {
        write("test_it.py", RunningScripts.SHELL);
        Process process = scripts.start("sh", "test_it.py");
        List<ProcessHandle> children = process.descendants().toList();

        TreeEnd ending = search(ForbiddenRunners.OnProcess.TERMINATE)
                .end(only(look()), Duration.ofSeconds(20))
                .orElseThrow();

        assertThat(ending.isComplete()).isTrue();
        assertThat(children).isNotEmpty().noneMatch(ForbiddenProcessesTest::runs);
        assertThat(process.waitFor()).isNotZero();
    }

    @Test
    void whereThePolicySaysReportItGoesOn() throws Exception {
        write("test_it.py", RunningScripts.SHELL);
        Process process = scripts.start("sh", "test_it.py");

        assertThat(search(ForbiddenRunners.OnProcess.REPORT).end(only(look()), Duration.ZERO))
                .isEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    private ForbiddenProcesses.Look look() throws IOException {
        return search(ForbiddenRunners.OnProcess.REPORT).look();
    }

    private ForbiddenProcesses search(ForbiddenRunners.OnProcess process) throws IOException {
        ForbiddenRunners policy = new ForbiddenRunners(
                List.of(new PathPattern("test_*.py"), new PathPattern("tests/**")),
                List.of("src"),
                ForbiddenRunners.Mode.NO_EXEC,
                process);
        return new ForbiddenProcesses(new ForbiddenFiles(new Deployment(root), policy), ProcessTable.system());
    }

    private void assertFound(Process process, String file, Evidence evidence) throws IOException {
        Hit hit = only(look());
        assertThat(hit.process().pid()).isEqualTo(process.pid());
        assertThat(hit.file()).isEqualTo(file);
        assertThat(hit.evidence()).isEqualTo(evidence);
    }

    private static Hit only(ForbiddenProcesses.Look look) {
        assertThat(look.hits()).hasSize(1);
        return look.hits().get(0);
    }

    /** What has ended may still be listed, until its parent asked how. */
    private static boolean runs(ProcessHandle process) {
        return ProcessTable.system()
                .find(process.pid())
                .filter(found -> !found.hasEnded())
                .isPresent();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(root.resolve(name), text);
        Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path copy(String program, String name) throws IOException {
        return Files.copy(RunningScripts.installed(program), root.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** Some library that Python has loaded from a file of its own. */
    private static Path library(Path python) throws IOException {
        Process process =
                new ProcessBuilder(python.toString(), "-c", "import _ctypes; print(_ctypes.__file__)").start();
        return Path.of(process.inputReader().readLine());
    }

    /** Until the program was replaced, which nothing but its command line tells. */
    private static void awaitCommandLine(Process process, String name) throws IOException {
        Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        while (!Files.readString(commandLine).startsWith(name)) {
            Thread.onSpinWait();
        }
    }
}
