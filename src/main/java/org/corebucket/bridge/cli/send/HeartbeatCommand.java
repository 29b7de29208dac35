package org.corebucket.bridge.cli.send;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.BridgeAccess;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ProcessSignals;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.HeartbeatSender;
import org.corebucket.bridge.client.HeartbeatSender.HeartbeatOutcome;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.ExpectedHeartbeats;
import org.corebucket.bridge.policy.HeartbeatWindow;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.process.HostFigures;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.WaitingClock;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Sends a module's heartbeat with the host's own figures, or says which modules are late with theirs. */
public final class HeartbeatCommand implements Callable<Integer> {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 3;

    private final Session session;
    private final GlobalOptions global;
    private final BridgeAccess bridges;
    private final Path proc;
    private final WaitingClock clock;

    private final OptionSpec module = Options.text("--module", "M", "Whose heartbeat it is; the policy registers it.");
    private final OptionSpec status = Options.text("--status", "S", "alive (if not given), warning or error.");

    private final OptionSpec metrics = Options.texts(
            "--metric",
            "NAME=VALUE",
            "Something that was measured; may be given again. It takes the place of a figure of that name.");

    private final OptionSpec every = Options.duration("--every", "Go on at this interval, until it is ended.");
    private final OptionSpec check = Options.flag("--check", "Send nothing; say which modules are late.");
    private final ResultFormat format = ResultFormat.with("--check");
    private final OptionSpec maxAge =
            Options.duration("--max-age", "With --check: how old is late; else the policy's heartbeat_max_age.");

    /** A command of one session. */
    public HeartbeatCommand(Session session, GlobalOptions global, BridgeAccess bridges) {
        this(session, global, bridges, Path.of("/proc"), WaitingClock.system());
    }

    HeartbeatCommand(Session session, GlobalOptions global, BridgeAccess bridges, Path proc, WaitingClock clock) {
        this.session = session;
        this.global = global;
        this.bridges = bridges;
        this.proc = proc;
        this.clock = clock;
    }

    /** What it understands. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "heartbeat",
                this,
                global,
                "Sends a module's heartbeat, with uptime, load, memory, processors and disk of this host; or says which"
                        + " modules are late with theirs. Heartbeats are not queued: one that arrives late says nothing.",
                "",
                "Examples:",
                "  bridgectl heartbeat --module finance",
                "  bridgectl heartbeat --module finance --status warning --metric backlog=12",
                "  bridgectl heartbeat --module finance --every 60s",
                "  bridgectl heartbeat --check --max-age 5m",
                "  bridgectl heartbeat --check --format json",
                "  bridgectl heartbeat --module finance --bridge https://a.example \\",
                "    --bridge https://b.example         where one fails, the other one is asked",
                "",
                "Exit codes: 0 accepted, or nobody is late; 1 rejected, or a module is late; 32",
                "emergency stop, here or at the bridge; 64 usage, no such module; 65 bad policy",
                "or descriptor, 66 no deployment or key, 69 the bridge can't be reached, 74 I/O",
                "error, 77 policy or descriptor are not the sealed ones.",
                "A host without a deployment sends with --bridge, --token-file and --key.");
        for (OptionSpec option : new OptionSpec[] {module, status, metrics, every, check, maxAge}) {
            spec.addOption(option);
        }
        format.addQuietTo(spec);
        bridges.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        requireSense();
        Heartbeat.Status stated = stated();
        HostMetrics given = HostMetrics.read(Options.values(metrics.getValue()));
        String name = module.getValue();
        if (name == null) {
            return check(global.deploymentToRead(session.host()));
        }
        if (bridges.isComplete() && !global.hasDeployment(session.host())) {
            return send(
                    bridges.connect(session, name),
                    new Measured(name, stated, given, session.host().workingDirectory()),
                    null);
        }
        Deployment deployment = global.deployment(session.host());
        EmergencyStop stop = EmergencyStop.of(deployment, session.host());
        if (stop.inForce()) {
            return refuse(stop);
        }
        BridgeApi bridge = bridges.connect(session, deployment, name);
        return send(bridge, new Measured(name, stated, given, deployment.root()), stop);
    }

    private int send(BridgeApi bridge, Measured measured, @Nullable EmergencyStop stop) throws Exception {
        Duration interval = every.getValue();
        return interval == null ? once(bridge, measured) : loop(bridge, measured, interval, stop);
    }

    /** A module and what it says; the host's figures are read anew for each heartbeat. */
    private record Measured(String module, Heartbeat.Status status, HostMetrics given, Path disk) {

        Heartbeat now(Path proc) {
            return new Heartbeat(
                    module, status, given.besides(HostFigures.of(proc, disk).values()));
        }
    }

    private void requireSense() throws UsageException {
        boolean sends = module.getValue() != null;
        boolean about = sends || status.getValue() != null || metrics.getValue() != null || every.getValue() != null;
        if (Options.isSet(check) && about) {
            throw new UsageException(
                    "--check asks about all modules, and sends nothing: it goes with --max-age, --format and --quiet"
                            + " alone");
        }
        if (!Options.isSet(check) && !sends) {
            throw new UsageException("heartbeat needs --module M, or --check");
        }
        if (!Options.isSet(check) && maxAge.getValue() != null) {
            throw new UsageException("--max-age goes with --check");
        }
        if (!Options.isSet(check) && format.isGiven()) {
            throw new UsageException("--format and --quiet go with --check");
        }
        Duration interval = every.getValue();
        if (interval != null && interval.compareTo(SHORTEST) < 0) {
            throw new UsageException("--every is 1s or more");
        }
    }

    private Heartbeat.Status stated() throws UsageException {
        String text = status.getValue();
        return text == null
                ? Heartbeat.Status.ALIVE
                : Heartbeat.Status.of(text)
                        .orElseThrow(() -> new UsageException(
                                "there is no status " + Quoted.of(text) + ": alive, warning or error"));
    }

    private int check(Deployment deployment) throws IOException, MendableException {
        Policy policy = bridges.settings(session, deployment).policy();
        Duration age = maxAge.getValue();
        Instant now = session.host().clock().instant();
        Map<String, HeartbeatWindow> windows = new LinkedHashMap<>();
        policy.expectedHeartbeats(policy.modules().keySet())
                .forEach((module, expected) -> windows.put(
                        module,
                        age == null
                                ? expected.at(now)
                                : ExpectedHeartbeats.within(age).at(now)));
        return new HeartbeatCheck(
                        deployment, windows, age == null ? policy.monitoring().heartbeatMaxAge() : age)
                .run(session, format);
    }

    private int once(BridgeApi bridge, Measured measured) throws InterruptedException {
        HeartbeatOutcome outcome = new HeartbeatSender(bridge, clock, ATTEMPTS).send(measured.now(proc));
        if (outcome instanceof HeartbeatOutcome.HeartbeatAccepted accepted) {
            session.out()
                    .println("Accepted: " + OneLine.of(measured.module()) + " "
                            + measured.status().text() + ", entry " + accepted.seq() + ".");
            return ExitCode.OK;
        }
        if (outcome instanceof HeartbeatOutcome.HeartbeatRejected rejected) {
            session.err().println("bridgectl: rejected, " + OneLine.of(rejected.why()));
            return ExitCode.FAILED;
        }
        if (outcome instanceof HeartbeatOutcome.HeartbeatUnsent unsent) {
            session.err().println("bridgectl: not sent: " + OneLine.of(unsent.why()));
            return ExitCode.IO_ERROR;
        }
        if (outcome instanceof HeartbeatOutcome.BridgeStopped stopped) {
            session.err().println("bridgectl: the bridge takes no heartbeat: " + OneLine.of(stopped.why()));
            session.err().println("Whoever administers it sees why: bridgectl incident list");
            return ExitCode.STOPPED;
        }
        HeartbeatOutcome.BridgeAway away = (HeartbeatOutcome.BridgeAway) outcome;
        session.err()
                .println((away.sent()
                                ? "bridgectl: sent, and no answer tells whether it arrived: "
                                : "bridgectl: not sent, the bridge can't be reached: ")
                        + OneLine.of(away.why()));
        session.err().println("Heartbeats are not queued. See how it is: bridgectl status");
        return ExitCode.UNREACHABLE;
    }

    private int loop(BridgeApi bridge, Measured measured, Duration interval, @Nullable EmergencyStop stop)
            throws Exception {
        // The next one is the next attempt.
        HeartbeatSender sending = new HeartbeatSender(bridge, clock, 1);
        try (ProcessSignals end = ProcessSignals.listen(session)) {
            StopSignal signal = stop == null ? end : end.or(stop);
            int code = new HeartbeatLoop(interval, clock::nanos, signal, session.out(), session.err())
                    .run(() -> sending.send(measured.now(proc)));
            if (stop != null && code == ExitCode.STOPPED) {
                record(() -> stop.recordStopped("heartbeat --module " + Quoted.printable(measured.module())));
            }
            return code;
        }
    }

    private int refuse(EmergencyStop stop) {
        session.err().println("bridgectl: an emergency stop is in force, and no heartbeat is sent");
        session.err().println("See why, and what ends it: bridgectl incident list");
        record(() -> stop.recordNotStarted(
                "heartbeat --module " + Quoted.printable(String.valueOf(module.<String>getValue()))));
        return ExitCode.STOPPED;
    }

    /** Something that is noted in the marker. */
    private interface Note {
        void write() throws IOException;
    }

    private void record(Note note) {
        try {
            note.write();
        } catch (IOException e) {
            session.err().println("bridgectl: that could not be noted in the marker: " + IoTrouble.words(e));
        }
    }
}
