package org.corebucket.bridge.client;

/** What came of one request. */
public sealed interface HttpOutcome {

    /**
     * An answer came, whole.
     *
     * @param retryAfter the header's value; empty if there is none
     */
    record HttpReply(int status, String retryAfter, String body) implements HttpOutcome {}

    /**
     * Nothing of the request went out.
     *
     * @param timedOut whether that is all that is known: somebody may listen there
     */
    record NotSent(String why, boolean timedOut) implements HttpOutcome {}

    /** The request went out, or a part of it, and no answer came. */
    record Lost(String why) implements HttpOutcome {}
}
