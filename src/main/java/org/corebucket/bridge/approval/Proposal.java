package org.corebucket.bridge.approval;

import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DetachedSignatures;
import org.corebucket.bridge.trust.Quorum;

/**
 * Something that is proposed and may have been signed.
 *
 * @param content the bytes that are signed
 * @param signatures those beside it, of which nothing is verified yet
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, and never compared.
public record Proposal(Subject subject, byte[] content, DetachedSignatures signatures) {

    /** SHA-256 of what is signed. */
    public Sha256 digest() {
        return Sha256.of(content);
    }

    /** Those of the signatures that count. */
    public DetachedSignatures signaturesOf(Authority authority) {
        return signatures.madeBy(countedBy(authority).signed());
    }

    /** Counts who has signed it. */
    public Quorum countedBy(Authority authority) {
        return authority.count(subject.act(), digest(), signatures);
    }
}
