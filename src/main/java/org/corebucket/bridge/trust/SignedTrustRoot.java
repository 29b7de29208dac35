package org.corebucket.bridge.trust;

import org.corebucket.bridge.digest.Sha256;

/**
 * A version of the trust root as its file has it, with the signatures beside it, of which nothing is verified yet.
 *
 * @param digest SHA-256 of the file
 */
public record SignedTrustRoot(TrustRoot root, Sha256 digest, DetachedSignatures signatures) {

    /** Counts who signed it of those who may decide, by this version or the one before. */
    public Quorum countedBy(Authority authority) {
        return authority.count(DecidedAct.TRUST, digest, signatures);
    }
}
