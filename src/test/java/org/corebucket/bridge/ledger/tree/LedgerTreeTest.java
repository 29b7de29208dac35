package org.corebucket.bridge.ledger.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.transparency.InclusionProof;
import org.corebucket.bridge.transparency.RightEdge;
import org.corebucket.bridge.transparency.TreeHead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tree of a ledger, however often it looks. */
final class LedgerTreeTest {

    private static final int ENTRIES = 600;
    private static final TreeHead NOTHING = new TreeHead("log", 0, new RightEdge().root());

    @TempDir
    private Path directory;

    private SampleLedger sample;
    private Path file;

    @BeforeEach
    void writeLedger() throws Exception {
        sample = SampleLedger.of(ENTRIES);
        file = sample.write(directory.resolve("ledger.jsonl"));
    }

    private Head head(int size) {
        return new Head(size, sample.hash(size));
    }

    private Sha256 root(int size) {
        RightEdge edge = new RightEdge();
        for (int seq = 1; seq <= size; seq++) {
            edge.append(Sha256.parse(sample.hash(seq)).bytes());
        }
        return edge.root();
    }

    private void follow(LedgerTree tree, Path ledger, Head until) throws IOException {
        try (LedgerReading reading = LedgerReading.of(InputFile.of(ledger))) {
            tree.follow(EntryHashes.of(reading), until);
        }
    }

    @Test
    void eachEntryIsTheLeafBeforeItsNumber() throws Exception {
        try (LedgerTree tree = LedgerTree.open(directory.resolve("tree"), NOTHING)) {
            for (int size : new int[] {1, 2, 255, 300, 300, ENTRIES}) {
                follow(tree, file, head(size));
                assertThat(tree.size()).isEqualTo(size);
                assertThat(tree.root(size)).isEqualTo(root(size));
            }
            InclusionProof.of(tree.tiles(), 41, ENTRIES).verify(Sha256.parse(sample.hash(42)), root(ENTRIES));
        }
    }

    @Test
    void itGoesOnFromWhatWasSigned() throws Exception {
        try (LedgerTree tree = LedgerTree.open(directory.resolve("tree"), NOTHING)) {
            follow(tree, file, head(400));
            tree.force();
        }

        try (LedgerTree tree = LedgerTree.open(directory.resolve("tree"), new TreeHead("log", 300, root(300)))) {
            assertThat(tree.size()).isEqualTo(300);
            follow(tree, file, head(ENTRIES));
            assertThat(tree.root(ENTRIES)).isEqualTo(root(ENTRIES));
        }
    }

    @Test
    void tilesOfAnotherTreeAreMadeAgain() throws Exception {
        try (LedgerTree tree = LedgerTree.open(directory.resolve("tree"), NOTHING)) {
            follow(tree, file, head(400));
        }
        Path level = directory.resolve("tree/level-0");
        byte[] hashes = Files.readAllBytes(level);
        hashes[32 * 299] ^= 1;
        Files.write(level, hashes);

        try (LedgerTree tree = LedgerTree.open(directory.resolve("tree"), new TreeHead("log", 300, root(300)))) {
            assertThat(tree.size()).isZero();
            follow(tree, file, head(300));
            assertThat(tree.root(300)).isEqualTo(root(300));
        }
    }

    @Test
    void itTakesNothingOfALedgerThatDoesNotReachItsHead() throws Exception {
        Path gap = directory.resolve("gap.jsonl");
        Files.write(gap, sample.lines().subList(0, 500));
        Files.write(gap, sample.lines().subList(501, ENTRIES), java.nio.file.StandardOpenOption.APPEND);
        try (LedgerTree tree = LedgerTree.open(directory.resolve("tree"), NOTHING)) {
            follow(tree, gap, head(280));

            assertThatThrownBy(() -> follow(tree, gap, head(ENTRIES)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no entry 501");
            assertThatThrownBy(() -> follow(tree, file, new Head(500, sample.hash(499))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not reach entry 500");
            assertThat(tree.size()).isEqualTo(280);

            follow(tree, file, head(ENTRIES));
            assertThat(tree.root(ENTRIES)).isEqualTo(root(ENTRIES));
        }
    }
}
