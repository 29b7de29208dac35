package org.corebucket.bridge.token;

import java.util.Optional;

/** What a caller may do; each role has the rights of those before it (CONTRACT 6). */
public enum Role {
    /** Sends updates and heartbeats, reads status and receipts. */
    MODULE("module"),
    /** Also runs the automation. */
    AUTOMATION("automation"),
    /** Also reads the dashboard. */
    ADMIN("admin");

    private final String text;

    Role(String text) {
        this.text = text;
    }

    /** As tokens and the policy write it. */
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

    /** Whether who has this role has the rights of the other. */
    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
