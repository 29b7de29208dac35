package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gate in a repository of somebody else's, by a released archive: what is committed is cloned, as a runner does, and no
 * checkout of bridgectl, no Maven and no JDK is in reach.
 */
final class ForeignRepositoryIT {

    private static final String KEY = "security/release.public.pem";

    @TempDir
    private static Path shared;

    private static ReleasedArchive archive;
    private static GitRepository upstream;

    @TempDir
    private Path base;

    @BeforeAll
    static void commitADeployment() throws Exception {
        archive = ReleasedArchive.in(shared);
        Files.createDirectory(shared.resolve("installed"));
        sh(shared, "tar -C installed --strip-components=1 -xzf " + archive.file());
        upstream = GitRepository.at(shared, shared.resolve("upstream"));
        upstream.done("init", "-q", "-b", "main", ".");
        upstream.write("app.sh", "echo app\n");
        upstream.write("notes.txt", "nothing that is sealed\n");
        bridgectl(upstream, "init --adopt app.sh");
        commit(upstream, "seal it");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCommittedIsReady(Forge forge) throws Exception {
        Run gate = gate(forge, checkout(upstream), byArchive());

        assertThat(gate.exit()).as(gate.toString()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aPullRequestOfAForkNeedsNoSecretAndNoRightToWrite(Forge forge) throws Exception {
        GitRepository fork = copy("fork");
        fork.write("notes.txt", "a better note\n");
        commit(fork, "better notes");

        assertThat(gate(forge, checkout(fork), byArchive()).exit()).isZero();

        fork.write("app.sh", "echo evil\n");
        commit(fork, "a better app");

        Run gate = gate(forge, checkout(fork), byArchive());
        assertThat(gate.exit()).as(gate.toString()).isEqualTo(4);
        assertThat(gate.out()).contains("HASH MISMATCH: app.sh");
    }

    @ParameterizedTest
    @EnumSource
    void aForkThatSealsWithAKeyOfItsOwnIsRefused(Forge forge) throws Exception {
        GitRepository fork = forkWithItsOwnSeal();

        Run gate = gate(forge, checkout(fork), byArchive());

        assertThat(gate.exit()).as(gate.toString()).isEqualTo(16);
    }

    @ParameterizedTest
    @EnumSource
    void aTrustRootIsGivenByItsTextToo(Forge forge) throws Exception {
        GitRepository several = copy("several");
        Files.copy(upstream.path("security/release.private.pem"), several.path("security/release.private.pem"));
        sh(base, "openssl genrsa -out anna.key 2048 && openssl rsa -in anna.key -pubout -out anna.pem");
        bridgectl(several, "trust init --threshold 1 --reason several --holder anna=" + base.resolve("anna.pem"));
        commit(several, "let several decide");
        String root = Files.readString(several.path("manifests/trust.json"));

        Run gate = gate(forge, checkout(several), with(byArchive(), "BRIDGECTL_TRUST", root));
        assertThat(gate.exit()).as(gate.toString()).isZero();
        assertThat(gate(forge, checkout(forkWithItsOwnSeal()), with(byArchive(), "BRIDGECTL_TRUST", root))
                        .exit())
                .isEqualTo(16);
    }

    @ParameterizedTest
    @EnumSource
    void noCheckoutNamesTheKeyThatItIsTrustedBy(Forge forge) throws Exception {
        Path checkout = checkout(forkWithItsOwnSeal());
        Path link = Files.createSymbolicLink(base.resolve("link"), checkout.resolve(KEY));

        for (String trust : List.of("", KEY, checkout + "/" + KEY, checkout + "/../checkout/" + KEY, link.toString())) {
            Run gate = gate(forge, checkout, with(byArchive(), "BRIDGECTL_TRUST", trust));
            assertThat(gate.exit()).as(trust + ": " + gate).isEqualTo(78);
            assertThat(gate.err())
                    .contains("the release key must not come from the checkout", "; set trust to the text");
        }
        Files.delete(link);
        String elsewhere = upstream.path(KEY).toString();
        assertThat(gate(forge, checkout, with(byArchive(), "BRIDGECTL_TRUST", elsewhere))
                        .exit())
                .isEqualTo(16);
    }

    @ParameterizedTest
    @EnumSource
    void nothingRunsOfAnArchiveWithAnotherDigest(Forge forge) throws Exception {
        Path left = base.resolve("left");
        ReleasedArchive other = ReleasedArchive.thatLeaves(base, left);

        Run gate = gate(
                forge,
                checkout(upstream),
                with(byArchive(), "BRIDGECTL_ARCHIVE", other.file().toString()));

        assertThat(gate.exit()).isEqualTo(77);
        assertThat(gate.err())
                .contains("expected " + archive.digest() + ", found " + other.digest(), "nothing of it was unpacked");
        assertThat(left).doesNotExist();
        gate(forge, checkout(upstream), with(of(other), "BRIDGECTL_TRUST", key()));
        assertThat(left).as("it would have run").exists();
    }

    @ParameterizedTest
    @EnumSource
    void anArchiveWithoutItsDigestIsRefused(Forge forge) throws Exception {
        Run gate = gate(forge, checkout(upstream), with(byArchive(), "BRIDGECTL_SHA256", ""));

        assertThat(gate.exit()).isEqualTo(78);
        assertThat(gate.err()).contains("no digest is given for " + archive.file(), "; set sha256: SHA256SUMS beside ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1.0", "v5.1.0"})
    void aVersionIsFetchedOnceAndThenTakenFromTheCache(String version) throws Exception {
        Path asked = base.resolve("asked");
        command(
                "curl",
                "printf '%s\\n' \"${*: -1}\" >>" + asked + "\nwhile [ \"$1\" != -o ]; do shift; done\ncp "
                        + archive.file() + " \"$2\"");
        Map<String, String> settings = byVersion(version);

        for (Forge forge : Forge.values()) {
            Path checkout = checkout(upstream);
            assertThat(gate(forge, checkout, settings).exit()).isZero();
            SampleDeployment.delete(base.resolve("work"));
            assertThat(gate(forge, checkout, settings).exit()).isZero();
        }

        assertThat(asked)
                .content()
                .matches(("https://github.com/corebucket/bridgectl/releases/download/v5.1.0/"
                                + "bridgectl-5\\.1\\.0-linux-(amd64|aarch64)\\.tar\\.gz\n")
                        .repeat(2));
    }

    @ParameterizedTest
    @EnumSource
    void aCacheThatHoldsSomethingElseIsPassedOver(Forge forge) throws Exception {
        Path checkout = checkout(upstream);
        for (String cache : List.of("tools/bridgectl", "checkout/.bridgectl")) {
            Files.createDirectories(base.resolve(cache));
            Files.writeString(base.resolve(cache).resolve("bridgectl-" + archive.digest() + ".tar.gz"), "rubbish");
        }

        assertThat(gate(forge, checkout, byArchive()).exit()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeFetchedIsNamed(Forge forge) throws Exception {
        command("curl", "exit 22");

        Run gate = gate(forge, checkout(upstream), byVersion("9.9.9"));

        assertThat(gate.exit()).isEqualTo(66);
        assertThat(gate.err()).contains("download/v9.9.9/bridgectl-9.9.9-linux-", " could not be had; ");
    }

    @ParameterizedTest
    @EnumSource
    void theSerialOfAnotherCheckoutIsNotHeldAgainstThisOne(Forge forge) throws Exception {
        GitRepository later = copy("later");
        Files.copy(upstream.path("security/release.private.pem"), later.path("security/release.private.pem"));
        bridgectl(later, "freeze --reason again");
        commit(later, "seal it again");

        assertThat(gate(forge, checkout(later), byArchive()).exit()).isZero();
        assertThat(gate(forge, checkout(upstream), byArchive()).exit()).isZero();
    }

    /** Each is one file, to be copied anywhere; what both do they do by the same words. */
    @Test
    void bothHaveTheSameFunctions() throws Exception {
        Map<String, Object> job = new PipelineTemplate(Scripts.file("gitlab/verify.yml"), base).job();
        CompositeAction action = new CompositeAction(Scripts.file("github-action/action.yml"), base.resolve("work"));
        String functions = Yaml.text(Yaml.list(job.get("script")).get(0));

        assertThat(functions).contains("get() (", "key() (", "inside() {");
        assertThat(Yaml.text(action.steps().get(0).get("run"))).contains(functions);
    }

    private Run gate(Forge forge, Path checkout, Map<String, String> settings) throws Exception {
        return forge.gate(base, checkout, environment(), settings);
    }

    private Map<String, String> byArchive() throws IOException {
        return with(of(archive), "BRIDGECTL_TRUST", key());
    }

    private static Map<String, String> of(ReleasedArchive archive) throws IOException {
        return Map.of("BRIDGECTL_ARCHIVE", archive.file().toString(), "BRIDGECTL_SHA256", archive.digest());
    }

    private Map<String, String> byVersion(String version) throws IOException {
        return Map.of("BRIDGECTL_VERSION", version, "BRIDGECTL_SHA256", archive.digest(), "BRIDGECTL_TRUST", key());
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(name, value);
        return all;
    }

    /** The key as the workflow has it: its text. */
    private String key() throws IOException {
        return Files.readString(upstream.path(KEY));
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", base.resolve("commands") + ":/usr/bin:/bin");
        environment.put("HOME", Files.createDirectories(base.resolve("home")).toString());
        environment.put("XDG_CACHE_HOME", "/dev/null");
        environment.put("RUNNER_TOOL_CACHE", base.resolve("tools").toString());
        return environment;
    }

    /** Puts a command before those of the host. */
    private void command(String name, String body) throws IOException {
        Path file = Files.createDirectories(base.resolve("commands")).resolve(name);
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private GitRepository copy(String name) throws Exception {
        sh(base, "git clone -q " + upstream.path("") + " " + name);
        return GitRepository.at(base, base.resolve(name));
    }

    private GitRepository forkWithItsOwnSeal() throws Exception {
        GitRepository fork = copy("fork");
        fork.write("app.sh", "echo evil\n");
        SampleDeployment.delete(fork.path("security"));
        SampleDeployment.delete(fork.path("manifests"));
        bridgectl(fork, "init");
        bridgectl(fork, "verify");
        commit(fork, "a better app");
        return fork;
    }

    private static void commit(GitRepository repository, String message) throws Exception {
        repository.done("add", "-A");
        repository.done("commit", "-q", "-m", message);
    }

    private Path checkout(GitRepository repository) throws Exception {
        Path checkout = base.resolve("checkout");
        if (Files.exists(checkout)) {
            SampleDeployment.delete(checkout);
        }
        sh(base, "git clone -q " + repository.path("") + " checkout");
        return checkout;
    }

    private static void bridgectl(GitRepository repository, String words) throws Exception {
        sh(shared, "installed/bin/bridgectl --root " + repository.path("") + " " + words);
    }

    private static void sh(Path directory, String line) throws Exception {
        Map<String, String> environment = Map.of(
                "PATH", "/usr/bin:/bin", "HOME", shared.resolve("home").toString(), "XDG_CACHE_HOME", "/dev/null");
        Run run = Run.of(directory, environment, List.of("sh", "-euc", line));
        assertThat(run.exit()).as(line + ": " + run).isZero();
    }
}
