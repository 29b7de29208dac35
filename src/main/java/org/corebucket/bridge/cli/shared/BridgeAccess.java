package org.corebucket.bridge.cli.shared;

import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.guard.SealedSettings;
import picocli.CommandLine.Model.CommandSpec;

/** The way from a command to a bridge: the options that name it, and what they come to. */
public interface BridgeAccess {

    /** Adds the options to a command. */
    void addTo(CommandSpec spec);

    /** The policy and descriptor that it goes by. */
    default SealedSettings settings(Session session, Deployment deployment) {
        return new SealedSettings(deployment, session.host(), false);
    }

    /** Whether bridge, token and key are all named, so that nothing of a deployment is needed. */
    default boolean isComplete() {
        return false;
    }

    /**
     * The bridge that is named, from a host that only sends and has no deployment; key and token can be used.
     *
     * @throws Exception as commands do
     */
    default BridgeApi connect(Session session, String module) throws Exception {
        throw new IllegalStateException("nothing is named");
    }

    /**
     * The bridge that the options name, else the deployment's own. Nothing is sent, and neither key nor token is read yet.
     *
     * @throws Exception as commands do: a descriptor that is missing or malformed, options that make no sense
     */
    BridgeApi connect(Session session, Deployment deployment) throws Exception;

    /**
     * The same, for calls on behalf of a module: its key and the token are there.
     *
     * @throws Exception also if the policy has no such module, or if a key or token is missing or malformed
     */
    BridgeApi connect(Session session, Deployment deployment, String module) throws Exception;
}
