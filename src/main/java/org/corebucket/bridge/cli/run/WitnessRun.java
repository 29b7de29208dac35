package org.corebucket.bridge.cli.run;

import java.util.List;
import java.util.function.Consumer;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.ProcessSignals;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.launch.BuiltIns;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.witness.WitnessServer;
import org.corebucket.bridge.witness.WitnessSettings;
import org.corebucket.bridge.witness.WitnessSigners;

/** Is a witness of other logs in this process, until it is told to end or the emergency stop comes in force. */
final class WitnessRun implements BuiltIns.BuiltInRunner {

    private final Session session;
    private final Deployment deployment;
    private final EmergencyStop stop;
    private final Consumer<Throwable> bugs;

    WitnessRun(Session session, Deployment deployment, EmergencyStop stop, Consumer<Throwable> bugs) {
        this.session = session;
        this.deployment = deployment;
        this.stop = stop;
        this.bugs = bugs;
    }

    @Override
    public int run(Entrypoint entrypoint, byte[] descriptor, List<String> arguments) throws Exception {
        WitnessSettings settings = WitnessSettings.read(descriptor, entrypoint.file());
        if (settings.logs().isEmpty()) {
            throw MendableException.notAllowed(entrypoint.file() + " names no log: there is nothing to cosign"
                    + "\nAdd origin and keys of a log to \"logs\", then: bridgectl freeze --reason TEXT");
        }
        WitnessSigners signers = WitnessSigners.read(deployment, settings, DeploymentId.of(deployment, session.host()))
                .orElseThrow(() -> MendableException.missing(
                        "the witness has no keys\nMake them: bridgectl keys generate --witness"));
        try (ProcessSignals end = ProcessSignals.listen(session)) {
            boolean stopped;
            try (WitnessServer server =
                    WitnessServer.start(deployment, session.host(), settings, signers, session::warn, bugs)) {
                say("listening at " + server.address() + " as " + signers.name() + ", of "
                        + settings.logs().size() + (settings.logs().size() == 1 ? " log" : " logs"));
                stopped = until(end.or(stop)) == StopReason.EMERGENCY;
                if (stopped) {
                    stop.recordStopped("run witness (" + server.address() + ")");
                }
            }
            say(stopped ? "ended, since an emergency stop is in force" : "ended in order");
            return stopped ? ExitCode.STOPPED : ExitCode.OK;
        }
    }

    private static StopReason until(StopSignal end) throws Exception {
        StopReason reason = StopReason.NONE;
        while (reason == StopReason.NONE) {
            reason = end.await(StopSignal.BETWEEN_LOOKS);
        }
        return reason;
    }

    private void say(String line) {
        session.out().println("witness: " + line);
        session.out().flush();
    }
}
