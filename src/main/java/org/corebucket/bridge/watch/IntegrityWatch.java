package org.corebucket.bridge.watch;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.guard.WatchRecord;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.StopReserve;
import org.corebucket.bridge.incident.Stoppable;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.verification.VerifiedDeployment;
import org.jspecify.annotations.Nullable;

/**
 * The watch of one deployment (CONTRACT 10). It verifies at every interval and soon after every change that the
 * platform reports, looks at the processes every second, records incidents of what it finds, and enforces the emergency
 * stop, whoever put it in force. It goes on during a stop, to deliver the alerts.
 *
 * <p>It acts by the last policy that verified, so a changed policy can't switch it off or turn it against other
 * processes.
 */
public final class IntegrityWatch implements Closeable {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /**
     * The least time between two verifications after changes, so that a file that is written all the time does not keep
     * the machine busy.
     */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Deployment deployment;
    private final Host host;
    private final Consumer<String> notes;
    private final @Nullable Duration interval;
    private final WatchedVerification verifying;
    private final LongSupplier nanoTime;
    private final Reaction reaction;
    private final EmergencyStop stop;
    private final StopReserve reserve;
    private final IncidentAlerts telling;
    private final ProcessWatch processes;
    private final @Nullable ChangeEvents events;
    private final Instant started;
    private final long pid;

    /** The last trouble of each part, so that it is reported only once. */
    private final Map<String, String> troubles = new HashMap<>();

    private @Nullable Policy policy;
    private boolean verified;
    private boolean changed;
    private long lastEnd;

    /**
     * A watch that has not verified yet.
     *
     * @param duty decides which node tells of incidents that all share; empty if this node shares none
     * @param running what it can end when an emergency stop comes in force
     * @param notes takes lines that are to be shown
     * @param interval the time between two verifications; null for the policy's
     * @param verifying runs one verification
     * @param nanoTime a clock that nobody can set, like {@link System#nanoTime}
     */
    public IntegrityWatch(
            Deployment deployment,
            Host host,
            Optional<AlertDuty> duty,
            List<Stoppable> running,
            Consumer<String> notes,
            @Nullable Duration interval,
            WatchedVerification verifying,
            LongSupplier nanoTime) {
        this.deployment = deployment;
        this.host = host;
        this.notes = notes;
        this.interval = interval;
        this.verifying = verifying;
        this.nanoTime = nanoTime;
        this.reaction = new Reaction(deployment, host, List.copyOf(running), notes);
        this.stop = EmergencyStop.of(deployment, host);
        this.reserve = new StopReserve(deployment);
        this.telling = new IncidentAlerts(deployment, host, duty, notes);
        this.processes = new ProcessWatch(deployment, reaction, ProcessTable.system());
        this.events = listen(deployment, notes);
        this.started = host.clock().instant();
        this.pid = ProcessHandle.current().pid();
    }

    private static @Nullable ChangeEvents listen(Deployment deployment, Consumer<String> notes) {
        try {
            return new ChangeEvents(deployment);
        } catch (IOException e) {
            notes.accept("the platform tells of no changes (" + e.getMessage() + "); they are noticed at the interval");
            return null;
        }
    }

    /** Waits for a change, for at most a second, and does what is due. The first call does not wait. */
    public void step() throws InterruptedException {
        if (!verified) {
            attempt("tell of the watch before", this::missLast);
        }
        tick(verified && await());
    }

    private boolean await() throws InterruptedException {
        if (events != null) {
            return events.await(LOOK_EVERY);
        }
        Thread.sleep(LOOK_EVERY.toMillis());
        return false;
    }

    /** Does what is due. Trouble with one part does not keep the other parts from being done. */
    void tick(boolean change) {
        changed |= change;
        if (isDue()) {
            attempt("verify", this::verify);
            attempt("keep room for the records of an emergency stop", this::keepReserve);
        } else {
            attempt("look at the processes", processes::look);
        }
        attempt("enforce the emergency stop", reaction::enforce);
        attempt("deliver alerts", telling::tick);
    }

    /** Makes the reserve again that a stop may have used, once the stop is over and no record waits for the disk. */
    private void keepReserve() throws IOException {
        if (!reaction.isAboutToStop() && !stop.inForce()) {
            reserve.keep();
        }
    }

    private boolean isDue() {
        Duration since = Duration.ofNanos(nanoTime.getAsLong() - lastEnd);
        return !verified || since.compareTo(interval()) >= 0 || (changed && since.compareTo(PAUSE) >= 0);
    }

    private Duration interval() {
        if (interval != null) {
            return interval;
        }
        return policy == null ? Policy.WATCH_INTERVAL : policy.monitoring().interval();
    }

    private void verify() throws IOException {
        long begin = nanoTime.getAsLong();
        changed = false;
        try {
            VerifiedDeployment seen = verifying.verify();
            if (seen.policy().isPresent()) {
                policy = seen.policy().get();
                telling.to(policy);
                processes.lookFor(policy.forbidden());
            }
            follow(seen.listed());
            Optional<Violation> violation = Violations.of(seen.report());
            if (violation.isPresent()) {
                reaction.raise(violation.get());
            }
            processes.look();
        } finally {
            verified = true;
            lastEnd = nanoTime.getAsLong();
        }
        Instant now = host.clock().instant();
        new WatchRecord(pid, started, interval(), now, Duration.ofNanos(lastEnd - begin)).write(deployment);
    }

    /**
     * Listens for changes of the listed files. Where that is not possible, as when the user's inotify watches are used
     * up, changes are noticed at the interval.
     */
    private void follow(List<String> listed) throws IOException {
        int deaf = events == null ? 0 : events.follow(listed);
        if (deaf > 0) {
            tellOnce(
                    "follow",
                    "the platform tells of no changes in " + deaf + " directories; they are noticed at the interval");
        } else {
            troubles.remove("follow");
        }
    }

    /** Records an incident if the watch before this one did not end in order. */
    private void missLast() throws IOException {
        try {
            Optional<WatchRecord> last = WatchRecord.of(deployment);
            if (last.isPresent()) {
                reaction.raise(Violation.of(
                        Violation.Severity.WARNING,
                        "watch",
                        "the watch before this one died; it verified last at "
                                + UtcTime.of(last.get().verified()),
                        List.of()));
            }
        } catch (MalformedJsonException e) {
            notes.accept(String.valueOf(e.getMessage()));
        }
        WatchRecord.remove(deployment);
    }

    /** A part of a tick, which may fail. */
    private interface WatchPart {
        void run() throws IOException;
    }

    private void attempt(String what, WatchPart part) {
        try {
            part.run();
            troubles.remove(what);
        } catch (IOException e) {
            tellOnce(what, "could not " + what + ": " + IoTrouble.words(e));
        } catch (RuntimeException e) {
            // A bug in one part must not end the watch, which would protect nothing then.
            tellOnce(what, "could not " + what + ", by a bug: " + e);
        }
    }

    private void tellOnce(String part, String trouble) {
        if (!trouble.equals(troubles.put(part, trouble))) {
            notes.accept(trouble);
        }
    }

    /** Ends in order, and removes the record of the watch, so that no check reports it as missing. */
    @Override
    public void close() throws IOException {
        telling.close();
        if (events != null) {
            events.close();
        }
        WatchRecord.remove(deployment);
    }
}
