package org.corebucket.bridge.verification;

import java.util.Map;
import org.corebucket.bridge.automation.job.JobsDescriptor;
import org.corebucket.bridge.bridge.BridgeDescriptor;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.DescriptorReader;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.witness.WitnessDescriptor;

/** The readers of the descriptors of built-in entrypoints. */
public final class DescriptorReaders {

    private DescriptorReaders() {}

    /** A reader for each built-in kind. */
    public static Map<Entrypoint.EntrypointKind, DescriptorReader> of(Deployment deployment, Host host) {
        return Map.of(
                Entrypoint.EntrypointKind.BRIDGE,
                new BridgeDescriptor(deployment, host),
                Entrypoint.EntrypointKind.AUTOMATION,
                new JobsDescriptor(deployment.root()),
                Entrypoint.EntrypointKind.WITNESS,
                new WitnessDescriptor(deployment, host));
    }
}
