package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.VerifierKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Somebody who has all of a deployment's keys rewrites an entry, all hashes and links behind it, and signs all checkpoints anew. Nothing
 * within the deployment tells; whatever was kept outside does.
 */
final class TamperedLogTest extends AtALedger {

    private static final String CERTIFICATE = "PRODUCTION_CERTIFICATE.json";

    private Path proof;
    private Path policy;

    @BeforeEach
    void proveAnEntryAndCertify() throws Exception {
        NoteKeys.make(Deployment.at(operator.root()), Holder.LOG);
        run(0, "provenance", "checkpoint");
        proof = operator.beside("entry-4.tlog-proof");
        run(0, "provenance", "proof", "--entry", "4", "--output", proof.toString());
        run(0, "certify");
        String origin = "core-bucket-bridge/"
                + operator.text(Deployment.MANIFEST).replaceAll("(?s).*# deployment: (\\S+)\n.*", "$1");
        StringBuilder lines = new StringBuilder();
        for (VerifierKey key : NoteKeys.verifiers(Deployment.at(operator.root()), Holder.LOG, origin)) {
            lines.append("log ").append(key.vkey()).append('\n');
        }
        policy = Files.writeString(operator.beside("auditor.policy"), lines + "quorum none\n");
    }

    private Answer run(int code, String... arguments) {
        Answer answer = operator.run(arguments);
        assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(code);
        return answer;
    }

    private static SampleLedger rewritten(int entries) {
        SampleLedger other = SampleLedger.of(2);
        while (other.lines().size() < entries) {
            other.add("{\"data\": {\"other\": " + other.lines().size() + "}, \"module\": \"finance\"}");
        }
        return other;
    }

    /** The whole attack: a ledger and a log that hold in themselves. */
    private void rewriteAll() throws Exception {
        ledger = rewritten(6);
        ledger.write(operator.path(LEDGER));
        Files.delete(operator.path(CHECKPOINTS));
        SampleDeployment.delete(operator.path("logs/log"));
        forget();
        run(0, "provenance", "checkpoint");
        run(
                0,
                "provenance",
                "proof",
                "--entry",
                "6",
                "--output",
                operator.beside("new.tlog-proof").toString());
    }

    private void forget() throws Exception {
        if (Files.exists(operator.state())) {
            SampleDeployment.delete(operator.state());
        }
    }

    private Path line(SampleLedger of, int seq) throws Exception {
        return Files.writeString(operator.beside("line"), of.lines().get(seq - 1) + "\n");
    }

    private Answer checked(int code, Path given, Path line) {
        return run(
                code,
                "provenance",
                "check-proof",
                given.toString(),
                "--entry",
                line.toString(),
                "--policy",
                policy.toString());
    }

    @Test
    void withinTheDeploymentNothingTells() throws Exception {
        rewriteAll();

        assertThat(run(0, "provenance", "verify").out())
                .contains("Ledger holds: 6 entries", "The log's checkpoints hold: 1, against the tree of all entries");
        checked(0, operator.beside("new.tlog-proof"), line(ledger, 6));
    }

    @Test
    void anOlderProofTells() throws Exception {
        SampleLedger before = ledger;
        rewriteAll();

        assertThat(checked(1, proof, line(ledger, 4)).err()).contains("NOT PROVED");
        checked(0, proof, line(before, 4));
    }

    @Test
    void aCertificateTells() throws Exception {
        assertThat(run(0, "certify", "--check", CERTIFICATE).out())
                .contains("[OK] log holds: its checkpoint of size 5 is the beginning of the present one, of size 5,");
        rewriteAll();

        assertThat(run(1, "certify", "--check", CERTIFICATE).lines())
                .contains(
                        "[ERROR] log does not hold: the tree of 5 leaves is not the beginning of the one of 6: what was logged"
                                + " has been changed")
                .endsWith("THE CERTIFICATE DOES NOT HOLD: ledger, log");
    }

    @Test
    void aCertificateTellsThatTheLogWentBack() throws Exception {
        SampleDeployment.delete(operator.path("logs/log"));

        assertThat(run(1, "certify", "--check", CERTIFICATE).lines())
                .contains("[ERROR] log does not hold: no checkpoint of the log is there any more")
                .endsWith("THE CERTIFICATE DOES NOT HOLD: log");
    }

    @Test
    void aCertificateHoldsOfALogThatGrew() throws Exception {
        ledger.add("{}").add("{}").add("{}").write(operator.path(LEDGER));
        run(0, "provenance", "proof", "--entry", "8");

        assertThat(run(0, "certify", "--check", CERTIFICATE).out())
                .contains(
                        "[OK] log holds: its checkpoint of size 5 is the beginning of the present one, of size 8, by a"
                                + " consistency proof of 4 hashes");
    }

    @Test
    void theStateOutsideOfTheDeploymentTells() throws Exception {
        Path kept = operator.beside("kept");
        Files.move(operator.state(), kept);
        rewriteAll();
        forget();
        Files.move(kept, operator.state());

        Answer verified = operator.run("verify", "--format", "json");

        assertThat(verified.code()).isEqualTo(16);
        assertThat(verified.out()).contains("\"ledger-rewritten\"");
        assertThat(operator.run("verify", "--deep", "--format", "json").out())
                .contains("\"log-went-back\"", "LOG WENT BACK: logs/log/checkpoints/5");
    }

    @Test
    void aLogWhoseCheckpointsAreGoneIsNotTheOneThatThisHostHasSeen() throws Exception {
        SampleDeployment.delete(operator.path("logs/log"));

        assertThat(run(1, "provenance", "verify").lines())
                .startsWith(
                        "logs/log/checkpoints/5: not the log that this host has seen - this host has seen a checkpoint of size"
                                + " 5, and none is kept",
                        "LEDGER DOES NOT HOLD: 1 flaw")
                .element(2)
                .asString()
                .endsWith(": no checkpoint is kept");
        assertThat(run(1, "provenance", "verify").lines())
                .endsWith(
                        "What to do: put back what is missing of ledger and checkpoints, from a copy, and find out who changed"
                                + " it; if a bridge raised an incident of it, then: bridgectl incident resolve ID --reason TEXT");
        assertThat(run(0, "provenance", "verify", LEDGER).out()).doesNotContain("Log ");
    }

    @Test
    void aDeploymentThatWasPutBackWholeFromABackupTells() throws Exception {
        Path backup = operator.beside("backup");
        SampleDeployment.copy(operator.root(), backup);
        ledger.add("{}").add("{}").add("{}").write(operator.path(LEDGER));
        run(0, "provenance", "proof", "--entry", "8");
        SampleDeployment.delete(operator.root());
        Files.move(backup, operator.root());

        assertThat(run(1, "provenance", "verify").out())
                .contains("this host has seen a checkpoint of size 8, and the last one is of 5");
    }

    /** As in a clone, which has no private keys. */
    @Test
    void whoHasTheVerifierKeysAloneSeesThatAnotherSigned() throws Exception {
        for (String path : NoteKeys.there(Deployment.at(operator.root()), Holder.LOG)) {
            Files.delete(operator.path(path));
        }
        assertThat(run(0, "provenance", "verify").out())
                .contains("The log's checkpoints hold: 1")
                .doesNotContain("were not verified");
        Path checkpoint = operator.path("logs/log/checkpoints/5");
        SignedNote note = SignedNote.parse(Files.readAllBytes(checkpoint));
        SampleLog stranger = SampleLog.of(TreeHead.parse(note.text()).origin(), directory, 1);
        Files.write(checkpoint, stranger.sign(TreeHead.parse(note.text())).bytes());

        assertThat(run(1, "provenance", "verify").lines().get(0)).contains("checkpoint of the log does not hold");
    }

    @Test
    void aLogThatWasGivenAnotherNameBeginsAnewBeforeABridgeStarted() throws Exception {
        String descriptor = "canonical/core_bucket_bridge.json";
        operator.write(
                descriptor,
                operator.text(descriptor).replaceFirst("\\{", "{\"log\": {\"origin\": \"log.example/next\"},"));
        run(0, "freeze", "--reason", "another log");

        assertThat(run(0, "provenance", "verify").lines()).endsWith("Log: no checkpoint yet");
        run(0, "verify", "--deep");
        assertThat(run(0, "provenance", "proof", "--entry", "5").err()).contains("has ended, and its files are in");
        assertThat(run(0, "provenance", "verify").out()).contains("Log log.example/next: size 5");
    }

    /** Whoever gets it needs nothing else to see whether it is what the log signed. */
    @Test
    void whatTheLogSignedIsExportedWithTheLedgerAndVerifiedAnywhere() throws Exception {
        String export = operator.beside("export").toString();
        assertThat(run(0, "provenance", "export", export).out())
                .startsWith("Exported 5 entries and 1 checkpoint of the log to ");
        assertThat(run(0, "provenance", "verify", export).out())
                .contains("The log's checkpoints hold: 1, against the tree of all entries")
                .doesNotContain("came with the ledger");
        operator.goTo(directory);
        assertThat(run(0, "provenance", "verify", export).out())
                .startsWith("The log's keys are those that came with the ledger: compare ")
                .contains("log.vkeys with what its owner gave you", "The log's checkpoints hold: 1");

        rewritten(5).write(operator.beside("export").resolve("provenance_chain.jsonl"));

        assertThat(run(1, "provenance", "verify", export).out())
                .contains(
                        export + "/log/checkpoints/5: not what the log signed - the first 5 entries have the root ",
                        "What to do: put back the ledger that was signed");
    }

    @Test
    void aLogThatHasNotSignedYetIsNamed() throws Exception {
        SampleDeployment.delete(operator.path("logs/log"));
        forget();

        assertThat(run(0, "provenance", "verify").lines()).endsWith("Log: no checkpoint yet");
    }

    /** As long as a checkpoint of the log from before is there, the tree tells, though every link and hash holds. */
    @Test
    void aCheckpointOfTheLogFromBeforeTells() throws Exception {
        Path checkpoint = operator.path("logs/log/checkpoints/5");
        byte[] before = Files.readAllBytes(checkpoint);
        rewriteAll();
        Files.write(checkpoint, before);

        assertThat(run(1, "provenance", "verify").lines().get(0))
                .startsWith("logs/log/checkpoints/5: not what the log signed - the first 5 entries have the root ");
        assertThat(operator.run("verify", "--deep", "--format", "json").out())
                .contains("\"log-changed\"", "THE LOG WAS CHANGED");
        assertThat(run(1, "certify", "--check", CERTIFICATE).out()).contains("log does not hold: THE LOG WAS CHANGED");
    }

    @Test
    void theLogIsInTheCertificate() throws Exception {
        assertThat(operator.text("PRODUCTION_CERTIFICATE.md"))
                .contains("| Log | core-bucket-bridge/", ", size 5, root ");
    }
}
