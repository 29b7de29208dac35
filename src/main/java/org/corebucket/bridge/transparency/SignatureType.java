package org.corebucket.bridge.transparency;

/** What a key of a note signs, and how (signed-note, "Signature types"). */
public enum SignatureType {
    /** Ed25519 over a note's text. */
    ED25519(0x01, "Ed25519"),
    /** Ed25519 over a checkpoint and a time (tlog-cosignature). */
    ED25519_COSIGNATURE(0x04, "Ed25519 with a time"),
    /** ML-DSA-44 over a checkpoint, a time and the cosigner's name (tlog-cosignature). */
    ML_DSA_44_COSIGNATURE(0x06, "ML-DSA-44");

    /** How long a signature of Ed25519 is, which says no time. */
    static final int UNTIMED_BYTES = 64;

    private final byte identifier;
    private final String words;

    SignatureType(int identifier, String words) {
        this.identifier = (byte) identifier;
        this.words = words;
    }

    /** The byte that stands for it in a verifier key and in a key's id. */
    byte identifier() {
        return identifier;
    }

    /** Whether its signatures say when they were made. */
    boolean isTimed() {
        return this != ED25519;
    }

    @Override
    public String toString() {
        return words;
    }
}
