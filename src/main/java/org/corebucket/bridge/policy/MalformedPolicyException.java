package org.corebucket.bridge.policy;

import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.readiness.MendableException;

/** A policy is malformed. The message names the file, the line, what is wrong and what to do. */
public final class MalformedPolicyException extends MendableException {

    private static final long serialVersionUID = 1;

    MalformedPolicyException(MalformedJsonException cause) {
        super(MendableKind.MALFORMED, String.valueOf(cause.getMessage()), cause);
    }
}
