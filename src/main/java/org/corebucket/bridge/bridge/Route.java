package org.corebucket.bridge.bridge;

import java.util.Optional;
import org.corebucket.bridge.token.Role;

/** The route table (CONTRACT 6). A path that is not in it is not served. */
enum Route {
    /** Takes a signed update. */
    UPDATE("POST", "/core/update", Access.MODULE),
    /** Takes a signed heartbeat. */
    HEARTBEAT("POST", "/core/heartbeat", Access.MODULE),
    /** Answers how many updates the ledger has. */
    STATUS("GET", "/bucket/status", Access.MODULE),
    /** Answers with the receipt of a session. */
    RECEIPT("GET", "/bucket/receipts/", Access.MODULE),
    /** Answers with one entry of the ledger. */
    ENTRY("GET", "/bucket/entries/", Access.MODULE),
    /** Answers with the bridge's health. */
    HEALTH("GET", "/core/health", Access.ANYBODY),
    /** Answers Prometheus with the bridge's metrics. */
    METRICS("GET", "/metrics", Access.THIS_HOST),
    /** Answers with the dashboard's page. */
    DASHBOARD("GET", "/dashboard", Access.ANYBODY),
    /** Answers with a file of the dashboard's page. */
    DASHBOARD_FILE("GET", "/dashboard/", Access.ANYBODY),
    /** Answers with how the whole deployment is. */
    OVERVIEW("GET", "/core/overview", Access.ADMIN),
    /** Streams the dashboard's events. */
    EVENTS("GET", "/core/events", Access.ADMIN),
    /** Answers with the last checkpoint of the ledger's log. */
    LOG_CHECKPOINT("GET", "/log/checkpoint", Access.AS_LOG),
    /** Answers with a tile of the log's tree, or the entries under one. */
    LOG_TILE("GET", "/log/tile/", Access.AS_LOG),
    /** Answers with lines of the ledger. */
    LEDGER("GET", "/core/ledger", Access.ADMIN);

    /** Who may use a route. */
    enum Access {
        /** A token with the role of a module, or a higher one. */
        MODULE,
        /** A token with the role of an admin. */
        ADMIN,
        /** Any caller on this host. */
        THIS_HOST,
        /** Any caller. */
        ANYBODY,
        /** Any caller, unless the descriptor's {@code log.public} is false: then a token with the role of a module, or a higher one. */
        AS_LOG;

        /**
         * The role that a token must have; empty if no token is needed.
         *
         * @param isLogPublic whether anybody may see the log
         */
        Optional<Role> role(boolean isLogPublic) {
            return switch (this) {
                case AS_LOG -> isLogPublic ? Optional.empty() : Optional.of(Role.MODULE);
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

    /**
     * The route of a path as it was sent; empty if there is none. The path of a receipt ends in a session's id, that of
     * an entry in its number, that of a page's file in its name.
     */
    static Optional<Route> of(String path) {
        for (Route route : values()) {
            if (route.isPrefix() ? path.startsWith(route.path) : path.equals(route.path)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    private boolean isPrefix() {
        return this == RECEIPT || this == ENTRY || this == DASHBOARD_FILE || this == LOG_TILE;
    }

    /** The route's method. A route for GET also answers HEAD. */
    String method() {
        return method;
    }

    /**
     * Whether the route answers this method. HEAD is answered as GET is, without the body (RFC 9110, section 9.3.2).
     */
    boolean takes(String asked) {
        return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
    }

    /** The value of the header {@code Allow}. */
    String allowed() {
        return method.equals("GET") ? "GET, HEAD" : method;
    }

    /** The route's name in logs and metrics: its path, without the part that differs between requests. */
    String endpoint() {
        return path;
    }

    Access access() {
        return access;
    }
}
