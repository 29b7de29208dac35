package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.cluster.ClusterIncidents;
import org.corebucket.bridge.cluster.IncidentDuty;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.guard.Decision;
import org.corebucket.bridge.guard.EntrypointGuard;
import org.corebucket.bridge.guard.PolicyReading;
import org.corebucket.bridge.guard.Refusal;
import org.corebucket.bridge.guard.RefusalIncidents;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.guard.StartFacts;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.launch.BuiltIns;
import org.corebucket.bridge.launch.Launcher;
import org.corebucket.bridge.launch.NotRunnableException;
import org.corebucket.bridge.launch.ProcessCommand;
import org.corebucket.bridge.launch.RunJournal;
import org.corebucket.bridge.launch.RunResult;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.watch.IncidentAlerts;

/** The composition root of a run: emergency stop, verification, guard, start; and who is told of a refusal. */
final class GuardedRun {

    private final Session session;
    private final Deployment deployment;
    private final EmergencyStop stop;
    private final RunJournal journal;
    private final List<Refusal.Listener> listeners;
    private final RunnerConnections connections;
    private final Optional<Sha256> seal;

    GuardedRun(Session session, Deployment deployment) throws IOException {
        this(session, deployment, RunnerConnections.own(session));
    }

    /** With a way of the automation to its bridge. */
    GuardedRun(Session session, Deployment deployment, RunnerConnections connections) throws IOException {
        this.seal = ResealedJobs.seal(deployment);
        this.connections = connections;
        this.session = session;
        this.deployment = deployment;
        this.stop = EmergencyStop.of(deployment, session.host());
        this.journal = new RunJournal(deployment, session.host().clock());
        this.listeners = List.of(journal, new RefusalIncidents(deployment, session.host()));
    }

    /** What the guard decided, and by which facts. */
    private record Judged(Decision decision, StartFacts facts) {}

    /** Runs it, or refuses it and tells everybody. */
    int start(RunRequest request, ResultFormat format) throws Exception {
        if (isStopped()) {
            return refuse(request.refuseStopped());
        }
        Judged judged = judge(request, false);
        if (judged.decision() instanceof Decision.Approved approved) {
            requireLines(approved.entrypoint(), format);
            return start(request, approved, judged.facts(), format);
        }
        Refusal refusal = ((Decision.NotApproved) judged.decision()).refusal();
        if (isQuestion(refusal)) {
            session.out()
                    .println(Quoted.printable(request.entrypoint()) + " takes arguments of these forms, "
                            + refusal.remedy());
            session.out().println("What run does, and its exit codes: bridgectl run --help");
            return ExitCode.OK;
        }
        int code = refuse(refusal);
        IncidentAlerts.once(
                deployment,
                session.host(),
                IncidentDuty.of(deployment, session.host()),
                judged.facts().policy(),
                session::warn);
        return code;
    }

    /** Only the automation says lines of its own. */
    private static void requireLines(Entrypoint entrypoint, ResultFormat format) throws UsageException {
        if (format.isGiven() && entrypoint.kind() != Entrypoint.EntrypointKind.AUTOMATION) {
            throw new UsageException("--format goes with --dry-run, and with the automation");
        }
    }

    /** What is in force here, another node may have resolved since. */
    private boolean isStopped() throws IOException {
        if (stop.inForce()) {
            ClusterIncidents.exchangeOnce(deployment, session.host(), session::warn);
        }
        return stop.inForce();
    }

    /** Starts it unless another node put the emergency stop in force; while it runs, the nodes' incidents are exchanged. */
    private int start(RunRequest request, Decision.Approved approved, StartFacts facts, ResultFormat format)
            throws Exception {
        try (ClusterIncidents nodes = new ClusterIncidents(deployment, session.host(), session::warn)) {
            nodes.exchangeBefore(
                    "nothing starts here while it is not known whether another node put the emergency stop in force");
            if (stop.inForce()) {
                return refuse(request.refuseStopped());
            }
            nodes.exchangeEverySecond();
            return approved.entrypoint().kind() == Entrypoint.EntrypointKind.PROCESS
                    ? startProcess(request, approved, facts)
                    : startBuiltIn(request, approved, facts, format);
        }
    }

    /** Somebody who asks for help has tried nothing, unless the entrypoint has a form of its own for that. */
    private static boolean isQuestion(Refusal refusal) {
        List<String> arguments = refusal.request().arguments();
        return refusal.reason() == Refusal.RefusalReason.ARGUMENTS_NOT_APPROVED
                && (arguments.equals(List.of("--help")) || arguments.equals(List.of("-h")));
    }

    /** Says what would happen, and does none of it. */
    int show(RunRequest request, ResultFormat format) throws IOException, NotRunnableException {
        DryRun dryRun = new DryRun(session, deployment, format);
        if (stop.inForce()) {
            return dryRun.refused(request.refuseStopped(), this::say);
        }
        Judged judged = judge(request, true);
        if (judged.decision() instanceof Decision.Approved approved) {
            dryRun.approved(approved, judged.facts().entries());
            return ExitCode.OK;
        }
        return dryRun.refused(((Decision.NotApproved) judged.decision()).refusal(), this::say);
    }

    private Judged judge(RunRequest request, boolean readOnly) throws IOException {
        StartFacts facts = StartFacts.now(deployment, session.host(), readOnly);
        return new Judged(new EntrypointGuard(deployment, facts).decide(request), facts);
    }

    private int startProcess(RunRequest request, Decision.Approved approved, StartFacts facts) throws Exception {
        ProcessCommand command = ProcessCommand.of(deployment, session.host(), approved);
        Launcher.LaunchOutcome outcome = new Launcher(deployment, session.host(), journal, stop)
                .run(request, approved, command, facts.entries());
        return outcome instanceof Launcher.LaunchOutcome.Ran ran
                ? report(request, ran.result())
                : refuse(((Launcher.LaunchOutcome.LaunchRefused) outcome).refusal());
    }

    private int startBuiltIn(RunRequest request, Decision.Approved approved, StartFacts facts, ResultFormat format)
            throws Exception {
        Policy policy = ((PolicyReading.VerifiedPolicy) facts.policy()).policy();
        BuiltIns builtIns = new BuiltIns(Map.of(
                Entrypoint.EntrypointKind.BRIDGE,
                new BridgeRun(session, deployment, policy, stop, bug -> session.warn("a bug: " + bug)),
                Entrypoint.EntrypointKind.AUTOMATION,
                automation(policy, format.isJson()),
                Entrypoint.EntrypointKind.WITNESS,
                new WitnessRun(session, deployment, stop, bug -> session.warn("a bug: " + bug))));
        Optional<BuiltIns.ReadyBuiltIn> ready = builtIns.prepare(deployment.root(), approved);
        return ready.isPresent()
                ? ready.get().run()
                : refuse(request.refuseChanged("its descriptor changed after it was verified"));
    }

    /** The automation, whose jobs are renewed by the seals that follow the one before which this was made. */
    private AutomationRun automation(Policy policy, boolean json) {
        return new AutomationRun(
                session,
                deployment,
                policy,
                stop,
                connections,
                new AutomationText(session, json, bug -> session.warn("a bug: " + bug)),
                (request, told) -> new ResealedJobs(deployment, session.host(), request, seal, told, this::say));
    }

    private int report(RunRequest request, RunResult result) {
        for (String process : result.leftRunning()) {
            session.err().println("bridgectl: could not end " + process);
        }
        if (result.stopped()) {
            session.err().println("bridgectl: the emergency stop came in force, and ended it");
            record(request);
        }
        session.err().flush();
        return result.stopped() ? ExitCode.STOPPED : result.exitCode();
    }

    private void record(RunRequest request) {
        try {
            stop.recordStopped("run " + Quoted.printable(request.entrypoint()));
        } catch (IOException e) {
            session.err().println("bridgectl: that could not be noted in the marker: " + IoTrouble.words(e));
        }
    }

    private int refuse(Refusal refusal) {
        refusal.tell(
                listeners,
                e -> session.err().println("bridgectl: the refusal could not be recorded: " + IoTrouble.words(e)));
        return say(refusal);
    }

    private int say(Refusal refusal) {
        session.err().println("bridgectl: refused, " + refusal.reason().text() + ": " + refusal.detail());
        session.err().println(refusal.remedy());
        return refusal.reason() == Refusal.RefusalReason.STOPPED ? ExitCode.STOPPED : ExitCode.REFUSED;
    }
}
