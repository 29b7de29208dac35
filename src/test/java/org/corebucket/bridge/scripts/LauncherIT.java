package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LauncherIT {

    @TempDir
    private Path base;

    @Test
    void argumentsPassThroughToTheLetter() throws Exception {
        Run run = InstalledLauncher.in(base).run("arguments", "two words", "", "*", "\"quoted\"", "$HOME", "café");

        assertThat(run.lines())
                .containsExactly("<arguments>", "<two words>", "<>", "<*>", "<\"quoted\">", "<$HOME>", "<café>");
    }

    @Test
    void theExitCodePassesThrough() throws Exception {
        assertThat(InstalledLauncher.in(base).run("exit", "77")).isEqualTo(new Run(77, "", ""));
    }

    @Test
    void aTerminationReachesTheProgramItself() throws Exception {
        Run.Started started = InstalledLauncher.in(base).start("wait");
        await().until(() ->
                started.printed().contains("waiting as " + started.process().pid()));

        started.process().destroy();

        assertThat(started.await().exit()).isEqualTo(143);
    }

    @Test
    void asTheFirstProcessItLeavesNoZombieOfAnybody() throws Exception {
        assertThat(asFirstProcess("orphans")).isEqualTo(new Run(0, "none is left\n", ""));
    }

    @Test
    void asTheFirstProcessItPassesArgumentsInputAndExitCodeOn() throws Exception {
        assertThat(asFirstProcess("exit", "77")).isEqualTo(new Run(77, "", ""));
        assertThat(asFirstProcess("arguments", "two words", "*").lines())
                .containsExactly("<arguments>", "<two words>", "<*>");
        Path words = Files.writeString(base.resolve("words"), "some words");
        assertThat(asFirstProcess(InstalledLauncher.in(base.resolve("input")), words, "input"))
                .isEqualTo(new Run(0, "some words", ""));
    }

    @Test
    void asTheFirstProcessItPassesATerminationOn() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        requireNamespaces(installation);
        List<String> command = List.of(
                "unshare", "--pid", "--fork", "--mount-proc", "--kill-child", installation.launcher.toString(), "wait");
        Run.Started started =
                Run.Started.of(installation.workplace, installation.environment, command, Path.of("/dev/null"));
        await().until(() -> started.printed().contains("waiting as "));

        ProcessHandle first = started.process().children().findFirst().orElseThrow();
        first.destroy();

        assertThat(started.await().exit()).isEqualTo(143);
    }

    private Run asFirstProcess(String... arguments) throws Exception {
        Path own = Files.createTempDirectory(base, "first");
        return asFirstProcess(InstalledLauncher.in(own), Path.of("/dev/null"), arguments);
    }

    private static Run asFirstProcess(InstalledLauncher installation, Path input, String... arguments)
            throws Exception {
        requireNamespaces(installation);
        List<String> command = new ArrayList<>(
                List.of("unshare", "--pid", "--fork", "--mount-proc", installation.launcher.toString()));
        command.addAll(List.of(arguments));
        return Run.Started.of(installation.workplace, installation.environment, command, input)
                .await();
    }

    private static void requireNamespaces(InstalledLauncher installation) throws Exception {
        List<String> command = List.of("unshare", "--pid", "--fork", "--mount-proc", "true");
        assumeTrue(
                Run.of(installation.workplace, installation.environment, command)
                                .exit()
                        == 0,
                "unshare(1) needs root or user namespaces");
    }

    @Test
    void itStartsThroughLinksToLinksFromAnotherDirectoryWhichItKeeps() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        Path links = Files.createDirectory(base.resolve("links"));
        Path relative = Files.createSymbolicLink(links.resolve("relative"), Path.of("../prefix/bin/bridgectl"));
        Path first = Files.createSymbolicLink(links.resolve("first"), relative.getFileName());

        Run run = installation.run(first, "directory");

        assertThat(run).isEqualTo(new Run(0, installation.workplace.toRealPath() + "\n", ""));
    }

    @Test
    void itStartsFromAPathWithBlanksAndAccents() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base, "two words/café");
        installation.environment.put("XDG_CACHE_HOME", "");

        assertThat(installation.run("exit", "3")).isEqualTo(new Run(3, "", ""));
    }

    @Test
    void itOpensAFileWithAnAccentInTheLocaleOfCron() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        Files.writeString(installation.workplace.resolve("café"), "found");
        installation.environment.put("LC_ALL", "C");

        assertThat(installation.run("read", "café")).isEqualTo(new Run(0, "found\n", ""));
    }

    @Test
    void itStartsWithoutAHome() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        installation.environment.remove("HOME");
        installation.environment.remove("XDG_CACHE_HOME");

        assertThat(installation.run()).isEqualTo(new Run(0, "probe\n", ""));
    }

    @Test
    void whatWouldChangeTheJavaFromOutsideIsDropped() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        Path script = Files.writeString(base.resolve("hostile.sh"), "echo hostile\n");
        for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            installation.environment.put(name, "-Dhostile=yes");
        }
        installation.environment.put("CLASSPATH", "/hostile");
        installation.environment.put("CDPATH", "/");
        installation.environment.put("BASH_ENV", script.toString());
        installation.environment.put("ENV", script.toString());

        assertThat(installation.run("property", "hostile")).isEqualTo(new Run(0, "null\n", ""));
        assertThat(installation.run("environment").lines())
                .doesNotContain(
                        "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH", "BASH_ENV", "ENV");
    }

    @Test
    void outputIntoFilesIsNoTerminal() throws Exception {
        assertThat(InstalledLauncher.in(base)
                        .run("property", "bridgectl.terminal")
                        .out())
                .isEqualTo("\n");
    }

    @Test
    void aTerminalIsNamedForEachStreamThatIsOne() throws Exception {
        Path pseudoterminal = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(pseudoterminal), "script(1) makes the terminal");
        InstalledLauncher installation = InstalledLauncher.in(base);
        String command = installation.launcher + " property bridgectl.terminal";

        Run both = installation.run(pseudoterminal, "-qec", command, "/dev/null");
        Run outputOnly = installation.run(pseudoterminal, "-qec", command + " 2>/dev/null", "/dev/null");

        assertThat(both.out().strip()).isEqualTo("out,err");
        assertThat(outputOnly.out().strip()).isEqualTo("out");
    }

    @Test
    void theOptimizingCompilerStays() throws Exception {
        assertThat(InstalledLauncher.in(base).run("options").out())
                .contains("-XX:+UseSerialGC")
                .doesNotContain("TieredStopAtLevel", "-Xint");
    }

    @Test
    void onlyTheVerificationOfADeploymentHasTheCollectorThatStartsSoonest() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);

        assertThat(installation.run("options", "verify").out())
                .contains("-XX:+UseG1GC")
                .doesNotContain("UseSerialGC");
        assertThat(installation
                        .run("options", "verify", "--manifest", "release.sha256")
                        .out())
                .contains("-XX:+UseSerialGC", "-Xms64m");
        assertThat(installation.run("options", "run", "bridge").out())
                .contains("-XX:+UseSerialGC", "-Xmn64m", "-Xms96m")
                .doesNotContain("-Xmn16m");
    }

    /** To export it costs the archived module graph, which every other start has. */
    @Test
    void onlyWhoNamesAKeyOnATokenHasThatExportedByWhichItSigns() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        String exported = "--add-exports=jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED";

        assertThat(installation
                        .run("options", "freeze", "--key", "pkcs11:token=a;object=b")
                        .out())
                .contains(exported);
        assertThat(installation
                        .run("options", "freeze", "--key=PKCS11:object=b")
                        .out())
                .contains(exported);
        assertThat(installation.run("options", "verify", "pkcs11").out()).doesNotContain("--add-exports");
    }

    @Test
    void anOlderJavaThatTheUserChoseIsRefusedWithItsVersion() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        Path old = javaOf("1.8.0_412");
        installation.environment.put("JAVA_HOME", old.toString());

        Run run = installation.run();

        assertThat(run.exit()).isEqualTo(66);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(old.toString(), "17 or later");
    }

    @Test
    void aJavaHomeWithoutAJavaIsRefused() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        installation.environment.put("JAVA_HOME", base.resolve("nowhere").toString());

        Run run = installation.run();

        assertThat(run.exit()).isEqualTo(66);
        assertThat(run.err()).contains("JAVA_HOME", "holds no Java");
    }

    @Test
    void theJavaThatAnArchiveBroughtGoesBeforeEveryOther() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        Files.createSymbolicLink(base.resolve("prefix/runtime"), Scripts.JAVA_HOME);
        installation.environment.put("JAVA_HOME", base.resolve("nowhere").toString());
        installation.environment.put("PATH", "/usr/bin:/bin");

        assertThat(installation.run().exit()).isZero();
    }

    @Test
    void aBroughtJavaThatIsGoneIsReplacedByNoOther() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        Files.createDirectory(base.resolve("prefix/runtime"));

        Run run = installation.run();

        assertThat(run.exit()).isEqualTo(66);
        assertThat(run.err()).contains("prefix/runtime", "unpack the archive again");
    }

    @Test
    void aMissingJarIsSaidToBeMissing() throws Exception {
        InstalledLauncher installation = InstalledLauncher.in(base);
        Files.delete(installation.jar);

        Run run = installation.run();

        assertThat(run.exit()).isEqualTo(66);
        assertThat(run.err()).contains(installation.jar.toString());
    }

    private Path javaOf(String version) throws Exception {
        Path home = Files.createDirectories(base.resolve("old"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho must not run\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }
}
