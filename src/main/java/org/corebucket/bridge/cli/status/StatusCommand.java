package org.corebucket.bridge.cli.status;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.client.BridgeAccess;
import org.corebucket.bridge.cli.client.SealedSettings;
import org.corebucket.bridge.cli.session.ExitCode;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.RefusedException;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.cli.status.fact.Section;
import org.corebucket.bridge.cli.status.fact.Subject;
import org.corebucket.bridge.cli.status.section.AutomationSection;
import org.corebucket.bridge.cli.status.section.BridgeSection;
import org.corebucket.bridge.cli.status.section.HeartbeatsSection;
import org.corebucket.bridge.cli.status.section.LedgerSection;
import org.corebucket.bridge.cli.status.section.OutboxSection;
import org.corebucket.bridge.cli.status.section.SealSection;
import org.corebucket.bridge.cli.status.section.StopSection;
import org.corebucket.bridge.cli.status.section.VerifySection;
import org.corebucket.bridge.cli.status.section.WatchSection;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.policy.MalformedPolicyException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Shows how a deployment is, on one screen. */
public final class StatusCommand implements Callable<Integer> {

    /** How long the bridge is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How a result is written. */
    private enum Format {
        TEXT,
        JSON
    }

    private final Session session;
    private final GlobalOptions global;
    private final BridgeAccess bridges;
    private final Duration patience;

    private final OptionSpec format = Options.value("--format", "FORMAT", "text or json.")
            .type(Format.class)
            .build();

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

    /** What it understands. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "status",
                this,
                global,
                "Shows on one screen: emergency stop and open incidents, the last verification, the seal, the watch, the"
                        + " bridge's health, the ledger's head, the last heartbeats and automation runs, the outbox."
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
        spec.addOption(format);
        bridges.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        SealedSettings settings = bridges.settings();
        Subject subject = new Subject(
                deployment, session.host(), () -> settings.policy(session, deployment), settings.isUnverified());
        List<Answered> answers = new ArrayList<>();
        for (Section section : sections(subject)) {
            answers.add(Answered.of(section));
        }
        if (format.getValue() == Format.JSON) {
            StatusJson.write(subject, answers, session.out());
        } else {
            new Screen(session.out(), global.colour(session), session.terminal().columns(session.host()))
                    .show(subject, answers);
        }
        return code(settings, deployment);
    }

    /** What is not sealed is not asked for, and the screen says so in its places; programs are told by the code. */
    private int code(SealedSettings settings, Deployment deployment) throws IOException {
        try {
            settings.descriptor(session, deployment);
            settings.policy(session, deployment);
            return ExitCode.OK;
        } catch (RefusedException e) {
            session.out().flush();
            session.err().println("bridgectl: " + e.getMessage());
            return ExitCode.REFUSED;
        } catch (NoSuchFileException | MalformedPolicyException e) {
            // The sections say it.
            return ExitCode.OK;
        }
    }

    /** In the order in which an operator asks; the bridge begins to answer at once. */
    private List<Section> sections(Subject subject) {
        boolean mayStart = !isStopped(subject);
        Section bridge = new BridgeSection(
                () -> bridges.connect(session, subject.deployment()).health(), patience, mayStart);
        return List.of(
                new StopSection(subject),
                new VerifySection(subject),
                new SealSection(subject),
                new WatchSection(subject),
                bridge,
                new OutboxSection(subject, mayStart),
                new LedgerSection(subject),
                new HeartbeatsSection(subject),
                new AutomationSection(subject));
    }

    private static boolean isStopped(Subject subject) {
        try {
            return EmergencyStop.of(subject.deployment(), subject.host()).inForce();
        } catch (IOException e) {
            // No permission to start, then; the section of the stop says why.
            return true;
        }
    }
}
