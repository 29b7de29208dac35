package org.corebucket.bridge.seal;

import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.DetachedSignatures;

/** Gives the signatures with which something is decided: of one key that signs now, or of several that have signed. */
public interface Signatory {

    /** Who may decide, among them those who sign. */
    Authority authority();

    /** The signatures over what has this digest. */
    DetachedSignatures sign(Sha256 sha256);

    /** The seal of the manifest that has this digest. */
    default Seal seal(Sha256 manifest) {
        DetachedSignatures signatures = sign(manifest);
        return authority() instanceof Authority.ReleaseKey one
                ? new Seal.OneSignature(
                        one.key().fingerprint(), signatures.signatures().get(0).signature())
                : new Seal.Signatures(signatures);
    }

    /** Several who have signed just this content already. */
    static Signatory collected(Authority authority, Sha256 signed, DetachedSignatures signatures) {
        return new Signatory() {
            @Override
            public Authority authority() {
                return authority;
            }

            @Override
            public DetachedSignatures sign(Sha256 sha256) {
                if (!sha256.equals(signed)) {
                    throw new IllegalStateException("what was signed has another digest, " + signed.hex());
                }
                return signatures;
            }
        };
    }

    /**
     * The holder of one key, who decides alone.
     *
     * @throws RefusedException if the key may not decide, or the act takes more than one
     */
    static Signatory alone(Authority authority, DecidedAct act, RsaSigner key) throws RefusedException {
        String given = key.publicKey().fingerprint();
        if (authority.key(given).isEmpty()) {
            throw new RefusedException(
                    authority instanceof Authority.ReleaseKey one
                            ? "the key is not this deployment's release key\n  expected "
                                    + one.key().fingerprint() + "\n  given    " + given
                                    + "\nName the right one with --key PEM."
                            : authority.words() + " does not have this key\n  given    " + given
                                    + "\nName one that it has with --key PEM; bridgectl trust show says which.");
        }
        if (authority.threshold(act) > 1) {
            throw new RefusedException("one key does not decide this: the trust root wants " + authority.threshold(act)
                    + " signatures\nPropose it to the others: the same command with --propose; to go back, restore --to SERIAL"
                    + " --unsealed, then freeze --propose. They approve it: bridgectl approve --help");
        }
        return new Signatory() {
            @Override
            public Authority authority() {
                return authority;
            }

            @Override
            public DetachedSignatures sign(Sha256 sha256) {
                return DetachedSignatures.of(given, key.signDigest(sha256.bytes()));
            }
        };
    }
}
