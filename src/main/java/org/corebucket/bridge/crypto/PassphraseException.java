package org.corebucket.bridge.crypto;

import org.corebucket.bridge.readiness.MendableException;

/** An encrypted private key can't be opened, since its passphrase is missing or wrong. */
public abstract sealed class PassphraseException extends MendableException {

    private PassphraseException(MendableKind kind, String source, String problem, String remedy) {
        super(kind, source + ": " + problem + "; " + remedy);
    }

    /** The key is encrypted, or is to be encrypted, and no passphrase was given. */
    public static final class MissingPassphraseException extends PassphraseException {

        MissingPassphraseException(String source) {
            super(
                    MendableKind.MISSING,
                    source,
                    "needs a passphrase, and none was given",
                    "name a file that holds it on its first line, or put it into the environment");
        }
    }

    /** The passphrase that was given does not open the key. */
    public static final class WrongPassphraseException extends PassphraseException {

        WrongPassphraseException(String source) {
            super(
                    MendableKind.REFUSED,
                    source,
                    "does not open with the passphrase given",
                    "check the passphrase, and that it belongs to this key");
        }
    }
}
