package org.corebucket.bridge.keys;

import java.nio.file.Path;
import org.corebucket.bridge.deployment.Deployment;

/** The key pairs of a deployment, one purpose each (CONTRACT 6). */
public enum KeyPurpose {
    /** Modules sign their envelopes with it, unless the policy names a key of their own. */
    MODULE("module", 2048, "signs the envelopes of modules"),
    /** Tokens are signed with it. */
    TOKEN("token", 2048, "signs tokens"),
    /** Checkpoints of the ledger are signed with it. */
    BRIDGE("bridge", 2048, "signs the ledger's checkpoints"),
    /** Manifests, certificates and resolutions are signed with it; its signatures are few, and must hold for long. */
    RELEASE("release", 3072, "signs manifests, certificates and resolutions");

    private final String pair;
    private final int bits;
    private final String use;

    KeyPurpose(String pair, int bits, String use) {
        this.pair = pair;
        this.bits = bits;
        this.use = use;
    }

    /** The files of its pair, in every deployment. */
    public KeyFiles files() {
        return KeyFiles.named(pair);
    }

    /** The path of its private half, relative to the root. */
    public String privateHalf() {
        return files().privateHalf();
    }

    /** The path of its public half, relative to the root. */
    public String publicHalf() {
        return files().publicHalf();
    }

    /** The file of its private half in a deployment. */
    public Path privateHalf(Deployment deployment) {
        return deployment.path(files().privateHalf());
    }

    /** The file of its public half in a deployment. */
    public Path publicHalf(Deployment deployment) {
        return deployment.path(files().publicHalf());
    }

    /** The length of new keys, in bits. */
    public int bits() {
        return bits;
    }

    /** What it does, in words. */
    public String use() {
        return use;
    }
}
