package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.corebucket.bridge.bridge.Bridge;
import org.corebucket.bridge.bridge.BridgeSettings;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.ProcessSignals;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.launch.BuiltIns;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.status.HostOverview;

/** Serves in this process, until it is told to end or the emergency stop comes in force. */
final class BridgeRun implements BuiltIns.BuiltInRunner {

    private final Session session;
    private final Deployment deployment;
    private final Policy policy;
    private final EmergencyStop stop;
    private final Consumer<Throwable> bugs;

    /** A runner under a policy that verified. */
    BridgeRun(Session session, Deployment deployment, Policy policy, EmergencyStop stop, Consumer<Throwable> bugs) {
        this.session = session;
        this.deployment = deployment;
        this.policy = policy;
        this.stop = stop;
        this.bugs = bugs;
    }

    @Override
    public int run(Entrypoint entrypoint, byte[] descriptor, List<String> arguments) throws Exception {
        BridgeSettings settings = BridgeSettings.read(descriptor, entrypoint.file());
        RsaPrivateKey key =
                new SigningKey().read(session.host(), InputFile.of(KeyPurpose.BRIDGE.privateHalf(deployment)));
        Bridge.BridgeParts parts = new Bridge.BridgeParts(
                deployment,
                session.host(),
                policy,
                settings,
                key,
                DeploymentId.of(deployment, session.host()),
                new HostOverview(deployment, session.host()),
                session::warn,
                bugs);
        try {
            return serve(parts);
        } catch (IOException e) {
            if (!stop.inForce()) {
                throw e;
            }
            // What a stop ends need not end in order; or it was this that put the stop in force.
            session.warn(IoTrouble.words(e));
            say("ended, since an emergency stop is in force");
            return ExitCode.STOPPED;
        }
    }

    private int serve(Bridge.BridgeParts parts) throws Exception {
        try (ProcessSignals end = ProcessSignals.listen(session)) {
            boolean stopped;
            try (Bridge bridge = Bridge.start(parts, end.or(stop))) {
                say("listening at " + bridge.address() + ", with " + bridge.entries()
                        + (bridge.entries() == 1 ? " entry" : " entries") + " in the ledger");
                stopped = bridge.serve(end.or(stop)) == StopReason.EMERGENCY;
                if (stopped) {
                    stop.recordStopped("run bridge (" + bridge.address() + ")");
                }
            }
            say(stopped ? "ended, since an emergency stop is in force" : "ended in order");
            return stopped ? ExitCode.STOPPED : ExitCode.OK;
        } catch (InterruptedIOException e) {
            if (stop.inForce()) {
                throw e;
            }
            say("ended in order, before it served: " + e.getMessage());
            return ExitCode.OK;
        }
    }

    private void say(String line) {
        session.out().println("bridge: " + line);
        session.out().flush();
    }
}
