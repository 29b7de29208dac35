package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code freeze} seals what is there now, or changes nothing. */
final class FreezeTest {

    private static final String MANIFEST = "manifests/canonical.sha256";
    private static final String RELEASE_KEY = "security/release.private.pem";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void whatWasAddedRemovedAndChangedIsPrintedAndSealedUnderTheNextSerial() throws IOException {
        Files.move(operator.path("canonical/core_bucket_bridge.json"), operator.path("canonical/new.json"));
        operator.write(
                "canonical/policy.json",
                operator.text("canonical/policy.json").replace("core_bucket_bridge.json", "new.json"));
        operator.flipByte("core_bucket_bridge.py");

        Answer answer = operator.run("freeze", "--reason", "release 5.1");

        assertThat(answer).isEqualTo(new Answer(0, """
                        added canonical/new.json
                        removed canonical/core_bucket_bridge.json
                        changed canonical/policy.json
                        changed core_bucket_bridge.py
                        Sealed 10 files under serial 2.
                        """, ""));
        assertThat(operator.text(MANIFEST))
                .contains(
                        "\n# serial: 2\n# sealed_at: 2021-11-23T10:00:00Z\n# expires: never\n# reason: release 5.1\n");
        assertReady(operator.run("verify"));
    }

    @Test
    void aFreezeWithoutAChangeSaysSoAndStillRaisesTheSerial() {
        assertThat(operator.run("freeze", "--reason", "again"))
                .isEqualTo(new Answer(0, "no file changed\nSealed 10 files under serial 2.\n", ""));
        assertThat(operator.run("freeze", "--reason", "and again").out()).contains("serial 3.");
    }

    @Test
    void anAlertThatCannotBeSentFromHereIsNamedAndSealed() throws IOException {
        operator.write(
                "canonical/policy.json",
                operator.text("canonical/policy.json")
                        .replaceFirst(
                                "\"alerts\": *\\[\\]",
                                "\"alerts\": [{\"type\": \"webhook\", \"url\": \"http://alerts.example.org/secret\"}]"));

        Answer answer = operator.run("freeze", "--reason", "alerts");

        assertThat(answer.code()).isZero();
        assertThat(answer.err())
                .startsWith(
                        "bridgectl: warning: ALERT UNUSABLE: webhook alerts.example.org - its url is http to another"
                                + " host; use https\n")
                .doesNotContain("secret");
        assertReady(operator.run("verify"));
    }

    @Test
    void anExpiryIsStatedInTheManifest() throws IOException {
        assertThat(operator.run("freeze", "--reason", "short", "--expires", "PT90M")
                        .code())
                .isZero();

        assertThat(operator.text(MANIFEST)).contains("\n# expires: 2021-11-23T11:30:00Z\n");
    }

    @Test
    void aReasonIsRequired() {
        assertThat(operator.run("freeze")).isEqualTo(new Answer(64, "", """
                        bridgectl: Missing required option: '--reason=TEXT'
                        See: bridgectl freeze --help
                        """));
    }

    @Test
    void aReasonOfTwoLinesOrNoneIsRefusedSinceItWouldBeAHeaderOfItsOwn() throws IOException {
        Map<String, String> before = TreeSnapshot.of(operator.root());

        for (String reason : new String[] {"good\n# serial: 99", "tab\tis one too", "", "  "}) {
            Answer answer = operator.run("freeze", "--reason", reason);

            assertThat(answer.code()).as(reason).isEqualTo(64);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err()).startsWith("bridgectl: --reason: ");
        }
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    @Test
    void aReasonThatBeginsWithAnAtSignIsNoFileToReadArgumentsFrom() throws IOException {
        operator.write("arguments", "--expires 1s");

        String reason = "@" + operator.path("arguments");

        assertThat(operator.run("freeze", "--reason", reason).code()).isZero();
        assertThat(operator.text(MANIFEST)).contains("\n# reason: " + reason + "\n");
    }

    @Test
    void theKeyMayLieElsewhere() throws IOException {
        Path stick = Files.createDirectory(operator.beside("stick"));
        Files.move(operator.path(RELEASE_KEY), stick.resolve("release.pem"));

        assertThat(operator.run("freeze", "--reason", "x").code()).isEqualTo(66);
        assertThat(operator.run("freeze", "--reason", "x", "--key", "../stick/release.pem")
                        .code())
                .isZero();
        assertReady(operator.run("verify"));
    }

    @Test
    void anEncryptedKeyIsOpenedByAPassphraseFile() throws Exception {
        encryptReleaseKey("correct horse");
        Files.writeString(operator.beside("pass"), "correct horse\nsecond line\n");

        assertThat(operator.run("freeze", "--reason", "x", "--passphrase-file", "../pass")
                        .code())
                .isZero();
    }

    @Test
    void anEncryptedKeyIsOpenedByTheEnvironment() throws Exception {
        encryptReleaseKey("correct horse");
        operator.setVariable("BRIDGECTL_PASSPHRASE", "correct horse");

        assertThat(operator.run("freeze", "--reason", "x").code()).isZero();
    }

    @Test
    void anEncryptedKeyWithoutAPassphraseIs66AndSaysWhereToPutIt() throws Exception {
        encryptReleaseKey("correct horse");

        Answer answer = operator.run("freeze", "--reason", "x");

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.err()).contains("release.private.pem", "--passphrase-file", "BRIDGECTL_PASSPHRASE");
    }

    @Test
    void aWrongPassphraseIs77AndIsNotRepeated() throws Exception {
        encryptReleaseKey("correct horse");
        operator.setVariable("BRIDGECTL_PASSPHRASE", "battery staple");

        Answer answer = operator.run("freeze", "--reason", "x");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("passphrase").doesNotContain("battery", "correct");
    }

    @Test
    void aFreezeThatFailsChangesNothing() throws IOException {
        operator.flipByte("core_bucket_bridge.py");
        Files.delete(operator.path("automation/runner.py"));
        Map<String, String> deployment = TreeSnapshot.of(operator.root());
        Map<String, String> state = TreeSnapshot.of(operator.state());

        Answer answer = operator.run("freeze", "--reason", "x");

        assertThat(answer).isEqualTo(new Answer(78, "", """
                        bridgectl: automation/runner.py can't be sealed: it is missing
                          put a regular file there, or take it out of the policy
                        """));
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(deployment);
        assertThat(TreeSnapshot.of(operator.state())).isEqualTo(state);
    }

    @Test
    void aMissingPolicyIsNamed() throws IOException {
        Files.delete(operator.path("canonical/policy.json"));

        Answer answer = operator.run("freeze", "--reason", "x", "--root", ".");

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.err()).contains("canonical/policy.json");
    }

    @Test
    void aSealThatDoesNotHoldIsReplacedOnAHostThatRemembersItsSerial() throws IOException {
        operator.run("freeze", "--reason", "second");
        operator.write(MANIFEST, "");

        assertThat(operator.run("freeze", "--reason", "third").out()).endsWith("under serial 3.\n");
        assertReady(operator.run("verify"));
    }

    @Test
    void aSealThatDoesNotHoldIsNotReplacedWhereNothingSaysWhatItWas(@TempDir Path other) throws IOException {
        operator = Operator.atStrangeDeployment(other);
        operator.flipByte(MANIFEST + ".sig");

        Answer answer = operator.run("freeze", "--reason", "x");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).contains("nothing says which deployment this is", "bridgectl restore");
    }

    /** What asks the policy alone is asked before the seal as it is behind it, by the same checks. */
    @ParameterizedTest
    @CsvSource({
        "'\"file\": \"canonical/automation/runner.json\"', '\"file\": \"canonical/none.json\"', ENTRYPOINT",
        "'\"read_status\": true,', '', NOT DECIDED",
        "'\"key\": \"security/public.pem\"', '\"key\": \"security/none.pem\"', MODULE",
        "'\"CANONICAL_RUN.md\",', '', DOCUMENT NOT NAMED"
    })
    void aPolicyThatWouldNotVerifyIs78AndChangesNothing(String before, String after, String finding)
            throws IOException {
        String policy = operator.text("canonical/policy.json");
        operator.write("canonical/policy.json", policy.replaceFirst(Pattern.quote(before), after));
        assertThat(operator.text("canonical/policy.json")).isNotEqualTo(policy);
        Map<String, String> files = TreeSnapshot.of(operator.root());

        Answer answer = operator.run("freeze", "--reason", "x");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).contains("this would be sealed, and then not verify, or not run:", finding);
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(files);
    }

    @Test
    void aJobThatRunsAFileThatWouldNotBeSealedIs78AndChangesNothing() throws IOException {
        jobThatRuns("jobs/plugin.sh");
        makeFile("jobs/plugin.sh", "echo '{}'\n");
        Map<String, String> before = TreeSnapshot.of(operator.root());

        Answer answer = operator.run("freeze", "--reason", "x");

        assertThat(answer).isEqualTo(new Answer(78, "", """
                        bridgectl: this would be sealed, and then not verify, or not run:
                          JOB CAN'T RUN: canonical/automation/runner.json: job nightly runs jobs/plugin.sh, which is not \
                        among the sealed files
                            add it to the policy's files, or take it out of the job; then run: bridgectl freeze --reason TEXT
                        """));
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    @Test
    void aJobMayRunWhatThePolicyListsAndWhatIsCanonical() throws IOException {
        jobThatRuns("core_bucket_bridge.py");
        assertThat(operator.run("freeze", "--reason", "x").code()).isZero();

        jobThatRuns("canonical/automation/plugin.sh");
        makeFile("canonical/automation/plugin.sh", "echo '{}'\n");
        assertThat(operator.run("freeze", "--reason", "x").code()).isZero();
    }

    @Test
    void aJobThatRunsACanonicalFileThatIsNotThereIs78() throws IOException {
        jobThatRuns("canonical/automation/plugin.sh");

        Answer answer = operator.run("freeze", "--reason", "x");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).contains("job nightly runs canonical/automation/plugin.sh");
    }

    @Test
    void aJobThatRunsAForbiddenFileIs78() throws IOException {
        jobThatRuns("canonical/test_plugin.py");
        makeFile("canonical/test_plugin.py", "print('{}')\n");

        Answer answer = operator.run("freeze", "--reason", "x");

        assertThat(answer.code()).as(answer.out()).isEqualTo(78);
        assertThat(answer.err()).contains("job nightly runs canonical/test_plugin.py");
    }

    private void jobThatRuns(String file) throws IOException {
        operator.write(
                "canonical/automation/runner.json",
                "{\"jobs\": [{\"name\": \"nightly\", \"actions\": [{\"type\": \"run_plugin\", \"plugin\": \"" + file
                        + "\", \"argv\": [\"sh\", \"{file}\"]}]}]}\n");
    }

    private void makeFile(String path, String text) throws IOException {
        Files.createDirectories(operator.path(path).getParent());
        operator.write(path, text);
        operator.setMode(path, "rw-r--r--");
    }

    private void encryptReleaseKey(String passphrase) throws Exception {
        Path plain = operator.beside("plain.pem");
        Files.move(operator.path(RELEASE_KEY), plain);
        ChildJvm.output(new ProcessBuilder(
                "openssl",
                "pkcs8",
                "-topk8",
                "-in",
                plain.toString(),
                "-out",
                operator.path(RELEASE_KEY).toString(),
                "-v2",
                "aes-256-cbc",
                "-passout",
                "pass:" + passphrase));
    }
}
