package org.corebucket.bridge.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The members of a process's tree: its descendants, found by their parents, by their session, and by the environment variable
 * that they inherited. A process that was once seen to be a member stays one, whatever its parent is later.
 *
 * <p>This process, its ancestors and the first process are never members.
 */
final class TreeMembers {

    private final ProcessTable table;
    private final String runId;
    private long earliest;
    private final Set<ProcessId> members = new LinkedHashSet<>();
    private final Map<Long, Optional<ProcessId>> sessions = new HashMap<>();

    /** A tree without members yet. */
    TreeMembers(ProcessTable table, String runId) {
        this.table = table;
        this.runId = runId;
    }

    /** Adds a process. Its descendants are members, and so is all of its session if it leads one. */
    void addRoot(RunningProcess root) {
        if (!untouchable().contains(root.pid())) {
            earliest = root.id().startTicks();
            belongs(root);
        }
    }

    /**
     * Adds a session by the number of its leader. All processes in it are members, even if the leader has ended, or has not
     * made the session yet.
     */
    void addSession(long leader) {
        Optional<RunningProcess> root = table.find(leader);
        root.ifPresent(this::addRoot);
        if (!untouchable().contains(leader)) {
            sessions.put(leader, root.map(RunningProcess::id));
        }
    }

    /** The members that still run. Those that have ended are forgotten. */
    List<RunningProcess> living() throws IOException {
        Map<Long, RunningProcess> byPid = new HashMap<>();
        for (RunningProcess process : table.snapshot()) {
            byPid.put(process.pid(), process);
        }
        members.removeIf(id -> !isThere(id, byPid));
        Set<Long> untouchable = untouchable();
        List<RunningProcess> strangers = new ArrayList<>(byPid.values());
        strangers.removeIf(
                process -> untouchable.contains(process.pid()) || process.id().startTicks() < earliest);
        strangers.removeIf(process -> (members.contains(process.id()) || isMarked(process)) && belongs(process));
        boolean grew = true;
        while (grew) {
            grew = strangers.removeIf(process -> isRelated(process, byPid) && belongs(process));
        }
        return members.stream()
                .map(id -> byPid.get(id.pid()))
                .filter(process -> process != null && !process.hasEnded())
                .toList();
    }

    /**
     * The process groups that can hold nobody but members, since their whole session belongs to the tree: the groups of the
     * members that live, and those of the sessions' leaders. A process that forks and ends too fast to be seen is still in one
     * of them.
     */
    Set<Long> groups(List<RunningProcess> living) {
        Set<Long> own = new LinkedHashSet<>();
        sessions.forEach((session, leader) -> {
            if (!isGivenAway(session, leader)) {
                own.add(session);
            }
        });
        for (long pid : untouchable()) {
            table.find(pid).ifPresent(process -> own.remove(process.session()));
        }
        Set<Long> groups = new LinkedHashSet<>(own);
        for (RunningProcess process : living) {
            if (own.contains(process.session())) {
                groups.add(process.group());
            }
        }
        return groups;
    }

    private boolean isGivenAway(long session, Optional<ProcessId> leader) {
        Optional<RunningProcess> now = table.find(session);
        return now.isPresent() && !now.map(RunningProcess::id).equals(leader);
    }

    private static boolean isThere(ProcessId id, Map<Long, RunningProcess> byPid) {
        RunningProcess now = byPid.get(id.pid());
        return now != null && now.id().equals(id);
    }

    private boolean isMarked(RunningProcess process) {
        return !runId.isEmpty() && process.hasVariable(ProcessTree.RUN_ID, runId);
    }

    private boolean isRelated(RunningProcess process, Map<Long, RunningProcess> byPid) {
        RunningProcess parent = byPid.get(process.parent());
        return (parent != null && members.contains(parent.id())) || isOfSession(process, byPid);
    }

    /**
     * Whether a process is in one of the tree's sessions. The kernel does not reuse a session's number while the session has
     * processes: if the number has another leader now, the session has ended.
     */
    private boolean isOfSession(RunningProcess process, Map<Long, RunningProcess> byPid) {
        Optional<ProcessId> leader = sessions.get(process.session());
        RunningProcess now = byPid.get(process.session());
        return leader != null && (now == null || leader.filter(now.id()::equals).isPresent());
    }

    private boolean belongs(RunningProcess process) {
        if (process.session() == process.pid()) {
            sessions.put(process.pid(), Optional.of(process.id()));
        }
        members.add(process.id());
        return true;
    }

    private Set<Long> untouchable() {
        Set<Long> pids = new HashSet<>(Set.of(1L));
        table.self().ifPresent(self -> {
            for (RunningProcess process : table.chain(self)) {
                pids.add(process.pid());
            }
        });
        return pids;
    }
}
