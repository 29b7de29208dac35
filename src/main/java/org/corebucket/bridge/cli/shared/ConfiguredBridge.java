package org.corebucket.bridge.cli.shared;

import java.util.List;
import org.corebucket.bridge.client.AddressedBridge;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.connection.BridgeConnection;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.guard.SealedSettings;
import picocli.CommandLine.Model.CommandSpec;

/** Reaches the bridge that the {@link ClientOptions} name. */
public final class ConfiguredBridge implements BridgeAccess {

    private final ClientOptions options = new ClientOptions();

    @Override
    public void addTo(CommandSpec spec) {
        options.addTo(spec);
    }

    @Override
    public SealedSettings settings(Session session, Deployment deployment) {
        return options.settings(session, deployment);
    }

    @Override
    public boolean isComplete() {
        return options.isComplete();
    }

    @Override
    public BridgeApi connect(Session session, String module) throws Exception {
        BridgeConnection connection = options.connect(session);
        connection.requireModule(module);
        return connection.bridge();
    }

    @Override
    public List<AddressedBridge> bridges(Session session, Deployment deployment) throws Exception {
        return options.connect(session, deployment).bridges();
    }

    @Override
    public BridgeApi connect(Session session, Deployment deployment, String module) throws Exception {
        BridgeConnection connection = options.connect(session, deployment);
        connection.requireModule(module);
        return connection.bridge();
    }
}
