package org.corebucket.bridge.admission;

import java.util.Optional;

/** Where envelopes are posted to. */
public enum Endpoint {
    /** Data of a module. */
    UPDATE("/core/update"),
    /** A sign of life. */
    HEARTBEAT("/core/heartbeat");

    private final String route;

    Endpoint(String route) {
        this.route = route;
    }

    /** Its path, which is its name in the ledger and the logs. */
    public String route() {
        return route;
    }

    /** The endpoint of this route; the ledger also has entries that nobody posted. */
    public static Optional<Endpoint> of(String route) {
        for (Endpoint endpoint : values()) {
            if (endpoint.route.equals(route)) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }
}
