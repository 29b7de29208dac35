package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.cli.VerdictAssertions.assertReady;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init} makes, completes and never overwrites. To spare the making of keys they are laid down beforehand. */
final class InitTest {

    private static final String MANIFEST = "manifests/canonical.sha256";

    private Operator operator;

    @BeforeEach
    void goToHost(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void aSecondInitChangesNothing() throws IOException {
        Map<String, String> before = TreeSnapshot.of(operator.root());

        assertThat(operator.run("init")).isEqualTo(new Answer(0, "Nothing to do: the deployment is complete.\n", ""));
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    @Test
    void thatTheWatchWillEndWhatIsForbiddenIsSaid(@TempDir Path empty) throws IOException {
        Operator other = Operator.at(empty);

        assertThat(other.run("--root", other.root().toString(), "init").out())
                .contains("the watch will end processes that run a forbidden file", "forbidden.process", "terminate");
        assertThat(other.text("canonical/policy.json")).contains("\"process\": \"terminate\"");
    }

    @Test
    void everyDirectoryThatItMakesIsSaid(@TempDir Path empty) throws IOException {
        Answer answer = Operator.at(empty).run("init");

        assertThat(answer.lines())
                .startsWith(
                        "made canonical/automation/",
                        "made manifests/",
                        "made security/",
                        "made logs/",
                        "made automation/reports/",
                        "made insight/");
    }

    @Test
    void whatIsMissingBesideTheSealedFilesIsMadeAgain() throws IOException {
        Files.delete(operator.path("logs/metrics.jsonl"));
        Files.delete(operator.path("insight/flow.log"));
        Files.delete(operator.path("insight"));
        operator.write("logs/heartbeat.log", "a line\n");

        assertThat(operator.run("init")).isEqualTo(new Answer(0, """
                        made insight/
                        made logs/metrics.jsonl
                        made insight/flow.log
                        Done. Next: bridgectl verify
                        """, ""));
        assertThat(operator.text("logs/heartbeat.log")).isEqualTo("a line\n");
        assertReady(operator.run("verify"));
    }

    @Test
    void anInitThatCompletesDoesNotSealWhatWasChanged() throws IOException {
        operator.flipByte("core_bucket_bridge.py");

        operator.run("init");

        assertThat(operator.run("verify").code()).isEqualTo(4);
    }

    @Test
    void aLostReleaseKeyIsNotReplacedByAnother() throws IOException {
        Files.delete(operator.path("security/release.private.pem"));
        Files.delete(operator.path("security/release.public.pem"));

        operator.run("init");

        assertThat(operator.path("security/release.public.pem")).doesNotExist();
        assertThat(operator.run("verify").code()).isEqualTo(16);
    }

    @Test
    void aManifestThatIsGoneIsNotMadeAnewWhereThereAreTracesOfIt() throws IOException {
        Files.delete(operator.path(MANIFEST));
        Map<String, String> before = TreeSnapshot.of(operator.root());

        Answer answer = operator.run("init");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .startsWith(
                        "bridgectl: there is no manifest, but there was one: this host remembers a deployment here (")
                .contains("there is a baseline (manifests/baseline/)", "there are keys (security/release.*.pem)")
                .endsWith("Put it back with: bridgectl restore\nTo begin anew on purpose, remove these first.\n");
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    @Test
    void theStateOfTheHostAloneIsTraceEnough() throws IOException {
        Files.delete(operator.path(MANIFEST));
        SampleDeployment.delete(operator.path("manifests/baseline"));
        SampleDeployment.delete(operator.path("security"));

        Answer answer = operator.run("init");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("this host remembers").doesNotContain("baseline/", "there are keys");
    }

    @Test
    void aBaselineAloneIsTraceEnough(@TempDir Path other) throws IOException {
        operator = Operator.atStrangeDeployment(other);
        Files.delete(operator.path(MANIFEST));
        SampleDeployment.delete(operator.path("security"));

        Answer answer = operator.run("init");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err())
                .contains("there is a baseline")
                .doesNotContain("this host remembers", "there are keys");
    }

    @Test
    void keysAloneAreTraceEnough(@TempDir Path other) throws IOException {
        operator = Operator.atStrangeDeployment(other);
        Files.delete(operator.path(MANIFEST));
        SampleDeployment.delete(operator.path("manifests/baseline"));

        Answer answer = operator.run("init");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("there are keys").doesNotContain("this host remembers", "baseline/");
    }

    @Test
    void aSealedDeploymentAdoptsNothing() {
        Answer adopt = operator.run("init", "--adopt", "load_test.py");
        Answer system = operator.run("init", "--system", "Another");

        assertThat(adopt.code()).isEqualTo(77);
        assertThat(adopt.err()).startsWith("bridgectl: this deployment is sealed, and --adopt changes its policy\n");
        assertThat(system.code()).isEqualTo(77);
        assertThat(system.err()).startsWith("bridgectl: this deployment is sealed, and --system changes its policy\n");
    }

    @Test
    void filesOfAReleaseMustMatchItFirst(@TempDir Path other) throws IOException {
        clone(other);
        assertThat(operator.run("init").code()).isZero();

        Operator second = operator;
        clone(Files.createDirectory(second.beside("second")));
        operator.flipByte("canonical/OBSERVABILITY.md");
        operator.write("canonical/extra.json", "{}");
        Map<String, String> before = TreeSnapshot.of(operator.path("canonical"));

        Answer answer = operator.run("init");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.out()).isEmpty();
        assertThat(VerdictAssertions.masked(answer.err())).isEqualTo("""
                        bridgectl: the canonical files are not those that were released (manifests/release.sha256):
                          HASH MISMATCH: canonical/OBSERVABILITY.md - Expected: <64 hex> Actual: <64 hex>
                          UNLISTED FILE: canonical/extra.json
                        Get them again from where the release came from.
                        """);
        assertThat(TreeSnapshot.of(operator.path("canonical"))).isEqualTo(before);
        assertThat(operator.path(MANIFEST)).doesNotExist();
    }

    @Test
    void aMalformedReleaseManifestIs65(@TempDir Path other) throws IOException {
        clone(other);
        operator.write("manifests/release.sha256", "no digest\n");

        assertThat(operator.run("init").code()).isEqualTo(65);
    }

    @Test
    void adoptedFilesStartAsTheirFirstLineSaysElseByTheirName(@TempDir Path other) throws IOException {
        strange(other);
        operator.write("crlf", "#!/usr/bin/env -S python3 -u\r\nprint()\r\n");
        operator.write("tabs", "#! \t/bin/sh\t-e \nexit\n");
        operator.write("plain.py", "print()\n");
        operator.write("plain.sh", "exit\n");

        Answer answer = operator.run("init", "--system", "Mine", "--adopt", "crlf", "tabs", "plain.py", "plain.sh");

        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isZero();
        JsonNode policy = new ObjectMapper().readTree(operator.read("canonical/policy.json"));
        assertThat(policy.get("system").asText()).isEqualTo("Mine");
        assertThat(policy.get("files"))
                .extracting(JsonNode::asText)
                .containsExactly("crlf", "tabs", "plain.py", "plain.sh");
        assertThat(argv(policy, "crlf")).containsExactly("/usr/bin/env", "-S", "python3", "-u", "{file}");
        assertThat(argv(policy, "tabs")).containsExactly("/bin/sh", "-e", "{file}");
        assertThat(argv(policy, "plain.py")).containsExactly("python3", "{file}");
        assertThat(argv(policy, "plain.sh")).containsExactly("sh", "{file}");
        assertThat(entrypoint(policy, "crlf").get("kind").asText()).isEqualTo("process");
        assertThat(entrypoint(policy, "crlf").get("commands"))
                .extracting(JsonNode::asText)
                .containsExactly("");
        assertReady(operator.run("verify"));
    }

    @Test
    void whatNothingSaysHowToStartIsNotAdopted(@TempDir Path other) throws IOException {
        strange(other);
        operator.write("data.bin", "\0\1");

        Answer answer = operator.run("init", "--adopt", "data.bin");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).isEqualTo("""
                        bridgectl: can't adopt data.bin: nothing says how to start it
                        Give it a first line like #!/usr/bin/env python3, or write its entrypoint into \
                        canonical/policy.json by hand.
                        """);
    }

    @Test
    void whatIsNotThereOrNoFileOrNotBelowTheRootIsNotAdopted(@TempDir Path other) throws IOException {
        strange(other);
        Files.writeString(operator.beside("outside.py"), "");
        Files.createSymbolicLink(operator.path("link.py"), operator.beside("outside.py"));
        Files.createDirectory(operator.path("dir.py"));

        assertThat(operator.run("init", "--adopt", "nothing.py").err())
                .isEqualTo("bridgectl: can't adopt nothing.py: it is not in " + operator.root() + "\n");
        assertThat(operator.run("init", "--adopt", "link.py").err()).contains("can't adopt link.py is a symbolic link");
        assertThat(operator.run("init", "--adopt", "dir.py").err()).contains("can't adopt dir.py is a directory");
        assertThat(operator.run("init", "--adopt", "../outside.py").code()).isEqualTo(77);
        assertThat(operator.run("init", "--adopt", operator.beside("outside.py").toString())
                        .code())
                .isEqualTo(77);
        assertThat(operator.path(MANIFEST)).doesNotExist();
    }

    @Test
    void theWriteBitsOfGroupAndOthersAreTakenFromWhatIsSealed(@TempDir Path other) throws IOException {
        strange(other);
        operator.write("open.py", "print()\n");
        operator.setMode("open.py", "rwxrwxrwx");

        Answer answer = operator.run("init", "--adopt", "open.py");

        assertThat(answer.lines()).contains("took the write bits of group and others from open.py");
        assertThat(operator.mode("open.py")).isEqualTo("rwxr-xr-x");
        assertReady(operator.run("verify"));
    }

    @Test
    void privateKeysAreTheirOwnersAlone() throws IOException {
        assertThat(operator.mode("security")).isEqualTo("rwx------");
        for (String name : List.of("", "token.", "bridge.", "release.")) {
            assertThat(operator.mode("security/" + name + "private.pem"))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theManifestIsOneThatSha256sumChecks() throws Exception {
        assertThat(exit("sha256sum", "--strict", "--quiet", "-c", MANIFEST)).isZero();
        operator.flipByte("core_bucket_bridge.py");
        assertThat(exit("sha256sum", "--strict", "--quiet", "-c", MANIFEST)).isEqualTo(1);
    }

    @Test
    void theSealIsOneThatOpensslVerifies() throws Exception {
        String[] verify = {
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            "security/release.public.pem",
            "-signature",
            MANIFEST + ".sig",
            MANIFEST
        };

        assertThat(exit(verify)).isZero();
        operator.flipByte(MANIFEST);
        assertThat(exit(verify)).isEqualTo(1);
    }

    @Test
    void anInitThatWasInterruptedIsBegunAgainWithTheSameWords(@TempDir Path other) throws IOException {
        strange(other);
        Path state = operator.state();
        operator.write("bridge.py", "print()\n");
        String[] words = {"init", "--system", "Mine", "--adopt", "bridge.py"};
        assertThat(operator.run(words).code()).isZero();
        // as it was before the manifest was put into force, and before the last key had its public half
        Files.delete(operator.path(MANIFEST));
        Files.delete(operator.path(MANIFEST + ".sig"));
        SampleDeployment.delete(state);
        operator.write("manifests/.init", "");
        Files.delete(operator.path("security/token.public.pem"));
        Files.createDirectory(operator.path("security/.staging"));
        operator.write("security/.staging/1-2-3.tmp", "half a key");

        Answer answer = operator.run(words);

        assertThat(answer.err()).isEmpty();
        assertThat(answer.lines())
                .containsExactly(
                        "made security/token.public.pem from its private half",
                        "sealed 9 files under serial 1",
                        "Done. Next: bridgectl verify");
        assertThat(operator.path("manifests/.init")).doesNotExist();
        assertThat(operator.path("security/.staging")).doesNotExist();
        assertReady(operator.run("verify"));
    }

    @Test
    void theTraceOfAnInitThatWasInterruptedAfterSealingIsRemoved() throws IOException {
        operator.write("manifests/.init", "");

        operator.run("init");

        assertThat(operator.path("manifests/.init")).doesNotExist();
    }

    /** A host without a deployment, on which an init that was interrupted has made the keys already. */
    private void strange(Path directory) throws IOException {
        operator = Operator.at(directory);
        SampleDeployment.copyKeysTo(operator.root());
        Files.createDirectory(operator.path("manifests"));
        operator.write("manifests/.init", "");
    }

    /** A clone of what the sample has sealed: no manifest of its own yet, but the list of what was released. */
    private void clone(Path directory) throws IOException {
        operator = Operator.atStrangeDeployment(directory);
        String manifest = operator.text(MANIFEST);
        SampleDeployment.delete(operator.path("manifests"));
        Files.createDirectory(operator.path("manifests"));
        operator.write("manifests/.init", "");
        operator.write(
                "manifests/release.sha256",
                manifest.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n", "", "\n")));
    }

    private int exit(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(operator.root().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static List<String> argv(JsonNode policy, String name) {
        List<String> argv = new ArrayList<>();
        entrypoint(policy, name).get("argv").forEach(word -> argv.add(word.asText()));
        return argv;
    }

    private static JsonNode entrypoint(JsonNode policy, String name) {
        for (JsonNode entrypoint : policy.get("entrypoints")) {
            if (entrypoint.get("name").asText().equals(name)) {
                return entrypoint;
            }
        }
        throw new AssertionError("no entrypoint " + name);
    }
}
