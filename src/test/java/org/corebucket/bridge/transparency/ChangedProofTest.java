package org.corebucket.bridge.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Of proofs from a tree of a thousand leaves no bit can be changed. */
final class ChangedProofTest {

    private static final String ORIGIN = "log.example/changed";
    private static final Instant NOW = Instant.ofEpochSecond(1_796_000_000);
    private static final int SIZE = 1000;

    private static final List<Sha256> CONTENTS = new ArrayList<>();
    private static final List<Sha256> LEAVES = new ArrayList<>();

    private static final TreeNodes TREE = new TreeNodes() {
        @Override
        public Sha256 node(int height, long index) {
            return height == 0
                    ? LEAVES.get((int) index)
                    : MerkleHashes.node(node(height - 1, 2 * index), node(height - 1, 2 * index + 1));
        }
    };

    @BeforeAll
    static void growTheTree() {
        for (int i = 0; i < SIZE; i++) {
            CONTENTS.add(Sha256.of(new byte[] {(byte) i, (byte) (i >> 8)}));
            LEAVES.add(MerkleHashes.leaf(CONTENTS.get(i).bytes()));
        }
    }

    @Test
    void noBitOfAnInclusionProof() throws Exception {
        Random random = new Random(20);
        for (int round = 0; round < 20; round++) {
            int size = 1 + random.nextInt(SIZE);
            int index = random.nextInt(size);
            Sha256 root = TREE.root(0, size);
            InclusionProof proof = InclusionProof.of(TREE, index, size);
            proof.verify(CONTENTS.get(index), root);

            for (List<Sha256> path : changed(proof.path())) {
                requireRefused(new InclusionProof(index, size, path), CONTENTS.get(index), root);
            }
            for (int bit = 0; bit < Long.SIZE; bit++) {
                requireRefused(new InclusionProof(index ^ 1L << bit, size, proof.path()), CONTENTS.get(index), root);
            }
            for (Sha256 other : changed(CONTENTS.get(index))) {
                requireRefused(proof, other, root);
            }
        }
    }

    private static void requireRefused(InclusionProof proof, Sha256 content, Sha256 root) {
        assertThatThrownBy(() -> proof.verify(content, root)).isInstanceOf(InvalidProofException.class);
    }

    @Test
    void noBitOfAConsistencyProof() throws Exception {
        Random random = new Random(21);
        for (int round = 0; round < 20; round++) {
            int size = 2 + random.nextInt(SIZE - 1);
            int old = 1 + random.nextInt(size - 1);
            Sha256 oldRoot = TREE.root(0, old);
            Sha256 root = TREE.root(0, size);
            ConsistencyProof proof = ConsistencyProof.of(TREE, old, size);
            proof.verify(oldRoot, root);

            for (List<Sha256> path : changed(proof.path())) {
                requireRefused(new ConsistencyProof(old, size, path), oldRoot, root);
            }
            for (Sha256 other : changed(oldRoot)) {
                requireRefused(proof, other, root);
            }
            for (Sha256 other : changed(root)) {
                requireRefused(proof, oldRoot, other);
            }
        }
    }

    private static void requireRefused(ConsistencyProof proof, Sha256 oldRoot, Sha256 root) {
        assertThatThrownBy(() -> proof.verify(oldRoot, root)).isInstanceOf(InvalidProofException.class);
    }

    /** The size is what the checkpoint signs, so it is a part of the file, too. */
    @Test
    void noBitOfAFile() throws Exception {
        Ed25519PrivateKey witness = Ed25519PrivateKey.generate();

        requireNoBitChanges(NoteSigner.ed25519Cosigner("witness.example/1", witness));
    }

    @Test
    void noBitOfAFileWithASignatureThatNoQuantumComputerMakes() throws Exception {
        requireNoBitChanges(NoteSigner.mlDsa44("witness.example/1", MlDsa44PrivateKey.generate()));
    }

    private static void requireNoBitChanges(NoteSigner witness) throws Exception {
        NoteSigner log = NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate());
        LogPolicy policy = LogPolicy.parse(
                ("log " + log.key().vkey() + "\nwitness W " + witness.key().vkey() + "\nquorum W\n")
                        .getBytes(StandardCharsets.US_ASCII));
        TreeHead head = new TreeHead(ORIGIN, SIZE, TREE.root(0, SIZE));
        SignedNote checkpoint = new SignedNote(head.text(), List.of(log.sign(head, NOW), witness.sign(head, NOW)));
        byte[] file = new LogProof(
                        Optional.empty(),
                        777,
                        InclusionProof.of(TREE, 777, SIZE).path(),
                        checkpoint)
                .bytes();
        assertThat(LogProof.parse(file).verify(CONTENTS.get(777), policy).cosigned())
                .containsKey("W");

        for (int bit = 0; bit < Byte.SIZE * file.length; bit++) {
            byte[] changed = file.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThatThrownBy(() -> LogProof.parse(changed).verify(CONTENTS.get(777), policy))
                    .as("bit " + bit)
                    .isInstanceOfAny(
                            MalformedNoteException.class, InvalidSignatureException.class, InvalidProofException.class);
        }
    }

    private static List<List<Sha256>> changed(List<Sha256> path) {
        List<List<Sha256>> all = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            for (Sha256 other : changed(path.get(i))) {
                List<Sha256> one = new ArrayList<>(path);
                one.set(i, other);
                all.add(one);
            }
        }
        return all;
    }

    private static List<Sha256> changed(Sha256 hash) {
        List<Sha256> all = new ArrayList<>();
        for (int bit = 0; bit < Byte.SIZE * Sha256.BYTES; bit++) {
            byte[] bytes = hash.bytes();
            bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            all.add(Sha256.ofBytes(bytes));
        }
        return all;
    }
}
