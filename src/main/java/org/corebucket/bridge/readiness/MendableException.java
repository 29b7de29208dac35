package org.corebucket.bridge.readiness;

/**
 * Something is wrong that the user can mend: the message says what, where, and what to do. Its kind decides the exit code of
 * a command that ends in it. Whoever decides what to do by more than the kind catches a subclass.
 */
public class MendableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What the user has to see to. */
    public enum MendableKind {
        /** The command line: it can be read, but makes no sense. */
        USAGE,
        /** Something given, or found, is not of the form that it must have. */
        MALFORMED,
        /** Something that was to be worked with is not there. */
        MISSING,
        /** Somebody else is at work on the same thing. */
        LOCKED,
        /** What was asked for would harm, or this caller may not have it. */
        REFUSED,
        /** What was sealed, set or kept does not allow it. */
        NOT_ALLOWED
    }

    private final MendableKind kind;

    /** With a message of whole sentences. */
    public MendableException(MendableKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** With what it was found out by. */
    public MendableException(MendableKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Something is not there. */
    public static MendableException missing(String message) {
        return new MendableException(MendableKind.MISSING, message);
    }

    /** What was asked for is not done. */
    public static MendableException refused(String message) {
        return new MendableException(MendableKind.REFUSED, message);
    }

    /** What was sealed, set or kept does not allow it. */
    public static MendableException notAllowed(String message) {
        return new MendableException(MendableKind.NOT_ALLOWED, message);
    }

    /** What the user has to see to. */
    public MendableKind kind() {
        return kind;
    }
}
