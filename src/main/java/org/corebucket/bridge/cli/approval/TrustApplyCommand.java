package org.corebucket.bridge.cli.approval;

import java.util.concurrent.Callable;
import org.corebucket.bridge.approval.Decider;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import picocli.CommandLine.Model.CommandSpec;

/** Puts the proposed version of the trust root in force. */
final class TrustApplyCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;

    TrustApplyCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        return Options.command(
                "apply",
                this,
                global,
                "Puts the proposed trust root in force, once enough have signed it: as many keys of the version in force as it"
                        + " takes to change it, and as many of its own.",
                "",
                "Example: bridgectl trust apply",
                "",
                "Exit codes: 0 in force, 66 nothing is proposed, 75 another instance is at",
                "work, 77 refused: too few have signed it, or it does not follow from the",
                "version in force.");
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Deployment deployment = global.deployment(session.host());
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            new TrustApplying(session, deployment).apply(Decider.of(deployment, session.host()));
        }
        return ExitCode.OK;
    }
}
