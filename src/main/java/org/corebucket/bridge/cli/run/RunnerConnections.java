package org.corebucket.bridge.cli.run;

import org.corebucket.bridge.automation.OutboxUpdates;
import org.corebucket.bridge.automation.UpdateSender;
import org.corebucket.bridge.cli.shared.ClientOptions;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.connection.BridgeConnection;
import org.corebucket.bridge.deployment.Deployment;

/** How the automation reaches its bridge. */
interface RunnerConnections {

    /**
     * Reads what it takes to speak to a bridge; whether it is there shows with the first call.
     *
     * @throws Exception as commands do
     */
    RunnerConnection open(Deployment deployment) throws Exception;

    /** The bridge, and the outbox on the way to it. */
    record RunnerConnection(BridgeApi bridge, UpdateSender updates) {}

    /** The deployment's own bridge, with its own keys. */
    static RunnerConnections own(Session session) {
        return deployment -> {
            BridgeConnection own = new ClientOptions().connect(session, deployment);
            own.requireToken();
            return new RunnerConnection(
                    own.bridge(),
                    new OutboxUpdates(own.outbox(), own.bridge(), session.host().clock()));
        };
    }
}
