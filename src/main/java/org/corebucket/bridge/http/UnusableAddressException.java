package org.corebucket.bridge.http;

import org.corebucket.bridge.readiness.MendableException;

/** A descriptor names an address that this host has not, or that is not to be served as it demands. The message says what to do. */
public final class UnusableAddressException extends MendableException {

    private static final long serialVersionUID = 1L;

    UnusableAddressException(String message) {
        super(MendableKind.NOT_ALLOWED, message);
    }
}
