package org.corebucket.bridge.ledger.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.tree.LedgerLog.InconsistentLogException;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.RightEdge;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log signs of a ledger, and what it never signs. */
final class LedgerLogTest {

    private static final String ORIGIN = "core-bucket-bridge/sample";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    private Path directory;

    private SampleLedger sample;
    private List<NoteSigner> signers;
    private LogPolicy policy;
    private LogCheckpoints checkpoints;

    @BeforeEach
    void makeKeys() throws Exception {
        sample = SampleLedger.of(300);
        signers = List.of(
                NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate()),
                NoteSigner.mlDsa44(ORIGIN, MlDsa44PrivateKey.generate()));
        policy = LogPolicy.parse(("log " + signers.get(0).key().vkey() + "\nlog "
                        + signers.get(1).key().vkey() + "\nquorum none\n")
                .getBytes(StandardCharsets.US_ASCII));
        checkpoints = new LogCheckpointFiles(directory.resolve("checkpoints"));
    }

    private LedgerLog log() throws IOException {
        return LedgerLog.open(directory.resolve("tree"), ORIGIN, signers, checkpoints, () -> NOW);
    }

    private Optional<SignedNote> checkpoint(LedgerLog log, SampleLedger ledger, int size) throws IOException {
        Path file = ledger.write(directory.resolve("ledger.jsonl"), 0, size);
        try (LedgerReading reading = LedgerReading.of(InputFile.of(file))) {
            return log.checkpoint(EntryHashes.of(reading), size == 0 ? Head.EMPTY : new Head(size, ledger.hash(size)));
        }
    }

    /** The proof of an entry of the ledger that was signed last. */
    private Optional<LogProof> proof(LedgerLog log, SampleLedger ledger, int seq) throws IOException {
        Optional<SignedNote> checkpoint = checkpoints.counting(seq);
        return checkpoint.isEmpty()
                ? Optional.empty()
                : Optional.of(log.proof(checkpoint.get(), seq, Sha256.parse(ledger.hash(seq)), this::readBack));
    }

    private void readBack(long first, long last, EntryHashes.HashTaker taker) throws IOException {
        try (LedgerReading reading = LedgerReading.of(InputFile.of(directory.resolve("ledger.jsonl")))) {
            EntryHashes.of(reading).give(first, last, taker);
        }
    }

    /** The same beside whoever has the log. */
    private LogProof proofBeside(SampleLedger ledger, int seq) throws IOException {
        try (LedgerReading reading = LedgerReading.of(InputFile.of(directory.resolve("ledger.jsonl")))) {
            return EntryProofs.of(
                    reading,
                    directory.resolve("tree"),
                    checkpoints.counting(seq).orElseThrow(),
                    seq,
                    Sha256.parse(ledger.hash(seq)));
        }
    }

    private byte[] rot(int seq) throws IOException {
        Path level = directory.resolve("tree/level-0");
        byte[] sound = Files.readAllBytes(level);
        byte[] rotten = sound.clone();
        rotten[32 * (seq - 1) + 7] ^= 4;
        Files.write(level, rotten);
        return sound;
    }

    /** A ledger whose entries after the first few are others, each linked as it should be. */
    private static SampleLedger rewritten(int kept, int entries) {
        SampleLedger other = SampleLedger.of(kept);
        for (int i = kept; i < entries; i++) {
            other.add("{\"data\": {\"other\": " + i + "}, \"module\": \"education\"}");
        }
        return other;
    }

    @Test
    void everyKeySignsWhatTheLedgerIs() throws Exception {
        try (LedgerLog log = log()) {
            assertThat(checkpoint(log, sample, 0)).isEmpty();

            SignedNote note = checkpoint(log, sample, 200).orElseThrow();

            TreeHead head = policy.verify(note).head();
            assertThat(head.origin()).isEqualTo(ORIGIN);
            assertThat(head.size()).isEqualTo(200);
            assertThat(head.root()).isEqualTo(log.tree().root(200));
            assertThat(signers.get(1).key().verify(note).orElseThrow().time()).hasValue(NOW);
            assertThat(checkpoint(log, sample, 200)).hasValue(note);
            assertThat(checkpoints.sizes()).containsExactly(200L);
            assertThat(checkpoints.of(200)).hasValue(note);
        }
    }

    @Test
    void aProofConvincesWhoeverHasThePolicyAlone() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 250);

            assertThat(proof(log, sample, 251)).isEmpty();
            for (int seq : new int[] {1, 42, 250}) {
                LogProof proof =
                        LogProof.parse(proof(log, sample, seq).orElseThrow().bytes());
                proof.verify(Sha256.parse(sample.hash(seq)), policy);
                assertThatThrownBy(() -> proof.verify(Sha256.parse(sample.hash(251)), policy))
                        .isInstanceOf(InvalidProofException.class);
            }
        }
    }

    @Test
    void itGoesOnAfterARestart() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 200);
        }

        try (LedgerLog log = log()) {
            SignedNote note = checkpoint(log, sample, 300).orElseThrow();
            assertThat(policy.verify(note).head().size()).isEqualTo(300);
        }
        assertThat(checkpoints.sizes()).containsExactly(200L, 300L);
    }

    /** The tree is made anew from the ledger: it is what was signed that counts. */
    @Test
    void aLedgerThatWasRewrittenIsNotSigned() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 200);
        }
        for (Path level : List.of(directory.resolve("tree/level-0"))) {
            Files.delete(level);
        }

        try (LedgerLog log = log()) {
            assertThatThrownBy(() -> checkpoint(log, rewritten(100, 300), 300))
                    .isInstanceOf(InconsistentLogException.class)
                    .hasMessageContaining("its first 200 entries");
            assertThatThrownBy(() -> checkpoint(log, rewritten(100, 200), 200))
                    .isInstanceOf(InconsistentLogException.class);
        }
        assertThat(checkpoints.sizes()).containsExactly(200L);
    }

    @Test
    void aLedgerThatWentBackIsNotSigned() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 200);

            assertThatThrownBy(() -> checkpoint(log, sample, 150))
                    .isInstanceOf(InconsistentLogException.class)
                    .hasMessageContaining("the ledger has 150 entries");
        }
    }

    @Test
    void anOlderProofFindsARewrittenEntry() throws Exception {
        LogProof older;
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 200);
            older = proof(log, sample, 150).orElseThrow();
        }
        SampleLedger other = rewritten(100, 300);
        // Under the same keys, with neither the tree nor the checkpoints from before.
        checkpoints = new LogCheckpointFiles(directory.resolve("other"));
        try (LedgerLog log = LedgerLog.open(directory.resolve("other-tree"), ORIGIN, signers, checkpoints, () -> NOW)) {
            checkpoint(log, other, 300);
            proof(log, other, 150).orElseThrow().verify(Sha256.parse(other.hash(150)), policy);
        }

        assertThatThrownBy(() -> older.verify(Sha256.parse(other.hash(150)), policy))
                .isInstanceOf(InvalidProofException.class);
    }

    @Test
    void theLastCheckpointThatEnoughWitnessesCosignedProvesMost() throws Exception {
        NoteSigner witness = NoteSigner.ed25519Cosigner("witness.example/1", Ed25519PrivateKey.generate());
        LogPolicy demanding = LogPolicy.parse(
                ("witness w " + witness.key().vkey() + "\nquorum w\n").getBytes(StandardCharsets.US_ASCII));
        try (LedgerLog log = log()) {
            for (int size : new int[] {100, 150, 200, 250}) {
                SignedNote note = checkpoint(log, sample, size).orElseThrow();
                if (size < 200) {
                    checkpoints.cosign(size, witness.sign(TreeHead.parse(note.text()), NOW));
                }
            }
        }

        assertThat(counting(90, Optional.of(demanding))).isEqualTo(150);
        assertThat(counting(150, Optional.of(demanding))).isEqualTo(150);
        assertThat(counting(151, Optional.of(demanding)))
                .as("nobody cosigned one that counts it")
                .isEqualTo(250);
        assertThat(counting(90, Optional.empty())).isEqualTo(250);
        assertThat(checkpoints.counting(251, Optional.of(demanding))).isEmpty();
    }

    private long counting(long seq, Optional<LogPolicy> witnesses) throws Exception {
        return TreeHead.parse(checkpoints.counting(seq, witnesses).orElseThrow().text())
                .size();
    }

    @Test
    void aRottenTileIsFoundAndMadeAgain() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 290);
            byte[] sound = rot(43);

            LogProof proof = proof(log, sample, 44).orElseThrow();

            proof.verify(Sha256.parse(sample.hash(44)), policy);
            assertThat(directory.resolve("tree/level-0")).hasBinaryContent(sound);
            checkpoint(log, sample, 300);
            proof(log, sample, 300).orElseThrow().verify(Sha256.parse(sample.hash(300)), policy);
        }
    }

    /** Between the second in which it is followed and the checkpoint there are minutes, and what is signed stays. */
    @Test
    void whatRotsBeforeItIsSignedIsNotSigned() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 200);
            follow(log, 299);
            byte[] sound = rot(299);

            SignedNote note = checkpoint(log, sample, 299).orElseThrow();

            assertThat(policy.verify(note).head().root()).isEqualTo(root(299));
            assertThat(directory.resolve("tree/level-0")).hasBinaryContent(sound);
        }
    }

    /** The ledger is whole, so nobody is told that the log was changed. */
    @Test
    void rotInWhatWasSignedIsMendedBeforeTheNextCheckpoint() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 290);
            rot(290);
            assertThat(policy.verify(checkpoint(log, sample, 295).orElseThrow())
                            .head()
                            .root())
                    .isEqualTo(root(295));
            Files.write(directory.resolve("tree/level-1"), new byte[5]);

            SignedNote note = checkpoint(log, sample, 300).orElseThrow();

            assertThat(policy.verify(note).head().root()).isEqualTo(root(300));
            proof(log, sample, 290).orElseThrow().verify(Sha256.parse(sample.hash(290)), policy);
        }
    }

    @Test
    void aTreeIsNotMadeAgainFromOtherEntriesThanWereTakenUp() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 200);
            follow(log, 299);
            rot(299);

            assertThatThrownBy(() -> checkpoint(log, rewritten(250, 299), 299))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not those that were read before");
        }
        assertThat(checkpoints.sizes()).containsExactly(200L);
    }

    private void follow(LedgerLog log, int size) throws IOException {
        Path file = sample.write(directory.resolve("ledger.jsonl"), 0, size);
        try (LedgerReading reading = LedgerReading.of(InputFile.of(file))) {
            log.follow(EntryHashes.of(reading), new Head(size, sample.hash(size)));
        }
    }

    /** The root as the entries give it. */
    private Sha256 root(int size) {
        RightEdge edge = new RightEdge();
        for (int seq = 1; seq <= size; seq++) {
            edge.append(Sha256.parse(sample.hash(seq)).bytes());
        }
        return edge.root();
    }

    /** So that somebody can see where it was changed. */
    @Test
    void theTreeOfALedgerThatWasRewrittenStaysAsItWas() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 200);
            SampleLedger other = rewritten(100, 200);
            other.write(directory.resolve("ledger.jsonl"));
            byte[] tree = Files.readAllBytes(directory.resolve("tree/level-0"));

            assertThatThrownBy(() -> proof(log, other, 150))
                    .isInstanceOf(InconsistentLogException.class)
                    .hasMessageContaining("entry 150 is not in that tree");
            assertThatThrownBy(() -> proofBeside(other, 150)).isInstanceOf(InconsistentLogException.class);
            assertThat(directory.resolve("tree/level-0")).hasBinaryContent(tree);
        }
    }

    @Test
    void aProofIsMadeBesideWhoeverHasTheLogAndNothingIsWritten() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 290);
            LogProof proof = proof(log, sample, 44).orElseThrow();

            assertThat(proofBeside(sample, 44)).isEqualTo(proof);
            rot(43);
            byte[] rotten = Files.readAllBytes(directory.resolve("tree/level-0"));
            assertThat(proofBeside(sample, 44)).isEqualTo(proof);
            assertThat(directory.resolve("tree/level-0")).hasBinaryContent(rotten);
        }
        Files.delete(directory.resolve("tree/level-0"));
        assertThat(proofBeside(sample, 44))
                .isEqualTo(LogProof.parse(proofBeside(sample, 44).bytes()));
        assertThat(directory.resolve("tree/level-0")).doesNotExist();
    }

    @Test
    void whatIsNoCheckpointIsTold() throws Exception {
        try (LedgerLog log = log()) {
            checkpoint(log, sample, 200);
        }
        Path file = directory.resolve("checkpoints/200");
        Files.move(file, directory.resolve("checkpoints/201"));

        assertThatThrownBy(() -> checkpoints.last())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another size");
    }
}
