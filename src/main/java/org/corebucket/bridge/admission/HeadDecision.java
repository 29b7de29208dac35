package org.corebucket.bridge.admission;

import org.corebucket.bridge.token.Caller;

/** Whether a request's body is worth reading. */
public sealed interface HeadDecision {

    /** It is worth reading: this caller sent it. */
    record HeadPassed(Caller caller) implements HeadDecision {}

    /** It is not worth reading. */
    record HeadRefused(Rejection rejection) implements HeadDecision {}
}
