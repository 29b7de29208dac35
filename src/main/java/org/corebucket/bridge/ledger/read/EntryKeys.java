package org.corebucket.bridge.ledger.read;

import java.util.Base64;
import java.util.Optional;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;

/** The public keys that entries may be signed with, by fingerprint. Any thread may use them. */
public final class EntryKeys {

    private final KeyRing keys;

    /** Takes the keys of a ring. */
    public EntryKeys(KeyRing keys) {
        this.keys = keys;
    }

    /** What the verification of one entry's signature found. */
    public enum KeyAnswer {
        HOLDS,
        DOES_NOT_HOLD,
        UNKNOWN_KEY
    }

    /** Verifies the signature of the payload in the line that was read last. */
    public KeyAnswer verify(EntryScanner entry) {
        Optional<RsaPublicKey> key = keys.find(entry.text(EntryPart.KEY));
        if (key.isEmpty()) {
            return KeyAnswer.UNKNOWN_KEY;
        }
        try {
            byte[] signature = Base64.getDecoder().decode(entry.text(EntryPart.SIGNATURE));
            key.get().verifyContent(entry.raw(EntryPart.PAYLOAD), signature);
            return KeyAnswer.HOLDS;
        } catch (InvalidSignatureException | IllegalArgumentException e) {
            return KeyAnswer.DOES_NOT_HOLD;
        }
    }
}
