package org.corebucket.bridge.cli.verify;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cluster.IncidentDuty;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.incident.Stoppable;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.verification.VerifiedDeployment;
import org.corebucket.bridge.watch.IntegrityWatch;
import org.corebucket.bridge.watch.WatchedVerification;
import org.jspecify.annotations.Nullable;

/** Runs one verification after another, until the process is told to end. */
final class Rounds implements WatchedVerification {

    /** One verification, recorded and shown. */
    interface VerifyRound {
        /** Verifies now. */
        RoundAnswer verify() throws IOException;
    }

    /** What one verification found, and its exit code. */
    record RoundAnswer(VerifiedDeployment seen, int code) {}

    private final Session session;
    private final VerifyRound round;
    private int lastCode;

    Rounds(Session session, VerifyRound round) {
        this.session = session;
        this.round = round;
    }

    @Override
    public VerifiedDeployment verify() throws IOException {
        RoundAnswer answer = round.verify();
        lastCode = answer.code();
        session.out().flush();
        return answer.seen();
    }

    /**
     * Verifies at the interval and does nothing else; returns the last exit code. This is for a read-only or partial
     * verification, which may not act as a watch.
     */
    int repeat(@Nullable Duration interval, StopSignal end) throws IOException, InterruptedException {
        Duration pause = interval == null ? Policy.WATCH_INTERVAL : interval;
        do {
            verify();
        } while (end.await(pause) == StopReason.NONE);
        return lastCode;
    }

    /**
     * Watches a deployment, and returns the last exit code.
     *
     * @param interval the time between two verifications; null for the policy's
     * @param running what is ended when an emergency stop comes in force
     */
    int watch(Deployment deployment, @Nullable Duration interval, List<Stoppable> running, StopSignal end)
            throws IOException, InterruptedException {
        try (IntegrityWatch watch = new IntegrityWatch(
                deployment,
                session.host(),
                IncidentDuty.of(deployment, session.host()),
                running,
                session::warn,
                interval,
                this,
                System::nanoTime)) {
            while (end.ask() == StopReason.NONE) {
                watch.step();
            }
        }
        return lastCode;
    }
}
