package org.corebucket.bridge.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.junit.jupiter.api.Test;

/** The tree against the vectors of Certificate Transparency, and proofs of every leaf and every growth of small trees. */
final class MerkleTreeTest {

    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static final int MOST = 70;

    /** A tree in memory, by the definition of RFC 6962 alone. */
    private static TreeNodes tree(List<Sha256> leaves) {
        return new TreeNodes() {
            @Override
            public Sha256 node(int height, long index) {
                return height == 0
                        ? leaves.get((int) index)
                        : MerkleHashes.node(node(height - 1, 2 * index), node(height - 1, 2 * index + 1));
            }
        };
    }

    private static List<Sha256> contents(int size) {
        List<Sha256> contents = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            contents.add(Sha256.of(new byte[] {(byte) i, 1}));
        }
        return contents;
    }

    private static TreeNodes treeOf(List<Sha256> contents) {
        return tree(contents.stream()
                .map(content -> MerkleHashes.leaf(content.bytes()))
                .toList());
    }

    @Test
    void rootsAreThoseOfCertificateTransparency() throws Exception {
        TreeNodes tree = tree(LEAVES.stream()
                .map(leaf -> MerkleHashes.leaf(HexFormat.of().parseHex(leaf)))
                .toList());

        for (int size = 1; size <= ROOTS.size(); size++) {
            assertThat(tree.root(0, size).hex()).isEqualTo(ROOTS.get(size - 1));
        }
        assertThat(tree.root(0, 0).hex()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void theEdgeAloneLeadsToTheSameRoots() throws Exception {
        List<Sha256> contents = contents(MOST);
        TreeNodes tree = treeOf(contents);
        RightEdge edge = new RightEdge();

        for (int size = 0; size < MOST; size++) {
            assertThat(edge.size()).isEqualTo(size);
            assertThat(edge.root()).isEqualTo(tree.root(0, size));
            edge.append(contents.get(size).bytes());
        }
    }

    @Test
    void everyLeafIsInEveryTreeThatHasIt() throws Exception {
        List<Sha256> contents = contents(MOST);
        TreeNodes tree = treeOf(contents);

        for (int size = 1; size <= MOST; size++) {
            Sha256 root = tree.root(0, size);
            for (int index = 0; index < size; index++) {
                InclusionProof proof = InclusionProof.of(tree, index, size);
                proof.verify(contents.get(index), root);
                assertRefused(
                        new InclusionProof((index + 1) % size, size, proof.path()),
                        contents.get(index),
                        root,
                        size > 1);
            }
        }
    }

    @Test
    void theLeavesAloneGiveTheSameProof() throws Exception {
        List<Sha256> contents = contents(MOST);
        TreeNodes tree = treeOf(contents);

        for (int size = 1; size <= MOST; size++) {
            for (int index = 0; index < size; index++) {
                InclusionProof.InclusionProver leaves = new InclusionProof.InclusionProver(index, size);
                for (int leaf = 0; leaf < size; leaf++) {
                    assertThat(leaves.take(contents.get(leaf).bytes(), 0)).isEqualTo(leaf + 1 < size);
                }
                assertThat(leaves.proof()).isEqualTo(InclusionProof.of(tree, index, size));
            }
        }
    }

    private static void assertRefused(InclusionProof proof, Sha256 content, Sha256 root, boolean differs) {
        if (differs) {
            assertThatThrownBy(() -> proof.verify(content, root)).isInstanceOf(InvalidProofException.class);
        }
    }

    @Test
    void everyTreeGrewFromEverySmallerOne() throws Exception {
        TreeNodes tree = treeOf(contents(MOST));

        for (int size = 0; size <= MOST; size++) {
            for (int old = 0; old <= size; old++) {
                ConsistencyProof proof = ConsistencyProof.of(tree, old, size);
                proof.verify(tree.root(0, old), tree.root(0, size));
                Sha256 other = Sha256.of(new byte[] {9});
                assertThatThrownBy(() -> proof.verify(other, tree.root(0, proof.newSize())))
                        .isInstanceOf(InvalidProofException.class);
                if (old > 0) {
                    assertThatThrownBy(() -> proof.verify(tree.root(0, proof.oldSize()), other))
                            .isInstanceOf(InvalidProofException.class);
                }
            }
        }
    }

    @Test
    void leavesThatPassByLeadToTheSameProofsOfGrowth() throws Exception {
        List<Sha256> contents = contents(MOST);
        TreeNodes tree = treeOf(contents);

        for (int size = 0; size <= MOST; size++) {
            for (int old = 0; old <= size; old++) {
                ConsistencyProof.ConsistencyProver prover = new ConsistencyProof.ConsistencyProver(old, size);
                for (Sha256 content : contents) {
                    prover.take(content.bytes(), 0, Sha256.BYTES);
                }
                assertThat(prover.proof()).isEqualTo(ConsistencyProof.of(tree, old, size));
            }
        }
        assertThatThrownBy(() -> new ConsistencyProof.ConsistencyProver(1, 2).proof())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEdgeGoesOnFromTheNodesOfATree() throws Exception {
        List<Sha256> contents = contents(MOST);
        TreeNodes tree = treeOf(contents);

        for (int size = 0; size <= MOST; size++) {
            RightEdge edge = RightEdge.of(tree, size);
            assertThat(edge.root()).isEqualTo(tree.root(0, size));
            contents.subList(size, MOST).forEach(content -> edge.append(content.bytes()));
            assertThat(edge.root()).isEqualTo(tree.root(0, MOST));
        }
    }

    @Test
    void aPathOfAnotherLengthIsRefused() throws Exception {
        List<Sha256> contents = contents(MOST);
        TreeNodes tree = treeOf(contents);
        Sha256 root = tree.root(0, MOST);
        List<Sha256> path = InclusionProof.of(tree, 33, MOST).path();
        List<Sha256> longer = new ArrayList<>(path);
        longer.add(root);

        for (List<Sha256> other :
                List.of(longer, path.subList(0, path.size() - 1), path.subList(1, path.size()), List.<Sha256>of())) {
            assertThatThrownBy(() -> new InclusionProof(33, MOST, other).verify(contents.get(33), root))
                    .isInstanceOf(InvalidProofException.class);
        }
    }
}
