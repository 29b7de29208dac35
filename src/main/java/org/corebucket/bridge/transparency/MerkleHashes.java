package org.corebucket.bridge.transparency;

import java.security.MessageDigest;
import org.corebucket.bridge.digest.Sha256;

/**
 * The hashes of an RFC 6962 tree over SHA-256 (section 2.1). A leaf and a node are hashed with different first bytes, so that
 * neither can be shown for the other.
 */
public final class MerkleHashes {

    /** The root of the tree that has no leaf: the digest of no bytes. */
    static final Sha256 EMPTY_ROOT = Sha256.of(new byte[0]);

    /** What a leaf is hashed behind. */
    static final byte LEAF = 0;

    /** What a node is hashed behind. */
    static final byte NODE = 1;

    private MerkleHashes() {}

    /** The hash of a leaf with that content. */
    public static Sha256 leaf(byte[] content) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(LEAF);
        return Sha256.ofBytes(digest.digest(content));
    }

    /** The hash of the node above two others. */
    public static Sha256 node(Sha256 left, Sha256 right) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(NODE);
        digest.update(left.bytes());
        return Sha256.ofBytes(digest.digest(right.bytes()));
    }
}
