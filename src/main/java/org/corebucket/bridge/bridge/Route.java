package org.corebucket.bridge.bridge;

import java.util.Optional;
import org.corebucket.bridge.token.Role;

/** The route table (CONTRACT 6): whatever is not in it is not served. */
enum Route {
    /** Takes a signed update. */
    UPDATE("POST", "/core/update", Access.MODULE),
    /** Takes a signed heartbeat. */
    HEARTBEAT("POST", "/core/heartbeat", Access.MODULE),
    /** Says how many updates there are. */
    STATUS("GET", "/bucket/status", Access.MODULE),
    /** Says which receipt a session was given. */
    RECEIPT("GET", "/bucket/receipts/", Access.MODULE),
    /** Gives one entry of the ledger. */
    ENTRY("GET", "/bucket/entries/", Access.MODULE),
    /** Says how the bridge is. */
    HEALTH("GET", "/core/health", Access.ANYBODY),
    /** Says it to Prometheus. */
    METRICS("GET", "/metrics", Access.THIS_HOST),
    /** Shows how the bridge is. */
    DASHBOARD("GET", "/dashboard", Access.ANYBODY),
    /** Gives the files of that page. */
    DASHBOARD_FILE("GET", "/dashboard/", Access.ANYBODY),
    /** Tells that page what changes. */
    EVENTS("GET", "/core/events", Access.ADMIN),
    /** Shows what the ledger holds. */
    LEDGER("GET", "/core/ledger", Access.ADMIN);

    /** Who may use a route. */
    enum Access {
        /** A token with the role of a module, or a higher one. */
        MODULE,
        /** A token with the role of an admin. */
        ADMIN,
        /** Whoever is at this host. */
        THIS_HOST,
        /** Whoever can connect. */
        ANYBODY;

        /** The role that a token must have; empty if there need not be one. */
        Optional<Role> role() {
            return switch (this) {
                case MODULE -> Optional.of(Role.MODULE);
                case ADMIN -> Optional.of(Role.ADMIN);
                case THIS_HOST, ANYBODY -> Optional.empty();
            };
        }
    }

    private final String method;
    private final String path;
    private final Access access;

    Route(String method, String path, Access access) {
        this.method = method;
        this.path = path;
        this.access = access;
    }

    /** The route of a path, as it was sent; a receipt's ends in a session's id, an entry's in its number, a file's in its name. */
    static Optional<Route> of(String path) {
        for (Route route : values()) {
            if (route.isPrefix() ? path.startsWith(route.path) : path.equals(route.path)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    private boolean isPrefix() {
        return this == RECEIPT || this == ENTRY || this == DASHBOARD_FILE;
    }

    /** The one method that it answers, besides HEAD where that is GET. */
    String method() {
        return method;
    }

    /** Whether it answers this method; HEAD is answered as GET is, without the body (RFC 9110, section 9.3.2). */
    boolean takes(String asked) {
        return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
    }

    /** What {@code Allow} says. */
    String allowed() {
        return method.equals("GET") ? "GET, HEAD" : method;
    }

    /** Its name in logs and metrics: its path, without what differs between requests. */
    String endpoint() {
        return path;
    }

    Access access() {
        return access;
    }
}
