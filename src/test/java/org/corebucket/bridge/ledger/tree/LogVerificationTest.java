package org.corebucket.bridge.ledger.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ArchivedEntries;
import org.corebucket.bridge.ledger.read.ChainFlaw;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of a ledger when its tree is held against what its log signed. */
final class LogVerificationTest {

    private static final String ORIGIN = "core-bucket-bridge/sample";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    private Path directory;

    private final SampleLedger sample = SampleLedger.of(700);
    private List<NoteSigner> signers;
    private NoteSigner witness;
    private LogTrust trust;
    private Optional<TreeHead> seen = Optional.empty();
    private LogCheckpointFiles checkpoints;

    @BeforeEach
    void signThreeCheckpoints() throws Exception {
        signers = List.of(
                NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate()),
                NoteSigner.mlDsa44(ORIGIN, MlDsa44PrivateKey.generate()));
        witness = NoteSigner.ed25519Cosigner("witness.example/w1", Ed25519PrivateKey.generate());
        LogPolicy policy = LogPolicy.parse(
                ("witness W1 " + witness.key().vkey() + "\nquorum W1\n").getBytes(StandardCharsets.US_ASCII));
        trust = new LogTrust(ORIGIN, signers.stream().map(NoteSigner::key).toList(), Optional.of(policy));
        checkpoints = new LogCheckpointFiles(directory.resolve("checkpoints"));
        for (int size : new int[] {1, 256, 600}) {
            sign(sample, size);
        }
        cosign(600);
    }

    private void sign(SampleLedger ledger, int size) throws IOException {
        Path file = ledger.write(directory.resolve("signed.jsonl"), 0, size);
        try (LedgerLog log = LedgerLog.open(tiles(), ORIGIN, signers, checkpoints, () -> NOW);
                LedgerReading reading = LedgerReading.of(InputFile.of(file))) {
            log.checkpoint(EntryHashes.of(reading), new Head(size, ledger.hash(size)));
        }
    }

    private void cosign(long size) throws Exception {
        SignedNote note = checkpoints.of(size).orElseThrow();
        checkpoints.cosign(size, witness.sign(TreeHead.parse(note.text()), NOW));
    }

    private Path tiles() {
        return directory.resolve("tree");
    }

    /** What is found, each flaw with its file. */
    private static List<ChainFlaw> flaws(LogVerification verification, LedgerReading reading) throws IOException {
        return ChainVerifier.of(2, HashProgress.NONE)
                .beside(List.of(verification))
                .verify(reading)
                .flaws();
    }

    private List<String> found(SampleLedger ledger, int entries) throws IOException {
        return flaws(ledger, entries).stream().map(ChainFlaw::message).toList();
    }

    private List<ChainFlaw> flaws(SampleLedger ledger, int entries) throws IOException {
        LogVerification verification = new LogVerification(checkpoints, trust, seen, tiles());
        Path file = ledger.write(directory.resolve("ledger.jsonl"), 0, entries);
        try (LedgerReading reading = LedgerReading.of(InputFile.of(file))) {
            return flaws(verification, reading);
        }
    }

    private static SampleLedger rewritten(int kept, int entries) {
        SampleLedger other = SampleLedger.of(kept);
        for (int i = kept; i < entries; i++) {
            other.add("{\"data\": {\"other\": " + i + "}, \"module\": \"education\"}");
        }
        return other;
    }

    @Test
    void everyCheckpointHoldsOfTheLedgerThatWasSigned() throws Exception {
        LogVerification verification = new LogVerification(checkpoints, trust, seen, tiles());
        Path file = sample.write(directory.resolve("ledger.jsonl"));

        try (LedgerReading reading = LedgerReading.of(InputFile.of(file))) {
            assertThat(flaws(verification, reading)).isEmpty();
        }

        assertThat(verification.evidence())
                .containsExactly(
                        "Log " + ORIGIN + ": size 600, root "
                                + TreeHead.parse(checkpoints
                                                .of(600)
                                                .orElseThrow()
                                                .text())
                                        .root()
                                        .hex(),
                        "The log's checkpoints hold: 3, against the tree of all entries",
                        "Cosigned by W1 at 2026-11-30T12:00:00Z");
    }

    /** All links and hashes of it hold: nothing but the tree says that it is not what was signed. */
    @Test
    void aRewrittenLedgerIsNotWhatTheLogSigned() throws Exception {
        assertThat(found(rewritten(300, 700), 700))
                .singleElement()
                .asString()
                .startsWith("logs/log/checkpoints/600: not what the log signed - the first 600 entries have the root ");
        assertThat(found(rewritten(0, 700), 700)).hasSize(3);
    }

    @Test
    void aLogThatThisHostHasNotSeenIsTold() throws Exception {
        TreeHead last = TreeHead.parse(checkpoints.of(600).orElseThrow().text());
        seen = Optional.of(last);
        assertThat(found(sample, 700)).isEmpty();

        seen = Optional.of(new TreeHead(ORIGIN, 601, last.root()));
        assertThat(found(sample, 700))
                .hasSize(2)
                .element(1)
                .asString()
                .endsWith("this host has seen a checkpoint of size 601, and the last one is of 600");
        seen = Optional.of(new TreeHead(ORIGIN, 300, last.root()));
        assertThat(found(sample, 700))
                .singleElement()
                .asString()
                .startsWith("logs/log/checkpoints/300: not the log that this host has seen - the first 300 entries");
    }

    @Test
    void aLedgerThatWentBackIsShorterThanTheLogSigned() throws Exception {
        assertThat(found(sample, 599))
                .containsExactly(
                        "logs/log/checkpoints/600: shorter than the log signed - signed were 600 entries, and the ledger has 599");
    }

    @Test
    void aCheckpointThatAnotherKeySignedDoesNotHold() throws Exception {
        List<NoteSigner> strangers = List.of(NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate()), signers.get(1));
        TreeHead head = TreeHead.parse(checkpoints.of(256).orElseThrow().text());
        write(256, strangers.stream().map(signer -> signer.sign(head, NOW)).toList(), head);

        assertThat(found(sample, 700))
                .containsExactly(
                        "logs/log/checkpoints/256: checkpoint of the log does not hold - no key of the log of type"
                                + " Ed25519 signed it");
    }

    /** As after a key was exchanged by hand: it is told once, with the key that is missed. */
    @Test
    void thatAnotherKeySignedThemAllIsToldOnceWithWhatToDo() throws Exception {
        NoteSigner other = NoteSigner.mlDsa44(ORIGIN, MlDsa44PrivateKey.generate());
        trust = new LogTrust(ORIGIN, List.of(signers.get(0).key(), other.key()), Optional.empty());

        List<ChainFlaw> flaws = flaws(sample, 700);

        assertThat(flaws).singleElement().satisfies(flaw -> {
            assertThat(flaw.message())
                    .isEqualTo("logs/log/checkpoints/1: checkpoint of the log does not hold - no key of the log of type"
                            + " ML-DSA-44 signed it; so it is with 2 more, up to that of size 600");
            assertThat(flaw.remedy())
                    .startsWith("put the log's key back from a copy: signed is by "
                            + signers.get(1).key() + ", and the key of ML-DSA-44 that is here is " + other.key());
        });
    }

    private void write(long size, List<NoteSignature> signatures, TreeHead head) throws IOException {
        Files.write(directory.resolve("checkpoints/" + size), new SignedNote(head.text(), signatures).bytes());
    }

    @Test
    void aSignatureThatDoesNotHoldIsAFlaw() throws Exception {
        SignedNote first = checkpoints.of(1).orElseThrow();
        TreeHead head = TreeHead.parse(checkpoints.of(256).orElseThrow().text());
        write(256, first.signatures(), head);

        assertThat(found(sample, 700))
                .singleElement()
                .asString()
                .startsWith(
                        "logs/log/checkpoints/256: checkpoint of the log does not hold - a key of the log did not sign it");
        assertThat(flaws(sample, 700).get(0).remedy())
                .contains(
                        "the signature there by the log's key " + signers.get(0).key() + " does not hold, of Ed25519");
    }

    @Test
    void aCosignatureThatDoesNotHoldIsAFlaw() throws Exception {
        SignedNote note = checkpoints.of(256).orElseThrow();
        TreeHead other = TreeHead.parse(checkpoints.of(600).orElseThrow().text());
        checkpoints.cosign(256, witness.sign(other, NOW));

        assertThat(found(sample, 700))
                .singleElement()
                .asString()
                .startsWith("logs/log/checkpoints/256: cosignature does not hold");
        assertThat(note.signatures()).hasSize(2);
    }

    @Test
    void aCheckpointOfAnotherLogDoesNotHold() throws Exception {
        TreeHead head = TreeHead.parse(checkpoints.of(256).orElseThrow().text());
        TreeHead other = new TreeHead("another", head.size(), head.root());
        write(256, signers.stream().map(signer -> signer.sign(other, NOW)).toList(), other);

        assertThat(found(sample, 700))
                .containsExactly(
                        "logs/log/checkpoints/256: checkpoint of the log does not hold - it is of another log, another");
    }

    @Test
    void whatIsNoCheckpointIsAFlawAndTheOthersAreVerified() throws Exception {
        Files.writeString(directory.resolve("checkpoints/256"), "garbage");

        assertThat(found(rewritten(300, 700), 700))
                .hasSize(2)
                .first()
                .asString()
                .startsWith(
                        "logs/log/checkpoints/256: checkpoint of the log does not hold - the note has no empty line");
    }

    @Test
    void behindAMissingEntryNothingIsSaidOfTheTree() throws Exception {
        sample.lines().remove(400);

        assertThat(found(sample, 699)).singleElement().asString().contains("missing entry");
    }

    /** Without the keys nobody can say who signed; that the ledger is another can be said. */
    @Test
    void withoutKeysTheRootsAreComparedAllTheSame() throws Exception {
        trust = new LogTrust(ORIGIN, List.of(), Optional.empty());

        assertThat(found(rewritten(300, 700), 700)).hasSize(1);
        assertThat(found(sample, 700)).isEmpty();
    }

    @Test
    void behindArchivedEntriesTheTreeOfThisHostIsTakenUp() throws Exception {
        LogVerification verification = new LogVerification(checkpoints, trust, seen, tiles());

        assertThat(followed(verification, sample, 300)).isEmpty();
        assertThat(verification.evidence().get(1))
                .contains(
                        "The log's checkpoints hold: 3, against the tree of the entries from 301 on, and of what this host keeps");
        assertThat(followed(verification, rewritten(400, 700), 300)).hasSize(1);
    }

    @Test
    void behindArchivedEntriesARottenTreeIsAsGoodAsNone() throws Exception {
        Path level = tiles().resolve("level-0");
        byte[] bytes = Files.readAllBytes(level);
        bytes[32 * 290] ^= 1;
        Files.write(level, bytes);
        LogVerification verification = new LogVerification(checkpoints, trust, seen, tiles());

        assertThat(followed(verification, sample, 300)).isEmpty();
        assertThat(verification.evidence().get(1))
                .contains("3, whose roots were not compared: entries 1 to 300 were archived");
    }

    /** What a verification finds that is given the entries behind the archived ones, as {@link ArchivedEntries} leave them. */
    private static List<ChainFlaw> followed(LogVerification verification, SampleLedger ledger, int archived)
            throws IOException {
        verification.begin(archived + 1);
        for (int seq = archived + 1; seq <= 700; seq++) {
            verification.entry(seq, HexFormat.of().parseHex(ledger.hash(seq)), 0);
        }
        return verification.end(700);
    }
}
