package org.corebucket.bridge.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.LogOracle;
import org.corebucket.bridge.testkit.LogOracle.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notes, tiles and proofs against Go's libraries for them: each side verifies what the other made. */
final class LogOracleTest {

    private static final String ORIGIN = "log.example/oracle";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final int LEAVES = 1_000_000;
    private static final int PROOFS = 10_000;

    @TempDir
    private Path directory;

    private LogOracle oracle;

    @BeforeEach
    void buildTheOracle() throws Exception {
        oracle = LogOracle.in(directory);
    }

    private static Sha256 content(long leaf) {
        return Sha256.of(ByteBuffer.allocate(Long.BYTES).putLong(leaf).array());
    }

    private TileFiles grown(int leaves) throws IOException {
        TileFiles tiles = TileFiles.open(directory.resolve("tiles"), 0);
        for (int i = 0; i < leaves; i++) {
            tiles.append(content(i).bytes(), 0);
        }
        tiles.flush();
        return tiles;
    }

    @Test
    void everyProofOfOursIsTheOneThatGoMakes() throws Exception {
        Path file = directory.resolve("proofs");
        Random random = new Random(7);
        try (TileFiles tree = grown(LEAVES);
                BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < PROOFS; i++) {
                long size = 1L + random.nextInt(LEAVES);
                long index = (long) (random.nextDouble() * size);
                out.write(line("inc", index, size, List.of(tree.root(0, size)))
                        + hashes(InclusionProof.of(tree, index, size).path()) + "\n");
                long old = 1 + (long) (random.nextDouble() * size);
                out.write(line("con", old, size, List.of(tree.root(0, old), tree.root(0, size)))
                        + hashes(ConsistencyProof.of(tree, old, size).path()) + "\n");
            }
        }

        assertThat(oracle.ask("grown", String.valueOf(LEAVES), file.toString()))
                .isEqualTo(new Outcome(0, "inclusion 10000, consistency 10000\n"));
    }

    private static String line(String kind, long first, long size, List<Sha256> roots) {
        return kind + " " + first + " " + size + hashes(roots);
    }

    private static String hashes(List<Sha256> hashes) {
        StringBuilder words = new StringBuilder();
        hashes.forEach(hash -> words.append(' ').append(NoteText.base64(hash.bytes())));
        return words.toString();
    }

    @Test
    void everyProofOfGosHolds() throws Exception {
        Outcome proofs = oracle.ask("prove", String.valueOf(LEAVES), String.valueOf(PROOFS));

        assertThat(proofs.code()).isZero();
        int verified = 0;
        for (String line : proofs.out().lines().toList()) {
            String[] words = line.split(" ", -1);
            long first = Long.parseLong(words[1]);
            long size = Long.parseLong(words[2]);
            List<Sha256> hashes = new ArrayList<>();
            for (int i = 3; i < words.length; i++) {
                hashes.add(Sha256.ofBytes(Base64.getDecoder().decode(words[i])));
            }
            if (words[0].equals("inc")) {
                new InclusionProof(first, size, hashes.subList(1, hashes.size())).verify(content(first), hashes.get(0));
            } else {
                new ConsistencyProof(first, size, hashes.subList(2, hashes.size()))
                        .verify(hashes.get(0), hashes.get(1));
            }
            verified++;
        }
        assertThat(verified).isEqualTo(2 * PROOFS);
    }

    @Test
    void goOpensOurNotesAndWeOpenGos() throws Exception {
        NoteSigner log = NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate());
        NoteSigner later = NoteSigner.mlDsa44(ORIGIN, MlDsa44PrivateKey.generate());
        NoteSigner witness = NoteSigner.ed25519Cosigner("witness.example/1", Ed25519PrivateKey.generate());
        TreeHead head = new TreeHead(ORIGIN, 1, MerkleHashes.leaf(new byte[] {1}));
        byte[] ours = new SignedNote(
                        head.text(), List.of(log.sign(head, NOW), later.sign(head, NOW), witness.sign(head, NOW)))
                .bytes();
        Path file = Files.write(directory.resolve("note"), ours);

        assertThat(oracle.ask("open", log.key().vkey(), file.toString())).isEqualTo(new Outcome(0, head.text()));
        assertThat(oracle.ask("cosigned", witness.key().vkey(), file.toString()))
                .isEqualTo(new Outcome(0, "2026-11-30T12:00:00Z\n"));
        Files.write(
                file,
                new String(ours, StandardCharsets.UTF_8)
                        .replace("\n1\n", "\n2\n")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(oracle.ask("open", log.key().vkey(), file.toString()).code()).isEqualTo(1);
        assertThat(oracle.ask("cosigned", witness.key().vkey(), file.toString()).code())
                .isEqualTo(1);

        String theirs = oracle.askWith("two lines\nof theirs: é\n", "sign", "go.example/key")
                .out();
        int end = theirs.indexOf('\n');
        VerifierKey key = VerifierKey.parse(theirs.substring(0, end));
        SignedNote note = SignedNote.parse(theirs.substring(end + 1).getBytes(StandardCharsets.UTF_8));
        assertThat(key.verify(note)).isPresent();
        assertThat(note.text()).isEqualTo("two lines\nof theirs: é\n");
    }

    /** 70,000 leaves have full and partial tiles at three levels, which is the specification's example. */
    @Test
    void goReadsOurTiles() throws Exception {
        int size = 70_000;
        NoteSigner log = NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate());
        try (TileFiles tree = grown(size)) {
            TreeHead head = new TreeHead(ORIGIN, size, tree.root(0, size));
            SignedNote checkpoint = new SignedNote(head.text(), List.of(log.sign(head, NOW)));
            Path site = directory.resolve("site");
            write(site.resolve("checkpoint"), checkpoint.bytes());
            for (int level = 0; Tile.hashes(level, size) > 0; level++) {
                writeLevel(site, tree, level, Tile.hashes(level, size));
            }

            assertThat(oracle.ask("log", site.toString(), log.key().vkey()))
                    .isEqualTo(new Outcome(0, "size 70000: 986 entries proved, and growth from 986 sizes\n"));
        }
    }

    private static void writeLevel(Path site, TileFiles tree, int level, long hashes) throws IOException {
        for (long index = 0; index * Tile.WIDTH < hashes; index++) {
            Tile tile = new Tile(level, index, (int) Math.min(Tile.WIDTH, hashes - index * Tile.WIDTH));
            write(site.resolve(tile.path()), tree.read(tile));
            if (level == 0) {
                write(site.resolve(tile.entriesPath()), bundle(tile));
            }
        }
    }

    private static byte[] bundle(Tile tile) {
        ByteBuffer bundle = ByteBuffer.allocate(tile.width() * (Short.BYTES + Sha256.BYTES));
        for (int i = 0; i < tile.width(); i++) {
            bundle.putShort((short) Sha256.BYTES)
                    .put(content(tile.index() * Tile.WIDTH + i).bytes());
        }
        return bundle.array();
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
