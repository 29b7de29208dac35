package org.corebucket.bridge.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A process and everything that it started, to be ended without fail: its descendants, the sessions that they lead, and every
 * process with their {@link #RUN_ID}, so that a daemon is found too that has left its parent and its session.
 *
 * <p>This process, its ancestors and the first process are never touched, and a signal is sent only to a process whose start
 * time was compared just before. A process can escape only if it has left its parent, its session <em>and</em> its environment
 * between two looks. Call {@link #living} now and then while the tree runs to make that harder.
 *
 * <p>It is not safe for use by several threads.
 */
public final class ProcessTree {

    /** The environment variable by which the processes of one run are recognised. */
    public static final String RUN_ID = "BRIDGECTL_RUN_ID";

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(4);
    /** The exit code of a process that SIGKILL ended, as shells have it. */
    public static final int KILLED = 128 + 9;

    private static final int MOST_FREEZES = 50;

    private final TreeMembers members;
    private final Signals signals;
    private final WaitingClock clock;

    ProcessTree(TreeMembers members, Signals signals, WaitingClock clock) {
        this.members = members;
        this.signals = signals;
        this.clock = clock;
    }

    /** The tree of a running process. */
    public static ProcessTree of(ProcessTable table, RunningProcess root) {
        TreeMembers members = new TreeMembers(table, "");
        if (root.isStillThere()) {
            members.addRoot(root);
        }
        return new ProcessTree(members, new SystemSignals(table), WaitingClock.system());
    }

    /**
     * The tree of a process that was started by {@code setsid} to lead a session; to be made right after its start.
     *
     * @param leader the number of the process
     * @param runId the value of its {@link #RUN_ID}
     */
    public static ProcessTree ofSession(ProcessTable table, long leader, String runId) {
        TreeMembers members = new TreeMembers(table, runId);
        members.addSession(leader);
        return new ProcessTree(members, new SystemSignals(table), WaitingClock.system());
    }

    /** All processes with this value of {@link #RUN_ID}, whoever started them. */
    public static ProcessTree ofRun(ProcessTable table, String runId) {
        return new ProcessTree(new TreeMembers(table, runId), new SystemSignals(table), WaitingClock.system());
    }

    /**
     * The members that run now. They are remembered as members from now on.
     *
     * @throws IOException if processes can't be seen
     */
    public List<RunningProcess> living() throws IOException {
        return members.living();
    }

    /**
     * Ends all members: by SIGTERM, and after the grace by SIGKILL. Before SIGKILL the members are held by SIGSTOP, so that
     * none can fork away. That is repeated for at most four seconds. An interrupt cuts the grace short; the thread is
     * interrupted again at the end.
     *
     * @param grace how long they may take to end by themselves
     * @throws IOException if processes can't be seen
     */
    public TreeEnd end(Duration grace) throws IOException {
        return end(grace, () -> {});
    }

    /**
     * Is called again and again during the grace, for work without which processes might not end, such as reading what they
     * print.
     */
    public interface Meanwhile {
        void look() throws IOException;
    }

    /** Ends all members in the same way, and does some work during the grace. */
    public TreeEnd end(Duration grace, Meanwhile meanwhile) throws IOException {
        TreeWork work = new TreeWork();
        work.look().forEach(process -> signals.terminate(process.id()));
        work.waitUntil(clock.nanos() + grace.toNanos(), meanwhile);
        work.killUntil(clock.nanos() + KILL_LIMIT.toNanos());
        if (work.interrupted) {
            Thread.currentThread().interrupt();
        }
        return work.ending();
    }

    /** One ending under way. */
    private final class TreeWork {
        private final Map<ProcessId, RunningProcess> seen = new LinkedHashMap<>();
        private final Set<ProcessId> killed = new HashSet<>();
        private final Set<ProcessId> refused = new HashSet<>();
        private List<RunningProcess> left = List.of();
        private boolean interrupted;

        List<RunningProcess> look() throws IOException {
            left = members.living();
            left.forEach(process -> seen.putIfAbsent(process.id(), process));
            return left;
        }

        void waitUntil(long end, Meanwhile meanwhile) throws IOException {
            while (!interrupted && clock.nanos() - end < 0 && !look().isEmpty()) {
                meanwhile.look();
                pause();
            }
            look();
        }

        /**
         * Kills at least once, since a process may live too briefly to be seen, and stops when only processes are left that
         * this user may not end.
         */
        void killUntil(long end) throws IOException {
            do {
                freeze();
                for (RunningProcess process : left) {
                    (signals.kill(process.id()) ? killed : refused).add(process.id());
                }
                if (!left.isEmpty()) {
                    pause();
                    look();
                }
            } while (clock.nanos() - end < 0 && left.stream().anyMatch(process -> !refused.contains(process.id())));
        }

        /** Holds the members by SIGSTOP until no new one is found: a process that is held can't fork. */
        private void freeze() throws IOException {
            Set<ProcessId> stopped = new HashSet<>(refused);
            for (int i = 0; i < MOST_FREEZES; i++) {
                Set<ProcessId> running = new HashSet<>();
                for (RunningProcess process : left) {
                    if (stopped.add(process.id())) {
                        running.add(process.id());
                    }
                }
                Set<Long> groups = i == 0 || !running.isEmpty() ? members.groups(left) : Set.of();
                if ((running.isEmpty() && groups.isEmpty()) || !signals.stop(running, groups)) {
                    return;
                }
                look();
            }
        }

        private void pause() {
            try {
                clock.pause(LOOK);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }

        TreeEnd ending() {
            Set<ProcessId> there = new HashSet<>();
            left.forEach(process -> there.add(process.id()));
            List<RunningProcess> byTerm = new ArrayList<>();
            List<RunningProcess> byKill = new ArrayList<>();
            seen.forEach((id, process) -> {
                if (!there.contains(id)) {
                    (killed.contains(id) ? byKill : byTerm).add(process);
                }
            });
            return new TreeEnd(
                    byTerm,
                    byKill,
                    left.stream()
                            .filter(process -> refused.contains(process.id()))
                            .toList(),
                    left.stream()
                            .filter(process -> !refused.contains(process.id()))
                            .toList());
        }
    }
}
