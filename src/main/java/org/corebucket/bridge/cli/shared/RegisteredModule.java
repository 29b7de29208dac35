package org.corebucket.bridge.cli.shared;

import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.Policy;

/** Requires that a module named on the command line is registered in the policy. */
public final class RegisteredModule {

    private RegisteredModule() {}

    /**
     * Passes if the policy has the module.
     *
     * @throws UsageException if it has not; the message names the registered modules
     */
    public static void require(Policy policy, String module) throws UsageException {
        if (!policy.modules().containsKey(module)) {
            throw new UsageException("no module " + Quoted.of(module) + " is registered; those are: "
                    + String.join(", ", policy.modules().keySet()));
        }
    }
}
