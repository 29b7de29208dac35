package org.corebucket.bridge.seal;

import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;

/** The holder of the one release key of a deployment without a trust root. */
public final class SoleHolder {

    private SoleHolder() {}

    /** The holder of this key, who decides alone. */
    public static Signatory of(RsaPrivateKey key) {
        try {
            return Signatory.alone(deciding(key), DecidedAct.FREEZE, key);
        } catch (RefusedException e) {
            throw new IllegalStateException("the one key decides alone", e);
        }
    }

    /** Who may decide where this is the release key. */
    public static Authority deciding(RsaPrivateKey key) {
        return new Authority.ReleaseKey(key.publicKey());
    }
}
