package org.corebucket.bridge.transparency;

/** A text is not what a specification of C2SP defines: a note, a key, a checkpoint, a proof or a policy. The message says why. */
public final class MalformedNoteException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The message is a sentence. */
    public MalformedNoteException(String problem) {
        super(problem);
    }
}
