package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Resources;
import org.corebucket.bridge.testkit.SampleLedger;
import org.junit.jupiter.api.Test;

final class ProvenanceCommandTest extends AtALedger {

    /** What is said of the log, whose keys are there. */
    private static final String LOG = "Log: no checkpoint yet\n";

    @Test
    void howeverOftenTheBridgesKeyIsRotatedWhatItSignedStillHolds() throws Exception {
        ledger.write(operator.path(LEDGER));
        assertThat(operator.run("provenance", "checkpoint").code()).isZero();

        for (int i = 0; i < 3; i++) {
            assertThat(operator.run("keys", "rotate", "bridge").code()).isZero();
            assertThat(operator.run("provenance", "verify").code()).isZero();
        }
    }

    @Test
    void aSoundLedgerHolds() {
        assertThat(operator.run("provenance", "verify"))
                .isEqualTo(new Answer(
                        0, "Ledger holds: 5 entries, head " + ledger.hash(5) + "\nNo checkpoint.\n" + LOG, ""));
    }

    @Test
    void anEmptyLedgerHolds() throws IOException {
        operator.write(LEDGER, "");
        assertThat(operator.run("provenance", "verify"))
                .isEqualTo(new Answer(0, "Ledger holds: it is empty\nNo checkpoint.\n" + LOG, ""));
    }

    @Test
    void aFlawIsToldWithItsLine() throws IOException {
        ledger.lines().remove(2);
        ledger.write(operator.path(LEDGER));
        assertThat(operator.run("provenance", "verify"))
                .isEqualTo(new Answer(
                        1,
                        LEDGER + ":3: missing entry - entry 4 stands here, and 3 was to follow\n"
                                + "LEDGER DOES NOT HOLD: 1 flaw\n" + LOG,
                        ""));
    }

    @Test
    void aFileOfTheV5FormIsVerifiedAnywhere() throws Exception {
        operator.goTo(directory);
        Path good = Resources.path("ledger/chain_v5_good.jsonl");
        assertThat(operator.run("provenance", "verify", good.toString()))
                .isEqualTo(new Answer(
                        0,
                        "Ledger holds: 12 entries, head "
                                + "c9719300721df044b4102a42de4a0553c46c4374661ccef7f4dd14f53c1d0a55\n",
                        ""));
        Path torn = Resources.path("ledger/chain_v5_torn_tail.jsonl");
        assertThat(operator.run("provenance", "verify", torn.toString()))
                .isEqualTo(new Answer(
                        1,
                        torn + ":12: torn tail - the last line has no end: it was being written when the bridge died\n"
                                + "LEDGER DOES NOT HOLD: 1 flaw\n",
                        ""));
    }

    @Test
    void aFileThatIsNotThereIsMissing() {
        Answer answer = operator.run("provenance", "verify", "nowhere.jsonl");
        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("bridgectl: ").contains("nowhere.jsonl");
    }

    @Test
    void aCheckpointIsSignedAndHoldsWhileTheLedgerGrows() throws IOException {
        assertThat(operator.run("provenance", "checkpoint"))
                .isEqualTo(new Answer(0, "Signed 5 entries, head " + ledger.hash(5) + ".\n", ""));
        ledger.add("{}").write(operator.path(LEDGER));
        assertThat(operator.run("provenance", "verify"))
                .isEqualTo(new Answer(
                        0,
                        "Ledger holds: 6 entries, head " + ledger.hash(6)
                                + "\nCheckpoints hold: 1, the last of 5 entries at 2021-11-23T10:00:00Z\n" + LOG,
                        ""));
    }

    @Test
    void aLedgerThatIsShorterThanItsCheckpointDoesNotHold() throws IOException {
        operator.run("provenance", "checkpoint");
        ledger.write(operator.path(LEDGER), 0, 4);
        assertThat(operator.run("provenance", "verify"))
                .isEqualTo(new Answer(
                        1,
                        CHECKPOINTS + ":1: shorter than checkpoint - signed were 5 entries, and the ledger has 4\n"
                                + "LEDGER DOES NOT HOLD: 1 flaw\n" + LOG,
                        ""));
    }

    @Test
    void aLedgerThatWasWrittenAnewDoesNotMatchItsCheckpoint() throws IOException {
        operator.run("provenance", "checkpoint");
        SampleLedger other = SampleLedger.of(4).add("{}").add("{}");
        other.write(operator.path(LEDGER));
        assertThat(operator.run("provenance", "verify"))
                .isEqualTo(new Answer(
                        1,
                        CHECKPOINTS + ":1: checkpoint does not match - entry 5 has the hash " + other.hash(5)
                                + ", and signed was " + ledger.hash(5) + "\nLEDGER DOES NOT HOLD: 1 flaw\n" + LOG,
                        ""));
    }

    @Test
    void aCheckpointThatTheBridgeDidNotSignDoesNotMatch() throws IOException {
        operator.run("provenance", "checkpoint");
        operator.write(CHECKPOINTS, operator.text(CHECKPOINTS).replace("\"size\": 5", "\"size\": 4"));
        assertThat(operator.run("provenance", "verify"))
                .isEqualTo(new Answer(
                        1,
                        CHECKPOINTS + ":1: checkpoint does not match - the bridge's key did not sign it\n"
                                + "LEDGER DOES NOT HOLD: 1 flaw\n" + LOG,
                        ""));
    }

    @Test
    void aCheckpointWithoutAKeyToVerifyItWithDoesNotMatch() throws IOException {
        operator.run("provenance", "checkpoint");
        Files.delete(operator.path("security/bridge.public.pem"));
        assertThat(operator.run("provenance", "verify"))
                .isEqualTo(new Answer(
                        1,
                        CHECKPOINTS
                                + ":1: checkpoint does not match - security/bridge.public.pem is not there to verify"
                                + " it with\nLEDGER DOES NOT HOLD: 1 flaw\n" + LOG,
                        ""));
    }

    @Test
    void nothingIsSignedOverALedgerThatDoesNotHold() throws IOException {
        ledger.lines().remove(0);
        ledger.write(operator.path(LEDGER));
        Answer answer = operator.run("provenance", "checkpoint");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).contains("missing entry");
        assertThat(answer.err()).isEqualTo("bridgectl: nothing was signed: the ledger does not hold\n");
        assertThat(operator.path(CHECKPOINTS)).doesNotExist();
    }

    @Test
    @SuppressWarnings("try") // the lock is only held
    void aBridgeThatHasTheLedgerSignsItself() throws Exception {
        try (DeploymentLock lock = DeploymentLock.acquire(operator.path("logs/.ledger.lock"))) {
            Answer answer = operator.run("provenance", "checkpoint");
            assertThat(answer.code()).isEqualTo(75);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err()).contains("A running bridge signs checkpoints itself");
        }
    }

    @Test
    void everySignatureIsVerifiedIfThatIsAskedFor() throws Exception {
        RsaPrivateKey key =
                RsaPrivateKey.fromPem(operator.text("security/private.pem"), "security/private.pem", Passphrase.NONE);
        String payload = "{\"data\": {}, \"module\": \"finance\"}";
        String signature = Base64.getEncoder().encodeToString(key.sign(payload.getBytes(StandardCharsets.US_ASCII)));
        String fingerprint = key.publicKey().fingerprint();
        SampleLedger signed =
                new SampleLedger().add(new SampleLedger.Sender("finance", fingerprint, signature), payload);
        signed.write(operator.path(LEDGER));
        assertThat(operator.run("provenance", "verify", "--signatures"))
                .isEqualTo(new Answer(
                        0,
                        "Ledger holds: 1 entry, head " + signed.hash(1) + "\nNo checkpoint.\n" + LOG
                                + "Signatures hold: one an entry.\n",
                        ""));
        signed.add(new SampleLedger.Sender("finance", fingerprint, signature), "{}")
                .add(new SampleLedger.Sender("finance", "0".repeat(64), signature), payload)
                .write(operator.path(LEDGER));
        assertThat(operator.run("provenance", "verify", "--signatures"))
                .isEqualTo(new Answer(
                        1,
                        LEDGER + ":2: signature does not hold - the key that entry 2 names did not sign its payload\n"
                                + LEDGER + ":3: unknown key - no public key in security/ has the fingerprint that entry"
                                + " 3 names\nLEDGER DOES NOT HOLD: 2 flaws\n" + LOG,
                        ""));
    }

    @Test
    void showGivesALineAnEntry() {
        assertThat(operator.run("provenance", "show", "--last", "2")).isEqualTo(new Answer(0, line(4) + line(5), ""));
    }

    @Test
    void showFindsAnEntryByItsNumberAndGivesItAsItStands() {
        assertThat(operator.run("provenance", "show", "--seq", "3", "--json"))
                .isEqualTo(new Answer(0, ledger.lines().get(2) + "\n", ""));
    }

    @Test
    void showCountsOnlyWhatIsAskedForAcrossSegments() throws IOException {
        SampleLedger.Sender education = new SampleLedger.Sender("education", "", "");
        ledger.add(education, "{}").add("{}").add(education, "{}").add("{}");
        ledger.write(operator.path("logs/provenance_chain.000001.jsonl"), 0, 6);
        ledger.write(operator.path(LEDGER), 6, 9);
        Answer all = operator.run("provenance", "show", "--module", "education", "--json");
        assertThat(all.out().lines())
                .containsExactly(ledger.lines().get(5), ledger.lines().get(7));
        Answer last = operator.run("provenance", "show", "--module", "finance", "--last", "3", "--json");
        assertThat(last.out().lines())
                .containsExactlyElementsOf(List.of(
                        ledger.lines().get(4),
                        ledger.lines().get(6),
                        ledger.lines().get(8)));
        assertThat(operator.run("provenance", "show", "--session", "s-2")).isEqualTo(new Answer(0, line(2), ""));
    }

    @Test
    void showSaysThatThereIsNoSuchEntry() {
        assertThat(operator.run("provenance", "show", "--seq", "6"))
                .isEqualTo(new Answer(66, "", "bridgectl: there is no such entry in the ledger\n"));
        assertThat(operator.run("provenance", "show", "--module", "robotics"))
                .isEqualTo(new Answer(0, "No entry.\n", ""));
    }

    @Test
    void showSaysThatALineIsNoEntry() throws IOException {
        Files.writeString(operator.path(LEDGER), "hello\n" + ledger.lines().get(0) + "\n");
        assertThat(operator.run("provenance", "show", "--module", "finance"))
                .isEqualTo(new Answer(
                        0,
                        line(1),
                        "bridgectl: lines that are no entries: 1; bridgectl provenance verify says where\n"));
    }

    private String line(int seq) {
        return seq + "  2026-11-23T08:00:0" + seq + ".125Z  /core/update  finance  s-" + seq + "  " + ledger.hash(seq)
                + "\n";
    }
}
