package org.corebucket.bridge.cli.send;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ClientOptions;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.client.connection.BridgeConnection;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.incident.EmergencyStop;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Sends updates to the bridge. */
public final class SyncCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final ClientOptions client = new ClientOptions();

    private final OptionSpec module = Options.text("--module", "M", "Which module --data is of.");
    private final OptionSpec data =
            Options.input("--data", "FILE", "One update's data, a JSON object; - is standard input.");
    private final OptionSpec from = Options.input(
            "--from",
            "FILE",
            "Many updates, {\"module\": M, \"data\": {...}} a line, with a session_id if they have one; - is"
                    + " standard input.");
    private final OptionSpec drain = Options.flag("--drain", "Send what waits in the outbox, and nothing else.");
    private final OptionSpec every = Options.duration("--every", "Do it again and again, with such a pause.");
    private final ResultFormat format = ResultFormat.with("--status");
    private final OptionSpec status = Options.flag("--status", "Show what the bridge has, and send nothing.");

    /** A command of one session. */
    public SyncCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** What it understands. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "sync",
                this,
                global,
                "Sends updates to the bridge. Each is on disk in outbox/ before it is sent, and leaves it when the bridge"
                        + " has given its receipt; what can't be sent now is sent by the next sync, once, and in order"
                        + " within its module. What the bridge will never take goes to outbox/rejected/. Any number may run at"
                        + " once: one sends for all, and the others wait as long as it does.",
                "",
                "Examples:",
                "  bridgectl sync --module finance --data update.json",
                "  bridgectl sync --from updates.ndjson",
                "  bridgectl sync --drain               in cron: send what is left",
                "  bridgectl sync --every 30s           as a service: the same for ever",
                "  bridgectl sync --status              what does the bridge have?",
                "  bridgectl sync --module finance --data - --bridge https://bridge.example \\",
                "    --token-file token --key finance.private.pem      without a deployment",
                "  bridgectl sync --drain --bridge https://a.example --bridge https://b.example",
                "                                       where one fails, the other one is asked",
                "",
                "Policy and descriptor are taken only as they are sealed; where they are not, the",
                "code is 77.",
                "",
                "Exit codes: 0 all is sent, 1 an update was rejected, 32 emergency stop, here or",
                "at the bridge, 64 usage, 65 malformed input, 66 input or key missing, 69 the",
                "bridge can't be reached or does not take it now (after 32 and 69, what was to be",
                "sent is in the outbox), 74 I/O",
                "error, 75 another process has the right to send and does not send (10 s),",
                "77 policy or descriptor are not the sealed ones, 78 the outbox is full, 130,",
                "143 interrupted, after an orderly end.");
        spec.addOption(module);
        spec.addOption(data);
        spec.addOption(from);
        spec.addOption(drain);
        spec.addOption(every);
        spec.addOption(status);
        format.addTo(spec);
        client.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Duration interval = every.getValue();
        SyncInput input = SyncInput.of(
                module.getValue(),
                Options.input(data, session.host()),
                Options.input(from, session.host()),
                interval != null);
        requireOneThing(input, interval);
        if (client.isComplete() && !global.hasDeployment(session.host())) {
            BridgeConnection connection = client.connect(session);
            return Options.isSet(status)
                    ? new BucketStatus(session, format).show(connection)
                    : run(connection, null, input);
        }
        if (Options.isSet(status)) {
            return new BucketStatus(session, format)
                    .show(client.connect(session, global.deploymentToRead(session.host())));
        }
        Deployment deployment = global.deployment(session.host());
        EmergencyStop stop = EmergencyStop.of(deployment, session.host());
        if (stop.inForce()) {
            session.err().println("bridgectl: an emergency stop is in force, and nothing is sent");
            session.err().println("See: bridgectl incident list");
            return ExitCode.STOPPED;
        }
        return run(client.connect(session, deployment), stop, input);
    }

    private int run(BridgeConnection connection, @Nullable EmergencyStop stop, SyncInput input) throws Exception {
        SyncRun run = new SyncRun(session, connection, stop);
        Duration interval = every.getValue();
        return interval == null ? run.once(input) : run.every(input, interval);
    }

    private void requireOneThing(SyncInput input, @Nullable Duration interval) throws UsageException {
        int things = (input.isNone() ? 0 : 1) + (Options.isSet(drain) ? 1 : 0) + (Options.isSet(status) ? 1 : 0);
        if (things > 1) {
            throw new UsageException("one of --data, --from, --drain and --status at a time");
        }
        if (things == 0 && interval == null) {
            throw new UsageException("what is to be sent: --module M --data FILE, --from FILE, or --drain?");
        }
        if (format.isGiven() && !Options.isSet(status)) {
            throw new UsageException("--format goes with --status");
        }
        if (interval != null && (Options.isSet(status) || interval.isNegative() || interval.isZero())) {
            throw new UsageException("--every is a time like 30s, and repeats --drain or --data");
        }
    }
}
