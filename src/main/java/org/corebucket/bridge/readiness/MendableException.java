package org.corebucket.bridge.readiness;

/**
 * A trouble that the user can mend: the message says what is wrong, where, and what to do. Its kind decides the exit code of
 * the command that it ends. Code that has to tell troubles of one kind apart catches a subclass.
 */
public class MendableException extends Exception implements Mendable {

    private static final long serialVersionUID = 1L;

    /** The kinds of trouble, each with its exit code. */
    public enum MendableKind {
        /** The command line is well formed, but makes no sense. */
        USAGE,
        /** An input or a file of the deployment does not have the form that it must have. */
        MALFORMED,
        /** An input is missing. */
        MISSING,
        /** Another instance holds the lock. */
        LOCKED,
        /** The program refuses what was asked for: it would do harm, or is not approved. */
        REFUSED,
        /** The configuration or the recorded state does not allow it. */
        NOT_ALLOWED
    }

    private final MendableKind kind;

    /** A trouble of one kind, with a message of whole sentences. */
    public MendableException(MendableKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** A trouble with the exception by which it was noticed. */
    public MendableException(MendableKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** An input is missing. */
    public static MendableException missing(String message) {
        return new MendableException(MendableKind.MISSING, message);
    }

    /** What was asked for is refused. */
    public static MendableException refused(String message) {
        return new MendableException(MendableKind.REFUSED, message);
    }

    /** The configuration or the recorded state does not allow it. */
    public static MendableException notAllowed(String message) {
        return new MendableException(MendableKind.NOT_ALLOWED, message);
    }

    @Override
    public MendableKind kind() {
        return kind;
    }
}
