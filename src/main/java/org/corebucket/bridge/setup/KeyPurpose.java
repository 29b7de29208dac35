package org.corebucket.bridge.setup;

/** The key pairs of a deployment, one purpose each (CONTRACT 6). */
public enum KeyPurpose {
    /** What modules sign their envelopes with, unless the policy names a key of their own. */
    MODULE("", 2048, "signs the envelopes of modules"),
    /** What tokens are signed with. */
    TOKEN("token.", 2048, "signs tokens"),
    /** What checkpoints of the ledger are signed with. */
    BRIDGE("bridge.", 2048, "signs the ledger's checkpoints"),
    /** What manifests, certificates and resolutions are signed with; its signatures are few and long-lived. */
    RELEASE("release.", 3072, "signs manifests, certificates and resolutions");

    private final String prefix;
    private final int bits;
    private final String use;

    KeyPurpose(String prefix, int bits, String use) {
        this.prefix = prefix;
        this.bits = bits;
        this.use = use;
    }

    /** What its files' names begin with, before {@code private.pem} and {@code public.pem}. */
    public String prefix() {
        return prefix;
    }

    /** How long its keys are made. */
    public int bits() {
        return bits;
    }

    /** What it does, in words. */
    public String use() {
        return use;
    }
}
