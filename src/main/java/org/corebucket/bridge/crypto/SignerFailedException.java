package org.corebucket.bridge.crypto;

import org.corebucket.bridge.readiness.Mendable;
import org.corebucket.bridge.readiness.MendableException;

/**
 * A key that is not in memory could not sign: its token was taken out, or refuses. It is unchecked, since a key in memory always
 * signs, and nobody but the user can do anything about it.
 */
public final class SignerFailedException extends RuntimeException implements Mendable {

    private static final long serialVersionUID = 1L;

    private final MendableException.MendableKind kind;

    /** A trouble of one kind, with a message of whole sentences. */
    public SignerFailedException(MendableException.MendableKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    @Override
    public MendableException.MendableKind kind() {
        return kind;
    }
}
