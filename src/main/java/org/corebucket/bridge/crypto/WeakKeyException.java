package org.corebucket.bridge.crypto;

/** A key is well formed, but too short to be trusted. */
public final class WeakKeyException extends MalformedKeyException {

    private final int bits;

    WeakKeyException(String source, int bits) {
        super(
                source,
                "holds an RSA key of " + bits + " bits, and fewer than " + RsaPublicKey.MIN_BITS + " are refused",
                "make a longer one: bridgectl keys generate NAME --dir DIR");
        this.bits = bits;
    }

    /** The length of the key's modulus. */
    public int bits() {
        return bits;
    }
}
