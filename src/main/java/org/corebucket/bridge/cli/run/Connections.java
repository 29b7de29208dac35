package org.corebucket.bridge.cli.run;

import org.corebucket.bridge.automation.action.Updates;
import org.corebucket.bridge.cli.client.ClientOptions;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.deployment.Deployment;

/** How the automation reaches its bridge. */
interface Connections {

    /**
     * Reads what it takes to speak to a bridge; whether it is there shows with the first call.
     *
     * @throws Exception as commands do
     */
    Connection open(Deployment deployment) throws Exception;

    /** The bridge, and the outbox on the way to it. */
    record Connection(BridgeApi bridge, Updates updates) {}

    /** The deployment's own bridge, with its own keys. */
    static Connections own(Session session) {
        return deployment -> {
            org.corebucket.bridge.cli.client.Connection own = new ClientOptions().connect(session, deployment);
            own.requireToken();
            return new Connection(
                    own.bridge(),
                    new OutboxUpdates(own.outbox(), own.bridge(), session.host().clock()));
        };
    }
}
