package org.corebucket.bridge.admission.head;

import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.token.Caller;

/** Whether a request's body is worth reading. */
public sealed interface HeadDecision {

    /** It is, and this is who sent it. */
    record Passed(Caller caller) implements HeadDecision {}

    /** It is not. */
    record Refused(Rejection rejection) implements HeadDecision {}
}
