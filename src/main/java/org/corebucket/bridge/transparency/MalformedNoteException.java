package org.corebucket.bridge.transparency;

import org.corebucket.bridge.readiness.MendableException;

/** A text is not what a specification of C2SP defines: a note, a key, a checkpoint, a proof or a policy. The message says why. */
public final class MalformedNoteException extends MendableException {

    private static final long serialVersionUID = 1L;

    /** The message is a sentence. */
    public MalformedNoteException(String problem) {
        super(MendableKind.MALFORMED, problem);
    }

    /** The same of a text that came from somewhere, which the message then names. */
    public MalformedNoteException in(String source) {
        MalformedNoteException located = new MalformedNoteException(source + ": " + getMessage());
        located.initCause(this);
        return located;
    }
}
