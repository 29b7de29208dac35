package org.corebucket.bridge.guard;

import java.util.List;

/**
 * A request to run something, as it was spelled.
 *
 * @param entrypoint a name of the policy, or a path
 * @param arguments the arguments for it
 */
public record RunRequest(String entrypoint, List<String> arguments) {

    public RunRequest {
        arguments = List.copyOf(arguments);
    }

    /** Refuses this request. */
    public Refusal refuse(Refusal.RefusalReason reason, String detail, String remedy) {
        return new Refusal(this, reason, detail, remedy);
    }

    /** Refuses this request because the deployment is not as it was sealed. */
    public Refusal refuseChanged(String detail) {
        return refuse(
                Refusal.RefusalReason.CHANGED,
                detail,
                "bridgectl verify tells all that differs; bridgectl restore puts the sealed bytes back");
    }

    /** Refuses this request because of an emergency stop. */
    public Refusal refuseStopped() {
        return refuse(
                Refusal.RefusalReason.STOPPED,
                "an emergency stop is in force: nothing starts",
                "bridgectl incident list tells why; bridgectl incident resolve ID --reason TEXT ends it");
    }
}
