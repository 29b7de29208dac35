package org.corebucket.bridge.token;

import java.util.Optional;
import java.util.Set;

/**
 * Who sent a request, as a verified token says.
 *
 * @param subject the token's {@code sub}; empty if it has none
 * @param roles those that the token names and this version knows
 * @param modules the modules that it may speak for; without this claim any
 */
public record Caller(String subject, Set<Role> roles, Optional<Set<String>> modules) {

    public Caller {
        roles = Set.copyOf(roles);
        modules = modules.map(Set::copyOf);
    }

    /** Whether the token may speak for this module. */
    public boolean maySpeakFor(String module) {
        return modules.isEmpty() || modules.get().contains(module);
    }

    /** Whether one of the roles is this one, or includes it. */
    public boolean has(Role needed) {
        for (Role role : roles) {
            if (role.includes(needed)) {
                return true;
            }
        }
        return false;
    }
}
