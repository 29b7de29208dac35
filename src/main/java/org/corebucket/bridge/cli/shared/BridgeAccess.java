package org.corebucket.bridge.cli.shared;

import java.util.List;
import org.corebucket.bridge.client.AddressedBridge;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.guard.SealedSettings;
import picocli.CommandLine.Model.CommandSpec;

/** How a command reaches a bridge: the options that name the bridge, and the connection that they give. */
public interface BridgeAccess {

    /** Adds the options to a command. */
    void addTo(CommandSpec spec);

    /** The policy and descriptor by which the bridge is reached. */
    default SealedSettings settings(Session session, Deployment deployment) {
        return new SealedSettings(deployment, session.host(), false);
    }

    /** Whether options name the bridge, the token and the key, so that no deployment is needed. */
    default boolean isComplete() {
        return false;
    }

    /**
     * The bridge that the options name, for a host that only sends and has no deployment. The module's key and the
     * token were read.
     *
     * @throws Exception if the options are incomplete or wrong, or if key or token can't be read
     */
    default BridgeApi connect(Session session, String module) throws Exception {
        throw new IllegalStateException("nothing is named");
    }

    /**
     * The bridges that the options name, else the deployment's own, in the order in which they are tried. Nothing is sent, and
     * neither key nor token is read yet.
     *
     * @throws Exception if the descriptor is missing or malformed, or an option is wrong
     */
    List<AddressedBridge> bridges(Session session, Deployment deployment) throws Exception;

    /**
     * The bridge that the options name, else the deployment's own, for calls on behalf of a module. The module's key
     * and the token were read.
     *
     * @throws Exception also if the policy has no such module, or if key or token can't be read
     */
    BridgeApi connect(Session session, Deployment deployment, String module) throws Exception;
}
