package org.corebucket.bridge.cli.shared;

import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.guard.SealedSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The option {@code --unverified}, which takes policy and descriptor as they lie there, and the settings that are read
 * accordingly.
 */
public final class UnverifiedOption {

    private final OptionSpec unverified =
            Options.flag("--unverified", "Take policy and descriptor as they lie there, sealed or not.");

    private @Nullable SealedSettings settings;

    /** Adds the option to a command. */
    public void addTo(CommandSpec spec) {
        spec.addOption(unverified);
    }

    /** The settings of a deployment. A warning that they are not verified is printed once. */
    public synchronized SealedSettings settings(Session session, Deployment deployment) {
        SealedSettings known = settings;
        if (known == null) {
            known = new SealedSettings(deployment, session.host(), Options.isSet(unverified));
            settings = known;
            if (known.isUnverified()) {
                session.err().println("bridgectl: warning: policy and descriptor are not verified (--unverified)");
            }
        }
        return known;
    }
}
