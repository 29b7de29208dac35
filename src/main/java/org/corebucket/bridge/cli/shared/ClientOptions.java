package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import org.corebucket.bridge.client.connection.BridgeConnection;
import org.corebucket.bridge.client.connection.PrivateKeyReader;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.SealedSettings;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.readiness.MendableException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of every command that speaks to a bridge. Without any of them the command speaks to the deployment's own
 * bridge.
 */
public final class ClientOptions {

    private final SigningKey passphrase = new SigningKey();
    private final UnverifiedOption unverified = new UnverifiedOption();

    private final OptionSpec bridge = Options.texts(
            "--bridge",
            "URL",
            "Where the bridge is; else as the policy says, or its descriptor, on this host. May be given again, for"
                    + " bridges of one ledger: where one fails, the next one is asked.");

    private final OptionSpec ca = Options.input(
            "--ca",
            "PEM",
            "Whom to trust over TLS; else the descriptor's own certificate alone, or as the policy or this Java does.");

    private final OptionSpec tokenFile = Options.input(
            "--token-file", "FILE", "Holds the token; else one is issued with " + KeyPurpose.TOKEN.privateHalf() + ".");

    private final OptionSpec key = Options.input(
            "--key", "PEM", "The module's private key; else the one in security/ beside that which the policy names.");

    /** Adds the options to a command. */
    public void addTo(CommandSpec spec) {
        spec.addOption(bridge);
        spec.addOption(ca);
        spec.addOption(tokenFile);
        spec.addOption(key);
        unverified.addTo(spec);
        passphrase.addPassphraseTo(spec);
    }

    /** The policy and descriptor by which the bridge is reached. */
    public SealedSettings settings(Session session, Deployment deployment) {
        return unverified.settings(session, deployment);
    }

    /** Whether options name the bridge, the token and the key, so that no deployment is needed. */
    public boolean isComplete() {
        return !Options.values(bridge.getValue()).isEmpty() && tokenFile.getValue() != null && key.getValue() != null;
    }

    /** The way to the bridge that is named, from a host without a deployment. */
    public BridgeConnection connect(Session session) throws IOException, MendableException {
        return BridgeConnection.withoutDeployment(session.host(), named(session.host()), reader(session.host()));
    }

    /** The way to the deployment's bridge, or the one that is named. */
    public BridgeConnection connect(Session session, Deployment deployment) throws IOException, MendableException {
        return BridgeConnection.ofDeployment(
                session.host(),
                deployment,
                settings(session, deployment),
                named(session.host()),
                reader(session.host()));
    }

    private BridgeConnection.NamedBridges named(Host host) {
        return new BridgeConnection.NamedBridges(
                Options.values(bridge.getValue()),
                Options.input(ca, host),
                Options.input(tokenFile, host),
                Options.input(key, host));
    }

    private PrivateKeyReader reader(Host host) {
        return file -> passphrase.read(host, file);
    }
}
