package org.corebucket.bridge.cli.shared;

import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.guard.SealedSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The option that takes policy and descriptor as they lie there, and the settings of the deployment that a command is about. */
public final class UnverifiedOption {

    private final OptionSpec unverified =
            Options.flag("--unverified", "Take policy and descriptor as they lie there, sealed or not.");

    private @Nullable SealedSettings settings;

    /** Adds it. */
    public void addTo(CommandSpec spec) {
        spec.addOption(unverified);
    }

    /** The settings; that they are not verified is said once. */
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
