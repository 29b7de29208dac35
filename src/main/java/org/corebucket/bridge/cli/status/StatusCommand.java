package org.corebucket.bridge.cli.status;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.BridgeAccess;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.guard.SealedSettings;
import org.corebucket.bridge.policy.MalformedPolicyException;
import org.corebucket.bridge.status.DeploymentStatus;
import org.corebucket.bridge.status.StatusSubject;
import picocli.CommandLine.Model.CommandSpec;

/** Shows the state of a deployment on one screen. */
public final class StatusCommand implements Callable<Integer> {

    /** How long to wait for the bridges' answers. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Session session;
    private final GlobalOptions global;
    private final BridgeAccess bridges;
    private final Duration patience;

    private final ResultFormat format = new ResultFormat();

    /** A command of one session. */
    public StatusCommand(Session session, GlobalOptions global, BridgeAccess bridges) {
        this(session, global, bridges, PATIENCE);
    }

    StatusCommand(Session session, GlobalOptions global, BridgeAccess bridges, Duration patience) {
        this.session = session;
        this.global = global;
        this.bridges = bridges;
        this.patience = patience;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "status",
                this,
                global,
                "Shows on one screen: emergency stop and open incidents, the last verification, the seal, the watch, the"
                        + " bridge's health, or each one's, the ledger's head, the last heartbeats and automation runs, the outbox."
                        + " Writes nothing.",
                "",
                "Each section begins with [OK], [--] (nothing yet), [WARN] or [ERROR]; where",
                "there is something to do, the command stands below it. In JSON each is an",
                "object with level (ok, none, warning, error), error, next, and its facts.",
                "",
                "Examples:",
                "  bridgectl status",
                "  bridgectl status --format json",
                "",
                "Policy and descriptor are taken only as they are sealed; where they are not, the",
                "bridge is not asked, and the code is 77.",
                "",
                "Exit codes: 0 shown, whatever it shows; 64 usage, 66 no deployment, 74 I/O",
                "error, 77 shown, and policy or descriptor are not the sealed ones.");
        format.addTo(spec);
        bridges.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        SealedSettings settings = bridges.settings(session, deployment);
        StatusSubject subject = new StatusSubject(deployment, session.host(), settings);
        DeploymentStatus status = DeploymentStatus.ask(subject, () -> bridges.bridges(session, deployment), patience);
        if (!format.isJson()) {
            new Screen(session.out(), global.colour(session), session.terminal().columns(session.host()))
                    .show(subject, status.sections());
        }
        format.json(session, status::write);
        return code(settings);
    }

    /**
     * The exit code, which tells programs that policy or descriptor are not the sealed ones. The sections tell people.
     */
    private int code(SealedSettings settings) throws IOException {
        try {
            settings.descriptor();
            settings.policy();
            return ExitCode.OK;
        } catch (RefusedException e) {
            session.out().flush();
            session.err().println("bridgectl: " + e.getMessage());
            return ExitCode.REFUSED;
        } catch (NoSuchFileException | MalformedPolicyException e) {
            // The sections show it.
            return ExitCode.OK;
        }
    }
}
