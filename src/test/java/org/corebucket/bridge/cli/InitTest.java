package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.testkit.SystemCommand;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.corebucket.bridge.testkit.VerdictAssertions;
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
                .contains(
                        "\nbridgectl restore puts the sealed manifest back; bridgectl freeze --reason TEXT seals what is there now\nTo begin anew on purpose, move these elsewhere first: ")
                .endsWith(
                        ".state manifests/baseline/ security/token.*.pem security/bridge.*.pem security/release.*.pem\n");
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

        assertThat(operator.run("init", "--adopt", "nothing.py"))
                .isEqualTo(new Answer(
                        66,
                        "",
                        "bridgectl: can't adopt nothing.py: there is no such file in " + operator.root() + "\n"));
        assertThat(operator.run("init", "--adopt", "link.py")).isEqualTo(new Answer(77, "", """
                        bridgectl: can't adopt link.py: it is a symbolic link
                        Put a plain file there, or name what it leads to.
                        """));
        assertThat(operator.run("init", "--adopt", "dir.py")).isEqualTo(new Answer(77, "", """
                        bridgectl: can't adopt dir.py: it is a directory
                        Name the files in it.
                        """));
        for (String outside :
                List.of("../outside.py", operator.beside("outside.py").toString())) {
            assertThat(operator.run("init", "--adopt", outside))
                    .isEqualTo(new Answer(
                            77,
                            "",
                            "bridgectl: can't adopt " + outside + ": it is not below " + operator.root()
                                    + "\nCopy it into the deployment first.\n"));
        }
        assertThat(operator.path(MANIFEST)).doesNotExist();
    }

    @Test
    void aFileWhoseNameIsNotUtf8IsCalledThat(@TempDir Path other) throws Exception {
        strange(other);
        String touch = "cd \"$0\" && touch \"$(printf 'bad\\377.py')\"";
        ChildJvm.output(new ProcessBuilder("sh", "-c", touch, operator.root().toString()));

        for (String option : List.of("--adopt", "--library")) {
            assertThat(operator.run("init", option, "bad\uFFFD.py")).isEqualTo(new Answer(77, "", """
                            bridgectl: can't adopt bad\\xff.py: its name is not UTF-8, and the policy has no other names
                            Give it another name.
                            """));
            assertThat(operator.run("init", option, "good\uFFFD.py").code()).isEqualTo(66);
        }
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
        assertThat(SystemCommand.exit(operator.root(), "sha256sum", "--strict", "--quiet", "-c", MANIFEST))
                .isZero();
        operator.flipByte("core_bucket_bridge.py");
        assertThat(SystemCommand.exit(operator.root(), "sha256sum", "--strict", "--quiet", "-c", MANIFEST))
                .isEqualTo(1);
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

        assertThat(SystemCommand.exit(operator.root(), verify)).isZero();
        operator.flipByte(MANIFEST);
        assertThat(SystemCommand.exit(operator.root(), verify)).isEqualTo(1);
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
                        "made security/log.vkeys: verifies what the log's keys sign",
                        "Done. Next: bridgectl verify");
        assertThat(operator.path("manifests/.init")).doesNotExist();
        assertThat(operator.path("security/.staging")).doesNotExist();
        assertReady(operator.run("verify"));
    }

    @Test
    void aReleaseKeyThatIsKeptElsewhereSealsAndIsNotCopied(@TempDir Path other) throws IOException {
        strange(other);
        String key = operator.beside("release.pem").toString();
        Files.move(operator.path("security/release.private.pem"), Path.of(key));
        String half = operator.text("security/release.public.pem");

        Answer without = operator.run("init");
        assertThat(without)
                .isEqualTo(new Answer(
                        77,
                        "",
                        "bridgectl: an init was interrupted whose release key is kept elsewhere"
                                + "\nType the same again, with --key.\n"));
        // what was interrupted may have been another key
        operator.write("security/release.public.pem", operator.text("security/public.pem"));
        Answer made = operator.run("init", "--key", key);

        assertThat(made.err()).isEmpty();
        assertThat(made.lines()).contains("made security/release.public.pem, of the release key that --key names");
        assertThat(operator.text("security/release.public.pem")).isEqualTo(half);
        assertThat(operator.path("security/release.private.pem")).doesNotExist();
        assertReady(operator.run("verify"));
        assertThat(operator.run("init", "--key", key).err())
                .contains("this deployment is sealed, and its release key can't be exchanged by init");
        assertThat(operator.run("init").code()).isZero();
    }

    @Test
    void anInitThatHasMadeAReleaseKeyIsNotEndedWithAnother(@TempDir Path other) throws IOException {
        strange(other);

        Answer answer = operator.run("init", "--key", "security/private.pem");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("Go on without --key, or move that file elsewhere first.");
        assertThat(operator.path(MANIFEST)).doesNotExist();
    }

    @Test
    void theTraceOfAnInitThatWasInterruptedAfterSealingIsRemoved() throws IOException {
        operator.write("manifests/.init", "");

        operator.run("init");

        assertThat(operator.path("manifests/.init")).doesNotExist();
    }

    @Test
    void aFileIsAdoptedInWhateverSpellingAndListedInOne(@TempDir Path other) throws IOException {
        strange(other);
        Files.createDirectory(operator.path("jobs"));
        for (String name : List.of("a.py", "b.py", "jobs/c.py", "with space.py")) {
            operator.write(name, "print()\n");
        }
        String absolute = operator.path("b.py").toString();

        Answer answer = operator.run("init", "--adopt", "./a.py", absolute, "jobs/.././jobs//c.py", "with space.py");

        assertThat(answer.err()).isEmpty();
        assertThat(files()).containsExactly("a.py", "b.py", "jobs/c.py", "with space.py");
        assertReady(operator.run("verify"));
    }

    @Test
    void whatStandsBehindAFileIsTheFormThatIsApproved(@TempDir Path other) throws IOException {
        strange(other);
        operator.write("runner.py", "print()\n");
        operator.write("plain.py", "print()\n");

        Answer answer = operator.run(
                "init",
                "--adopt",
                "runner.py --once",
                "--adopt",
                "runner.py  --watch {minutes}",
                "--adopt",
                "plain.py");

        assertThat(answer.lines())
                .contains(
                        "adopted runner.py, to run with \"--once\", or with \"--watch {minutes}\"",
                        "adopted plain.py, to run without arguments (\"\")");
        assertThat(operator.run("run", "--dry-run", "runner.py", "--once").code())
                .isZero();
        assertThat(operator.run("run", "--dry-run", "runner.py", "--watch", "5").code())
                .isZero();
        assertThat(operator.run("run", "--dry-run", "runner.py").code()).isEqualTo(77);
        assertThat(operator.run("run", "--dry-run", "plain.py").code()).isZero();
    }

    @Test
    void aLibraryIsSealedAndDoesNotRun(@TempDir Path other) throws IOException {
        strange(other);
        operator.write("main.py", "import helper\nhelper.go()\n");
        operator.write("helper.py", "def go(): print()\n");

        Answer answer = operator.run("init", "--adopt", "main.py", "--library", "./helper.py");

        assertThat(answer.err()).isEmpty();
        assertThat(answer.lines()).contains("adopted helper.py as a library: sealed, and not to run by itself");
        assertThat(files()).containsExactly("main.py", "helper.py");
        assertThat(operator.run("run", "--dry-run", "helper.py").code()).isEqualTo(77);
        assertReady(operator.run("verify"));
    }

    @Test
    void whatAnAdoptedScriptLoadsAndNobodyListedIsWarnedOf(@TempDir Path other) throws IOException {
        strange(other);
        operator.write("main.py", "import json, helper as h\n");
        operator.write("helper.py", "from deeper import x\n");
        operator.write("deeper.py", "x = 1\n");

        Answer answer = operator.run("init", "--adopt", "main.py");

        assertThat(answer.code()).isZero();
        assertThat(answer.err())
                .contains(
                        "bridgectl: warning: main.py loads helper.py, which is not sealed: a run will not find it",
                        "--library helper.py",
                        "bridgectl: warning: helper.py loads deeper.py")
                .doesNotContain("loads json");
        assertThat(operator.run("freeze", "--reason", "x").err()).contains("warning: main.py loads helper.py");
    }

    @Test
    void whatCouldNeverRunIsNotAdopted(@TempDir Path other) throws IOException {
        strange(other);
        operator.write("load_test.py", "print()\n");
        operator.write("venv.py", "#!venv/bin/python\n");
        operator.write("twice.py", "print()\n");
        Files.createLink(operator.path("other.py"), operator.path("twice.py"));

        assertNotAdopted(78, "load_test.py", "it matches a forbidden pattern, so it would never run");
        assertNotAdopted(78, "venv.py", "its first line starts it by venv/bin/python, which nothing verifies");
        assertNotAdopted(78, "twice.py", "it has 2 names");
        assertNotAdopted(77, "venv.py {what", "is neither a plain word nor a {placeholder}");
        operator.write("data.bin", "x");
        assertNotAdopted(77, "data.bin", "nothing says how to start it");
    }

    @Test
    void aFileThatIsNotThereLeavesNothingBehind(@TempDir Path empty) throws IOException {
        operator = Operator.at(empty);

        assertThat(operator.run("init", "--adopt", "nofile").code()).isEqualTo(66);
        assertThat(operator.run("init", "--root", "nowhere", "--library", "nofile")
                        .code())
                .isEqualTo(66);

        assertThat(operator.filesBelow(operator.root())).isEmpty();
        assertThat(operator.root().toFile().list()).isEmpty();
    }

    @Test
    void theKeysOfAV5TreeAreKept(@TempDir Path other) throws IOException {
        operator = Operator.at(other);
        v5Keys("private.pem", "public.pem");
        operator.setMode("security/private.pem", "rw-r--r--");
        byte[] before = operator.read("security/private.pem");

        Answer answer = operator.run("init");

        assertThat(answer.err()).isEmpty();
        assertThat(answer.lines())
                .contains(
                        "kept security/private.pem and security/public.pem: with these modules sign already",
                        "took the rights of group and others from security/private.pem");
        assertThat(operator.read("security/private.pem")).isEqualTo(before);
        assertReady(operator.run("verify"));
    }

    @Test
    void aV5TreeMayHaveOneHalfAlone(@TempDir Path other, @TempDir Path another) throws IOException {
        operator = Operator.at(other);
        v5Keys("private.pem");
        assertThat(operator.run("init").lines()).contains("made security/public.pem from its private half");
        assertReady(operator.run("verify"));

        operator = Operator.at(another);
        v5Keys("public.pem");
        assertThat(operator.run("init").lines())
                .contains("kept security/public.pem; its private half is not here, so whoever has it signs");
        assertThat(operator.path("security/private.pem")).doesNotExist();
        assertReady(operator.run("verify"));
    }

    @Test
    void halvesOfAV5TreeThatAreNotAPairAreRefused(@TempDir Path other) throws IOException {
        operator = Operator.at(other);
        v5Keys("private.pem", "token.public.pem");
        Files.move(operator.path("security/token.public.pem"), operator.path("security/public.pem"));
        Map<String, String> before = TreeSnapshot.of(operator.root());

        Answer answer = operator.run("init");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).startsWith("bridgectl: security/private.pem and security/public.pem are not a pair\n");
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    @Test
    void belowADeploymentItSaysSoUnlessANestedOneIsWanted() throws IOException {
        Path below = Files.createDirectories(operator.path("jobs/mine"));
        operator.goTo(below);

        Answer answer = operator.run("init");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).isEqualTo("""
                        bridgectl: this is below the deployment ROOT
                        To complete that one: bridgectl --root ROOT init
                        To make one of its own here: bridgectl init --nested
                        """.replace("ROOT", operator.root().toString()));
        assertThat(below.toFile().list()).isEmpty();
        assertThat(operator.run("init", "--nested").code()).isZero();
        assertThat(below.resolve("canonical/policy.json")).exists();
    }

    @Test
    void afterAllOfTheManifestsWentTheRemedyIsOneThatWorks() throws IOException {
        SampleDeployment.delete(operator.path("manifests"));

        Answer refused = operator.run("init");
        assertThat(refused.err())
                .contains("under the next serial, with the release key: bridgectl freeze --reason TEXT")
                .doesNotContain("bridgectl restore");
        assertThat(operator.run("verify").out())
                .contains(
                        "[FIX] there is no copy of it here: ", "with the release key: bridgectl freeze --reason TEXT");

        assertThat(operator.run("freeze", "--reason", "manifests/ was lost").out())
                .endsWith("under serial 2.\n");
        assertReady(operator.run("verify"));
    }

    @Test
    void afterAllOfTheManifestsAndTheStateWentItMayBeBegunAnewAsItSays(@TempDir Path other) throws IOException {
        operator = Operator.atStrangeDeployment(other);
        SampleDeployment.delete(operator.path("manifests"));

        Answer refused = operator.run("init");
        assertThat(refused.err())
                .contains("put manifests/ back from a backup; or, to begin anew, move")
                .doesNotContain("bridgectl restore", "freeze")
                .endsWith("move these elsewhere first: security/token.*.pem security/bridge.*.pem"
                        + " security/release.*.pem\n");
        for (String[] command : new String[][] {{"verify"}, {"restore"}, {"freeze", "--reason", "x"}}) {
            Answer answer = operator.run(command);
            assertThat(answer.out() + answer.err())
                    .as(command[0])
                    .contains("there is no copy of it here: put manifests/ back from a backup; or, to begin anew, move")
                    .doesNotContain("bridgectl restore", "bridgectl freeze");
        }
        Files.createDirectory(operator.beside("old"));
        for (String name : List.of("token.", "bridge.", "release.")) {
            for (String half : List.of("private.pem", "public.pem")) {
                Files.move(
                        operator.path("security/" + name + half),
                        operator.beside("old").resolve(name + half));
            }
        }
        assertThat(operator.run("init").code()).isZero();
        assertReady(operator.run("verify"));
    }

    @Test
    void aTreeInGitKeepsSecretsAndLogsOutOfIt(@TempDir Path other) throws Exception {
        strange(other);
        operator.run("init");
        assertThat(operator.path(".gitignore")).exists();
        assertThat(SystemCommand.exit(operator.root(), "git", "init", "-q")).isZero();
        for (String secret : List.of(
                "security/private.pem",
                "security/release.private.pem",
                "security/tls.key",
                "logs/core_sync.log",
                "outbox/education/1.json",
                "automation/reports/slots.jsonl",
                "insight/figures.json",
                "EMERGENCY_SHUTDOWN.marker",
                "PRODUCTION_CERTIFICATE.md",
                "PRODUCTION_CERTIFICATE.json",
                "manifests/.lock",
                "manifests/aside/1/canonical/policy.json",
                "manifests/runner-modes.jsonl")) {
            assertThat(SystemCommand.exit(operator.root(), "git", "check-ignore", "-q", secret))
                    .as(secret)
                    .isZero();
        }
        for (String committed : List.of(
                "security/public.pem",
                "security/release.public.pem",
                "canonical/policy.json",
                MANIFEST,
                MANIFEST + ".sig",
                "manifests/baseline/seals/1/canonical.sha256")) {
            assertThat(SystemCommand.exit(operator.root(), "git", "check-ignore", "-q", committed))
                    .as(committed)
                    .isEqualTo(1);
        }
    }

    @Test
    void whatAnothersGitignoreLacksIsWarnedOfAndNothingIsWrittenIntoIt(@TempDir Path other) throws Exception {
        strange(other);
        operator.write(".gitignore", "*.pyc\n/logs/\n");
        assertThat(SystemCommand.exit(operator.root(), "git", "init", "-q")).isZero();

        Answer answer = operator.run("init");

        assertThat(answer.err())
                .contains("warning: .gitignore does not keep security/, outbox/, automation/reports/ out of git");
        assertThat(operator.text(".gitignore")).isEqualTo("*.pyc\n/logs/\n");
    }

    private void assertNotAdopted(int code, String file, String words) throws IOException {
        Map<String, String> before = TreeSnapshot.of(operator.root());

        Answer answer = operator.run("init", "--adopt", file);

        assertThat(answer.err())
                .startsWith("bridgectl: can't adopt " + file.split(" ", 2)[0] + ": ")
                .contains(words);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    private List<String> files() throws IOException {
        List<String> files = new ArrayList<>();
        new ObjectMapper()
                .readTree(operator.read("canonical/policy.json"))
                .get("files")
                .forEach(file -> files.add(file.asText()));
        return files;
    }

    /** What V5 has of keys, in a tree in which no init has been. */
    private void v5Keys(String... names) throws IOException {
        Files.createDirectory(operator.path("security"));
        Path all = Files.createDirectory(operator.beside("all"));
        SampleDeployment.copyKeysTo(all);
        for (String name : names) {
            Files.copy(all.resolve("security").resolve(name), operator.path("security/" + name));
        }
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
