package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code certify} writes, and what {@code certify --check} says when one thing is no more what it was. */
final class CertifyTest {

    private static final String TEXT = "PRODUCTION_CERTIFICATE.md";
    private static final String JSON = "PRODUCTION_CERTIFICATE.json";
    private static final String LEDGER = "logs/provenance_chain.jsonl";
    private static final List<String> QUESTIONS = List.of("signature", "expiry", "files", "policy", "ledger");

    @TempDir
    private Path directory;

    private Operator operator;

    @BeforeEach
    void standAtADeployment() throws Exception {
        operator = Operator.atDeployment(directory);
    }

    private void certify(String... more) {
        String[] command = new String[more.length + 1];
        command[0] = "certify";
        System.arraycopy(more, 0, command, 1, more.length);
        Answer answer = operator.run(command);
        assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
    }

    private void assertHolds() {
        Answer answer = operator.run("certify", "--check", TEXT);
        assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
        assertThat(answer.lines()).endsWith("The certificate holds.");
    }

    /** Exactly these do not hold, and each of the others is said to hold. */
    private void assertBroken(String... broken) {
        Answer answer = operator.run("certify", "--check", TEXT);
        assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(1);
        assertThat(answer.lines()).endsWith("THE CERTIFICATE DOES NOT HOLD: " + String.join(", ", broken));
        for (String question : QUESTIONS) {
            String said = List.of(broken).contains(question) ? " does not hold: " : " holds: ";
            assertThat(answer.out()).contains(question + said);
        }
    }

    @Test
    void aReadyDeploymentIsCertified() throws Exception {
        Answer answer = operator.run("certify");

        assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
        assertThat(answer.out())
                .isEqualTo("Certified READY as CBV5-CERT-20211123-001, until 2021-12-23T10:00:00Z.\nfor people    "
                        + operator.path(TEXT) + "\nfor programs  " + operator.path(JSON) + "\n");
        assertThat(operator.text(TEXT))
                .contains(
                        "- [x] A replay is refused, after a restart too (`go-live`): Replay of an update: 401",
                        "| Ledger | empty |");
        assertThat(operator.text(TEXT).lines().filter(line -> line.startsWith("- [ ] ")))
                .as("claims that no evidence bears")
                .containsExactly("- [ ] The jobs of the automation end well: not checked: none has run here yet");
        assertHolds();
    }

    @Test
    void theJsonCanBeCheckedByItsOwnName() {
        certify();

        assertThat(operator.run("certify", "--check", JSON).code()).isZero();
    }

    @Test
    void aSecondCertificateOfADayHasTheNextNumberAndTheFirstIsKept() throws Exception {
        certify();
        byte[] first = operator.read(JSON);

        certify();

        assertThat(operator.text(TEXT)).contains("CBV5-CERT-20211123-002");
        assertThat(operator.read("logs/certificates/CBV5-CERT-20211123-001.json"))
                .isEqualTo(first);
        assertThat(operator.run("certify", "--check", "logs/certificates/CBV5-CERT-20211123-001.md")
                        .code())
                .isZero();
    }

    @Test
    void anotherDayCountsFromOne() throws Exception {
        certify();
        operator.wait(Duration.ofDays(1));

        certify();

        assertThat(operator.text(TEXT)).contains("CBV5-CERT-20211124-001");
    }

    @Test
    void aBlockedDeploymentIsNotCertifiedAndNothingIsWritten() throws Exception {
        operator.flipByte("core_bucket_bridge.py");

        Answer answer = operator.run("certify");

        assertThat(answer.code())
                .isEqualTo(operator.run("verify", "--deep").code())
                .isEqualTo(4);
        assertThat(answer.out()).contains("HASH MISMATCH: core_bucket_bridge.py");
        assertThat(answer.err()).contains("not certified");
        assertThat(operator.path(TEXT)).doesNotExist();
        assertThat(operator.path(JSON)).doesNotExist();
        assertThat(operator.path("logs/certificates")).doesNotExist();
    }

    @Test
    void aBlockedDeploymentKeepsTheCertificateThatItHas() throws Exception {
        certify();
        byte[] text = operator.read(TEXT);
        operator.flipByte("core_bucket_bridge.py");

        assertThat(operator.run("certify").code()).isEqualTo(4);
        assertThat(operator.read(TEXT)).isEqualTo(text);
    }

    @Test
    void anotherKeyThanTheReleaseKeyCertifiesNothing() throws Exception {
        Path other = operator.beside("other.pem");
        Files.writeString(other, RsaPrivateKey.generate(2048).toPem());

        Answer answer = operator.run("certify", "--key", other.toString());

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("not the private half of the trusted release key");
        assertThat(operator.path(TEXT)).doesNotExist();
    }

    @Test
    void itGoesWhereItIsTold() throws Exception {
        certify("--output", operator.beside("release.md").toString(), "--expires", "1h");

        assertThat(operator.path(TEXT)).doesNotExist();
        assertThat(operator.beside("release.md")).exists();
        Answer answer = operator.run(
                "certify", "--check", operator.beside("release.json").toString());
        assertThat(answer.out()).contains("expiry holds: until 2021-11-23T11:00:00Z");
    }

    @Test
    void itEndsWithTheSealAtTheLatest() {
        assertThat(operator.run("freeze", "--reason", "soon over", "--expires", "2h")
                        .code())
                .isZero();
        certify();

        assertThat(operator.run("certify", "--check", TEXT).out()).contains("expiry holds: until 2021-11-23T12:00:00Z");
    }

    @Test
    void anExpiredCertificateDoesNotHold() {
        certify("--expires", "1h");
        operator.wait(Duration.ofHours(1));

        assertBroken("expiry");
    }

    @Test
    void aCertificateOfTheFutureDoesNotHold() {
        certify();
        operator.wait(Duration.ofSeconds(-1));

        assertBroken("expiry");
    }

    @Test
    void aChangedFileDoesNotHold() throws Exception {
        certify();
        operator.flipByte("core_bucket_bridge.py");

        assertBroken("files");
    }

    @Test
    void anUnlistedFileDoesNotHold() throws Exception {
        certify();
        operator.write("canonical/more.json", "{}");

        assertBroken("files");
    }

    @Test
    void aChangedPolicyDoesNotHold() throws Exception {
        certify();
        operator.write("canonical/policy.json", operator.text("canonical/policy.json") + "\n");

        assertBroken("policy");
    }

    @Test
    void anotherFreezeDoesNotHold() {
        certify();
        operator.run("freeze", "--reason", "again");

        assertBroken("files");
    }

    @Test
    void aChangedTextDoesNotHold() throws Exception {
        certify();
        operator.write(TEXT, operator.text(TEXT).replace("- [ ] ", "- [x] "));

        assertBroken("signature");
    }

    @Test
    void aTextOfAnotherCertificateDoesNotHold() throws Exception {
        certify();
        String first = operator.text(TEXT);
        certify();
        operator.write(TEXT, first);

        assertBroken("signature");
    }

    @Test
    void aForgedSignatureDoesNotHold() throws Exception {
        certify();
        String json = operator.text(JSON);
        int at = json.indexOf("\"sig\": \"") + 20;
        char other = json.charAt(at) == 'A' ? 'B' : 'A';
        operator.write(JSON, json.substring(0, at) + other + json.substring(at + 1));

        assertBroken("signature");
    }

    @Test
    void aLedgerThatGrewHolds() throws Exception {
        SampleLedger ledger = SampleLedger.of(3);
        ledger.write(operator.path(LEDGER));
        certify();
        ledger.add("{}").write(operator.path(LEDGER));

        assertHolds();
        assertThat(operator.run("certify", "--check", TEXT).out())
                .contains("ledger holds: entry 3 is " + ledger.hash(3));
    }

    @Test
    void aLedgerThatBeganAfterwardsHolds() throws Exception {
        certify();
        SampleLedger.of(2).write(operator.path(LEDGER));

        assertHolds();
    }

    @Test
    void aLedgerThatWasCutDoesNotHold() throws Exception {
        SampleLedger.of(3).write(operator.path(LEDGER));
        certify();
        SampleLedger.of(2).write(operator.path(LEDGER));

        assertBroken("ledger");
    }

    @Test
    void aLedgerThatWasWrittenAnewDoesNotHold() throws Exception {
        SampleLedger.of(3).write(operator.path(LEDGER));
        certify();
        SampleLedger.of(2).add("{\"other\": 1}").write(operator.path(LEDGER));

        assertBroken("ledger");
    }

    @Test
    void checkingTouchesNothing() throws Exception {
        certify();
        Map<String, String> before = TreeSnapshot.of(directory);

        assertHolds();

        assertThat(TreeSnapshot.of(directory)).isEqualTo(before);
    }

    @Test
    void whatIsNoCertificateIsMalformed() throws Exception {
        operator.write(TEXT, "# nothing\n");
        operator.write(JSON, "{}\n");

        Answer answer = operator.run("certify", "--check", TEXT);

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.err()).contains(JSON, "payloadType");
    }

    @Test
    void whatIsNotThereIsMissing() {
        assertThat(operator.run("certify", "--check", TEXT).code()).isEqualTo(66);
    }

    @Test
    void checkingDoesNotGoWithWriting() {
        assertThat(operator.run("certify", "--check", TEXT, "--output", "x.md").code())
                .isEqualTo(64);
        assertThat(operator.run("certify", "--output", "x.json").code()).isEqualTo(64);
    }

    @Test
    void aPolicyThatIsGoneDoesNotHold() throws Exception {
        certify();
        Files.delete(operator.path("canonical/policy.json"));

        assertBroken("policy");
    }

    @Test
    void theJsonAloneHoldsButItsTextMustBeThereWhereItIsNamed() throws Exception {
        certify();
        Files.delete(operator.path(TEXT));

        Answer byJson = operator.run("certify", "--check", JSON);

        assertThat(byJson.code()).as(byJson.out()).isZero();
        assertThat(byJson.out()).contains("; there is no text beside it");
        assertThat(operator.run("certify", "--check", TEXT).code()).isEqualTo(66);
    }

    @Test
    void aStatementThatNobodySignedAndNobodyCanReadIsNotAskedFurther() throws Exception {
        certify();
        operator.write(JSON, operator.text(JSON).replaceAll("\"payload\": \"[^\"]*\"", "\"payload\": \"e30=\""));

        Answer answer = operator.run("certify", "--check", TEXT);

        assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(1);
        assertThat(answer.out())
                .contains("signature does not hold: ", "[SKIP] expiry, files, policy, ledger, log: not asked");
        assertThat(answer.lines()).endsWith("THE CERTIFICATE DOES NOT HOLD: signature");
    }

    @Test
    void aSignatureOfAnotherKeyThanTheTrustedOneDoesNotHold() throws Exception {
        certify();
        Path other = operator.beside("other.pem");
        Files.writeString(other, RsaPrivateKey.generate(2048).publicKey().toPem());

        Answer answer = operator.run("certify", "--check", TEXT, "--trust", other.toString());

        assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(1);
        assertThat(answer.out()).contains("signature does not hold: ", "policy holds: ", "ledger holds: ");
    }

    @Test
    void checkingGoesWithNoOptionOfWriting() {
        assertThat(operator.run("certify", "--check", TEXT, "--expires", "1h").code())
                .isEqualTo(64);
        assertThat(operator.run("certify", "--check", TEXT, "--key", "x.pem").code())
                .isEqualTo(64);
    }

    @Test
    void whileAnotherChangesTheDeploymentNothingIsWritten() throws Exception {
        try (DeploymentLock held = DeploymentLock.forChanges(Deployment.at(operator.root()))) {
            Answer answer = operator.run("certify");

            assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(75);
            assertThat(held).isNotNull();
        }
        assertThat(operator.path(TEXT)).doesNotExist();
        assertThat(operator.path(JSON)).doesNotExist();
        assertThat(operator.path("logs/certificates")).doesNotExist();
    }
}
