package org.corebucket.bridge.json;

import org.corebucket.bridge.readiness.MendableException;

/** A document that is not the JSON that was expected; the message names the source, the line and the remedy. */
public final class MalformedJsonException extends MendableException {

    private static final long serialVersionUID = 1;

    private final String source;
    private final int line;
    private final String flaw;

    /**
     * Refuses a document.
     *
     * @param source the document's name in messages, usually a path
     * @param line from 1
     * @param problem what is wrong, and what was expected
     * @param remedy what to do about it
     */
    public MalformedJsonException(String source, int line, String problem, String remedy) {
        super(MendableKind.MALFORMED, source + ":" + line + ": " + problem + "; " + remedy);
        this.source = source;
        this.line = line;
        this.flaw = problem + "; " + remedy;
    }

    private MalformedJsonException(MalformedJsonException cause, int line) {
        super(MendableKind.MALFORMED, cause.source + ":" + line + ": " + cause.flaw, cause);
        this.source = cause.source;
        this.line = line;
        this.flaw = cause.flaw;
    }

    /** The same refusal, with another line: for a document that is one line of a file. */
    public MalformedJsonException on(int line) {
        return new MalformedJsonException(this, line);
    }

    /** Where the document came from. */
    public String source() {
        return source;
    }

    /** The line of the flaw, from 1. */
    public int line() {
        return line;
    }
}
