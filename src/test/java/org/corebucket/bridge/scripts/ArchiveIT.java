package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveIT {

    private static final int NOBODY = 65534;

    @TempDir
    private Path base;

    private Path cache;
    private InstalledLauncher installation;

    @BeforeEach
    void installWithAPlaceForArchives() throws IOException {
        installation = InstalledLauncher.in(base.toRealPath());
        Path home = Files.createDirectory(base.toRealPath().resolve("cache"));
        installation.environment.put("XDG_CACHE_HOME", home.toString());
        cache = home.resolve("bridgectl");
    }

    @Test
    void theFirstStartMakesAnArchiveThatJavaTakes() throws Exception {
        assertThat(installation.run()).isEqualTo(new Run(0, "probe\n", ""));

        Path archive = awaitArchive();

        assertThat(installation.run("options").lines()).contains("-XX:SharedArchiveFile=" + archive);
        assertThat(mappedByJava(archive)).isEqualTo(new Run(0, "probe\n", ""));
    }

    @Test
    void aVerificationAndASyncFindTheirClassesInIt() throws Exception {
        installation.installReal();
        installation.run("--root", "deployment", "init");
        Files.writeString(installation.workplace.resolve("update.json"), "{}");
        Path archive = awaitArchive();

        Run verify = withLoadedClasses(archive, "verify");
        Run sync = withLoadedClasses(
                archive, "sync", "--bridge", "http://127.0.0.1:1", "--module", "finance", "--data", "update.json");

        assertThat(verify.exit()).isZero();
        assertThat(sourceOf("org.corebucket.bridge.seal.SealVerifier", verify)).startsWith("shared objects file");
        assertThat(sourceOf("picocli.CommandLine$ITypeConverter", verify)).startsWith("shared objects file");
        assertThat(verify.out()).doesNotContain(" source: file:", " source: org.corebucket");
        assertThat(sync.exit()).isEqualTo(69);
        assertThat(sourceOf("org.corebucket.bridge.client.HttpCaller", sync)).startsWith("shared objects file");
        assertThat(sourceOf("org.corebucket.bridge.token.TokenIssuer", sync)).startsWith("shared objects file");
    }

    @Test
    void nobodyElseCanReadOrWriteWhatItMakes() throws Exception {
        installation.run();
        Path archive = awaitArchive();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                .isEqualTo("r--------");
    }

    @Test
    void anArchiveThatOthersCanWriteIsNotUsedButReplaced() throws Exception {
        installation.run();
        Path archive = awaitArchive();
        permit(archive, "rw-rw-rw-");

        assertThat(usesAnArchive()).isFalse();

        await().atMost(Duration.ofMinutes(1)).until(() -> !permits(archive, "rw-rw-rw-"));
        awaitArchive();
        assertThat(usesAnArchive()).isTrue();
    }

    @Test
    void anArchiveInADirectoryThatOthersCanWriteIsNotUsed() throws Exception {
        installation.run();
        awaitArchive();
        permit(cache, "rwxrwx---");

        assertThat(usesAnArchive()).isFalse();
    }

    @Test
    void anArchiveOfSomebodyElseIsNotUsed() throws Exception {
        installation.run();
        Path archive = awaitArchive();
        assumeTrue(giveAway(archive) && giveAway(cache), "only root can give a file away");

        assertThat(usesAnArchive()).isFalse();
    }

    @Test
    void anUpgradedJarGetsAnArchiveOfItsOwn() throws Exception {
        installation.run();
        awaitArchive();
        String before = Files.readString(only("stamp"));
        installation.upgrade();

        assertThat(usesAnArchive()).isFalse();

        await().atMost(Duration.ofMinutes(1))
                .until(() -> !Files.readString(only("stamp")).equals(before));
        assertThat(mappedByJava(awaitArchive())).isEqualTo(new Run(0, "probe\n", ""));
        assertThat(usesAnArchive()).isTrue();
    }

    @Test
    void theArchiveOfAJarThatIsGoneIsRemovedWithTheNextOneMade() throws Exception {
        InstalledLauncher other =
                InstalledLauncher.in(Files.createDirectory(base.toRealPath().resolve("other")));
        other.environment.putAll(installation.environment);
        other.run();
        Path orphan = awaitArchive();
        Files.delete(other.jar);

        installation.run();

        await().atMost(Duration.ofMinutes(1)).until(() -> !Files.exists(orphan));
        assertThat(awaitArchive()).isNotEqualTo(orphan);
    }

    @Test
    void twoFirstStartsAtOnceDoNotHarmEachOther() throws Exception {
        Run.Started one = installation.start();
        Run.Started two = installation.start();

        assertThat(List.of(one.await(), two.await())).containsOnly(new Run(0, "probe\n", ""));
        assertThat(mappedByJava(awaitArchive())).isEqualTo(new Run(0, "probe\n", ""));
    }

    @Test
    void aCacheThatCannotBeWrittenIsNobodysTrouble() throws Exception {
        Path file = Files.createFile(base.resolve("file"));
        installation.environment.put("XDG_CACHE_HOME", file.toString());

        assertThat(installation.run()).isEqualTo(new Run(0, "probe\n", ""));
    }

    @Test
    void anAttemptThatFailedIsNotRepeatedAtEveryStart() throws Exception {
        installation.run();
        Path archive = awaitArchive();
        Files.delete(archive);
        Path attempt = Path.of(archive.toString().replace(".jsa", ".making"));
        Files.createDirectory(attempt);

        Run run = installation.run("options");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).doesNotContain("SharedArchiveFile");
        assertThat(attempt).isEmptyDirectory();
    }

    private boolean usesAnArchive() throws Exception {
        return installation.run("options").out().contains("SharedArchiveFile");
    }

    /** Starts the jar so that Java refuses an archive that does not fit, which it otherwise does in silence. */
    private Run mappedByJava(Path archive) throws Exception {
        String java = Scripts.JAVA_HOME.resolve("bin/java").toString();
        return Run.of(
                installation.workplace,
                Map.of(),
                List.of(
                        java,
                        "-XX:+UseSerialGC",
                        "-Xshare:on",
                        "-XX:SharedArchiveFile=" + archive,
                        "-cp",
                        installation.jar.toString(),
                        "org.corebucket.bridge.cli.Main"));
    }

    private Run withLoadedClasses(Path archive, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Scripts.JAVA_HOME.resolve("bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xlog:class+load",
                "-XX:SharedArchiveFile=" + archive,
                "-cp",
                installation.jar.toString(),
                "org.corebucket.bridge.cli.Main",
                "--root",
                "deployment"));
        command.addAll(List.of(arguments));
        return Run.of(installation.workplace, installation.environment, command);
    }

    private static String sourceOf(String type, Run run) {
        return run.lines().stream()
                .filter(line -> line.contains(" " + type + " source: "))
                .map(line -> line.substring(line.indexOf(" source: ") + " source: ".length()))
                .findFirst()
                .orElse("not loaded");
    }

    /** It is made behind the first command's back: it is there when its stamp is, and nobody is at work any more. */
    private Path awaitArchive() throws IOException {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !list("stamp").isEmpty() && list("making").isEmpty());
        return only("jsa");
    }

    private Path only(String suffix) throws IOException {
        List<Path> found = list(suffix);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private List<Path> list(String suffix) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(cache)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(cache, "*." + suffix)) {
                files.forEach(found::add);
            }
        }
        return found;
    }

    private static void permit(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static boolean permits(Path file, String mode) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                .equals(mode);
    }

    private static boolean giveAway(Path file) {
        try {
            Files.setAttribute(file, "unix:uid", NOBODY);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
