package org.corebucket.bridge.token;

import java.util.Optional;

/** What a caller may do; each role has the rights of those before it (CONTRACT 6). */
public enum Role {
    /** It sends updates and heartbeats, and reads status and receipts. */
    MODULE("module"),
    /** It has the rights of a module; no endpoint asks for this role by itself. */
    AUTOMATION("automation"),
    /** It also reads the dashboard's data and the whole ledger. */
    ADMIN("admin");

    private final String text;

    Role(String text) {
        this.text = text;
    }

    /** The role's name in tokens and in the policy. */
    public String text() {
        return text;
    }

    /** The role of this name, if there is one. */
    public static Optional<Role> of(String text) {
        for (Role role : values()) {
            if (role.text.equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /** Whether this role has the rights of another one. */
    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
