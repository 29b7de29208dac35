package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.tree.LedgerLog;
import org.corebucket.bridge.ledger.tree.LogMemory;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An auditor who has a proof, an entry and a policy, and no deployment. */
final class ProvenanceCheckProofTest {

    private static final String ORIGIN = "core-bucket-bridge/sample";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    private Path directory;

    private Operator auditor;
    private SampleLedger ledger;
    private NoteSigner log;
    private NoteSigner witness;
    private LogProof proof;

    @BeforeEach
    void prove() throws Exception {
        auditor = Operator.at(Files.createDirectory(directory.resolve("auditor")));
        auditor.goTo(directory);
        ledger = SampleLedger.of(5);
        log = NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate());
        witness = NoteSigner.mlDsa44("witness.example/1", MlDsa44PrivateKey.generate());
        Path file = ledger.write(directory.resolve("ledger.jsonl"));
        try (LedgerLog kept = LedgerLog.open(
                        directory.resolve("tree"),
                        ORIGIN,
                        List.of(log),
                        new LogCheckpointFiles(directory.resolve("checkpoints")),
                        LogMemory.NONE,
                        () -> NOW);
                LedgerReading reading = LedgerReading.of(InputFile.of(file))) {
            SignedNote checkpoint = kept.checkpoint(EntryHashes.of(reading), new Head(5, ledger.hash(5)))
                    .orElseThrow();
            proof = kept.proof(checkpoint, 4, Sha256.parse(ledger.hash(4)), EntryHashes.of(reading));
        }
        SignedNote note = proof.checkpoint();
        note = note.with(witness.sign(TreeHead.parse(note.text()), NOW));
        proof = new LogProof(proof.extra(), proof.index(), proof.path(), note);
        Files.write(directory.resolve("p.tlog-proof"), proof.bytes());
        Files.writeString(directory.resolve("line"), ledger.lines().get(3) + "\n");
        policy("witness w " + witness.key().vkey() + "\nquorum w\n");
    }

    private void policy(String behindTheLog) throws Exception {
        Files.writeString(directory.resolve("policy"), "log " + log.key().vkey() + "\n" + behindTheLog);
    }

    private Answer check() {
        return auditor.run("provenance", "check-proof", "p.tlog-proof", "--entry", "line", "--policy", "policy");
    }

    @Test
    void heLearnsWhoSignedWhatAndWhen() throws Exception {
        String first = "Proved: entry 4 of module finance, session s-4, is in the log " + ORIGIN + "\n"
                + "The entry says that it was accepted at 2026-11-23T08:00:04.125Z\n"
                + "Checkpoint: 5 entries, root "
                + TreeHead.parse(proof.checkpoint().text()).root().hex() + "\n"
                + "Signed by the log, by Ed25519, key " + log.key() + "\n";
        assertThat(check())
                .isEqualTo(new Answer(
                        0,
                        first + "Cosigned by the witness w, who saw the log only grow, at 2026-11-30T12:00:00Z\n"
                                + "So it was recorded at 2026-11-30T12:00:00Z at the latest\n",
                        ""));

        policy("quorum none\n");
        assertThat(check())
                .isEqualTo(new Answer(
                        0,
                        first
                                + "No witness of the policy cosigned it, and none was demanded: when it was recorded, and that"
                                + " the log only grew, is the log's word alone\n",
                        ""));
    }

    @Test
    void theLineIsOneWithOrWithoutItsEnd() throws Exception {
        Files.writeString(directory.resolve("line"), ledger.lines().get(3));
        assertThat(check().code()).isZero();

        for (String other :
                List.of(ledger.lines().get(3) + "\n\n", ledger.lines().get(3) + "\r\n", "", "\n")) {
            Files.writeString(directory.resolve("line"), other);
            assertThat(check().code()).isEqualTo(65);
        }
    }

    @Test
    void onlyOneOfTheThreeIsStandardInput() {
        Answer answer = auditor.run("provenance", "check-proof", "-", "--entry", "-", "--policy", "policy");
        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).contains("both --entry and FILE are standard input", "name a file for one of them");
    }

    @Test
    void anotherEntryIsNotProved() throws Exception {
        Files.writeString(directory.resolve("line"), ledger.lines().get(2));
        assertThat(check().code()).isEqualTo(1);
        assertThat(check().err()).contains("NOT PROVED: the proof is of entry 4, and the line is entry 3");

        // Entry 4 of a ledger that was rewritten as a whole, each hash and link made anew.
        SampleLedger other = SampleLedger.of(3).add("{\"data\": {\"other\": 1}, \"module\": \"education\"}");
        Files.writeString(directory.resolve("line"), other.lines().get(3));
        assertThat(check().code()).isEqualTo(1);
        assertThat(check().err()).contains("NOT PROVED: the inclusion proof leads to another root");
    }

    @Test
    void aLineWhoseHashIsAnothersProvesNothing() throws Exception {
        String line = ledger.lines().get(3);
        int at = line.indexOf("\"nonce\": \"") + 10;
        Files.writeString(
                directory.resolve("line"),
                line.substring(0, at) + (line.charAt(at) == 'x' ? 'y' : 'x') + line.substring(at + 1));

        assertThat(check().code()).isEqualTo(1);
    }

    @Test
    void withoutEnoughWitnessesItIsNotProved() throws Exception {
        NoteSigner second = NoteSigner.ed25519Cosigner("witness.example/2", Ed25519PrivateKey.generate());
        policy("witness w " + witness.key().vkey() + "\nwitness v "
                + second.key().vkey() + "\ngroup both all w v\nquorum both\n");

        assertThat(check().code()).isEqualTo(1);
        assertThat(check().err()).contains("are not the quorum both: w");
    }

    @Test
    void aLogThatThePolicyDoesNotNameSpeaksForNobody() throws Exception {
        log = NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate());
        policy("quorum none\n");

        assertThat(check().code()).isEqualTo(1);
        assertThat(check().err())
                .contains("no key that the policy has of the log " + ORIGIN + " signed its checkpoint");

        log = NoteSigner.ed25519("log.example/other", Ed25519PrivateKey.generate());
        policy("quorum none\n");
        assertThat(check().code()).isEqualTo(1);
        assertThat(check().err())
                .contains("the checkpoint is of the log " + ORIGIN
                        + ", and the logs of the policy are log.example/other");
    }

    @Test
    void whatIsMalformedIsToldWithItsFile() throws Exception {
        policy("quorum nobody\n");
        assertThat(check().code()).isEqualTo(65);
        assertThat(check().err()).contains("policy: line 2 of the policy: no line before it defines nobody");

        policy("quorum none\n");
        Files.write(
                directory.resolve("p.tlog-proof"), "c2sp.org/tlog-proof@v2\n\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(check().code()).isEqualTo(65);
        assertThat(check().err()).contains("p.tlog-proof: the proof's first line is not c2sp.org/tlog-proof@v1");

        Files.write(directory.resolve("p.tlog-proof"), proof.bytes());
        Files.writeString(directory.resolve("line"), "{}\n");
        assertThat(check().code()).isEqualTo(65);
        assertThat(check().err()).contains("line: it is not one entry of a ledger", "provenance show --seq N --json");

        Files.delete(directory.resolve("line"));
        assertThat(check().code()).isEqualTo(66);
    }
}
