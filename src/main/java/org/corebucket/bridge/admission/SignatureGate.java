package org.corebucket.bridge.admission;

import java.util.Base64;
import java.util.Optional;
import org.corebucket.bridge.admission.ModulePublicKeys.NamedKey;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.digest.Sha256;

/** Whether one of the module's keys made the signature over the payload's canonical form. */
final class SignatureGate {

    /**
     * A signature that holds.
     *
     * @param text in base64 with its padding, whatever was sent
     * @param fingerprint of the key that made it
     */
    record Signed(String text, String fingerprint) {}

    private final ModulePublicKeys modules;

    SignatureGate(ModulePublicKeys modules) {
        this.modules = modules;
    }

    /**
     * Checks a signature; empty means that it does not hold.
     *
     * @param canonical the digest of the payload's canonical form
     */
    Optional<Signed> verify(Submission submission, Sha256 canonical) {
        byte[] signature;
        try {
            signature = Base64.getDecoder().decode(submission.signature());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        byte[] digest = canonical.bytes();
        for (NamedKey named : modules.of(submission.module())) {
            if (holds(named, digest, signature)) {
                return Optional.of(new Signed(Base64.getEncoder().encodeToString(signature), named.fingerprint()));
            }
        }
        return Optional.empty();
    }

    private static boolean holds(NamedKey named, byte[] digest, byte[] signature) {
        try {
            named.key().verify(digest, signature);
            return true;
        } catch (InvalidSignatureException e) {
            return false;
        }
    }
}
