package org.corebucket.bridge.admission;

import java.util.Optional;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.token.Caller;

/** Whether the payload's module is registered, and the caller may speak for it. */
final class ModuleGate {

    private final ModulePublicKeys modules;

    ModuleGate(ModulePublicKeys modules) {
        this.modules = modules;
    }

    Optional<Rejection> refuse(String module, Caller caller) {
        if (!modules.isRegistered(module)) {
            String detail = "no module " + Quoted.of(module) + " is registered";
            return Optional.of(new Rejection(RejectionReason.UNKNOWN_MODULE, detail, shortened(module)));
        }
        if (!caller.maySpeakFor(module)) {
            String detail = "the token may not speak for the module " + Quoted.of(module);
            return Optional.of(new Rejection(RejectionReason.INSUFFICIENT_PRIVILEGES, detail, module));
        }
        return Optional.empty();
    }

    /** What a stranger calls himself is logged, but not at any length. */
    private static String shortened(String module) {
        return module.length() <= BoundedName.LONGEST ? module : module.substring(0, BoundedName.LONGEST) + "...";
    }
}
