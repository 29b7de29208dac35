package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ReasonOption;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cluster.ClusterIncidents;
import org.corebucket.bridge.cluster.IncidentDuty;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.Incident;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.RunFinder;
import org.corebucket.bridge.incident.Stoppable;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.watch.IncidentAlerts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Puts the emergency stop in force by order of an operator. */
public final class StopCommand implements Callable<Integer> {

    /** By then everything here has ended (CONTRACT 10), and the other nodes were told, or can't be. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What was ended may have taken most of it. */
    private static final Duration AT_LEAST = Duration.ofSeconds(2);

    private final Session session;
    private final GlobalOptions global;
    private final RunFinder running;
    private final OptionSpec reason = ReasonOption.required("Why; the incident and the marker state it.");
    private String remedy = "";
    private boolean failed;

    /** A command of one session. */
    public StopCommand(Session session, GlobalOptions global, RunFinder running) {
        this.session = session;
        this.global = global;
        this.running = running;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "stop",
                this,
                global,
                "Stops everything, at once: records a critical incident, puts the emergency stop in force, and ends what"
                        + " runs; then the other nodes, if the ledger is in a database. Nothing starts before the incident"
                        + " is resolved. A second reason is a second incident.",
                "",
                "Example: bridgectl stop --reason \"strange entries in the ledger\"",
                "",
                "Exit codes: 0 in force, at every node; 64 usage, 66 no deployment, 74 something",
                "could not be written or ended, or the other nodes could not be told.");
        spec.addOption(reason);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        long begun = System.nanoTime();
        String why = ReasonOption.text(reason);
        Deployment deployment = global.deploymentToRead(session.host());
        Incidents incidents = new Incidents(deployment, session.host());
        Incident incident = raise(incidents, why);
        List<String> ended = end(deployment, incident == null && !isInForce(deployment));
        if (incident != null) {
            record(incidents, incident, ended);
            print(incident, ended);
        } else {
            ended.forEach(what -> session.out().println("stopped " + OneLine.of(what)));
            report("the stop is not recorded, so it does not stop what is started from now on: " + remedy);
        }
        session.out().flush();
        tellOthers(deployment, begun);
        IncidentAlerts.once(deployment, session.host(), IncidentDuty.of(deployment, session.host()), session::warn);
        return failed ? ExitCode.IO_ERROR : ExitCode.OK;
    }

    /**
     * Records the incident. A failure is reported, and does not keep the command from ending what runs.
     *
     * @return the incident; null if it could not be recorded
     */
    private @Nullable Incident raise(Incidents incidents, String why) {
        try {
            Incidents.Raised raised = incidents.raise(Violation.stop(why));
            String id = raised.incident().id().text();
            session.out()
                    .println(
                            raised instanceof Incidents.Raised.NewIncident
                                    ? "EMERGENCY STOP IN FORCE: " + id
                                    : "EMERGENCY STOP IN FORCE already, for the same reason: " + id);
            return raised.incident();
        } catch (IOException e) {
            report("the stop could not be recorded as it should be: " + IoTrouble.words(e));
            remedy = IoTrouble.remedy(e);
            return null;
        }
    }

    private boolean isInForce(Deployment deployment) {
        try {
            return EmergencyStop.of(deployment, session.host()).inForce();
        } catch (IOException e) {
            report("whether the stop is in force can't be told: " + IoTrouble.words(e));
            return false;
        }
    }

    /**
     * Ends what runs. Processes that watch for the stop end by themselves, unless the stop is not recorded: then they
     * can't see it, and are ended too.
     */
    private List<String> end(Deployment deployment, boolean unrecorded) {
        return Stoppable.endAll(running.in(deployment), unrecorded, this::report);
    }

    private void record(Incidents incidents, Incident incident, List<String> ended) {
        try {
            incidents.recordStopped(incident.id(), ended);
        } catch (IOException e) {
            report("what was ended could not be recorded: " + IoTrouble.words(e));
        } catch (LockHeldException e) {
            report("what was ended could not be recorded: " + e.getMessage());
        }
    }

    /** Here everything has ended; the other nodes end by the database, which stores no entry from then on. */
    private void tellOthers(Deployment deployment, long begun) {
        Optional<String> trouble;
        try (ClusterIncidents nodes = new ClusterIncidents(deployment, session.host(), session::warn)) {
            Duration left = PATIENCE.minusNanos(System.nanoTime() - begun);
            trouble = nodes.tell(left.compareTo(AT_LEAST) > 0 ? left : AT_LEAST);
        }
        trouble.ifPresent(why -> report("the other nodes could not be told, and go on: " + OneLine.lines(why)
                + "\nA watch here tells them as soon as it can (bridgectl verify --every 5m); or run this again, or on one of"
                + " them."));
    }

    private void report(String trouble) {
        session.err().println("bridgectl: " + trouble);
        failed = true;
    }

    private void print(Incident incident, List<String> ended) {
        for (String what : ended) {
            session.out().println("stopped " + OneLine.of(what));
        }
        session.out().println("Whatever else runs here sees the stop, and ends by itself.");
        session.out().println("To end the stop, remove its cause, then:");
        session.out().println("  bridgectl incident resolve " + incident.id() + " --reason TEXT");
    }
}
