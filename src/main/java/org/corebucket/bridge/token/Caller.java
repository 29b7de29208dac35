package org.corebucket.bridge.token;

import java.util.Optional;
import java.util.Set;

/**
 * The sender of a request, as a verified token names it.
 *
 * @param subject the token's {@code sub}; empty if it has none
 * @param roles the roles that the token names, without those that this version does not know
 * @param modules the modules for which it may speak; if the token has no such claim, any module
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

    /** Whether one of its roles is this role, or includes it. */
    public boolean has(Role needed) {
        for (Role role : roles) {
            if (role.includes(needed)) {
                return true;
            }
        }
        return false;
    }
}
