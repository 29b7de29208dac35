package org.corebucket.bridge.keys;

import java.nio.file.Path;
import org.corebucket.bridge.deployment.Deployment;

/** The key pairs of a deployment, one purpose each (CONTRACT 6). */
public enum KeyPurpose {
    /** What modules sign their envelopes with, unless the policy names a key of their own. */
    MODULE("module", 2048, "signs the envelopes of modules"),
    /** What tokens are signed with. */
    TOKEN("token", 2048, "signs tokens"),
    /** What checkpoints of the ledger are signed with. */
    BRIDGE("bridge", 2048, "signs the ledger's checkpoints"),
    /** What manifests, certificates and resolutions are signed with; its signatures are few and long-lived. */
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

    /** Where its private half lies in a deployment. */
    public Path privateHalf(Deployment deployment) {
        return deployment.path(files().privateHalf());
    }

    /** Where its public half lies in a deployment. */
    public Path publicHalf(Deployment deployment) {
        return deployment.path(files().publicHalf());
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
