package org.corebucket.bridge.crypto;

import org.corebucket.bridge.readiness.MendableException;

/** A text holds no key that may be used here. The message says where it came from, what is wrong, and what to do. */
public sealed class MalformedKeyException extends MendableException permits WeakKeyException {

    private final String source;
    private final String problem;
    private final String remedy;

    /** The three parts of the message; none of them may quote the key. */
    MalformedKeyException(String source, String problem, String remedy) {
        super(MendableKind.MALFORMED, source + ": " + problem + "; " + remedy);
        this.source = source;
        this.problem = problem;
        this.remedy = remedy;
    }

    /** The file or variable that the text came from, as the caller named it. */
    public String source() {
        return source;
    }

    /** What is wrong, as the predicate of a sentence about the source. */
    public String problem() {
        return problem;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
