package org.corebucket.bridge.process;

import java.util.List;

/**
 * How a tree of processes ended.
 *
 * @param byTerm the processes that had ended before SIGKILL was sent
 * @param byKill those that ended after it
 * @param refused those that still run because this user has no right to end them
 * @param stuck those that got SIGKILL and still are there, for example because they wait for a dead disk
 */
public record TreeEnd(
        List<RunningProcess> byTerm,
        List<RunningProcess> byKill,
        List<RunningProcess> refused,
        List<RunningProcess> stuck) {

    public TreeEnd {
        byTerm = List.copyOf(byTerm);
        byKill = List.copyOf(byKill);
        refused = List.copyOf(refused);
        stuck = List.copyOf(stuck);
    }

    /** Whether all of them have ended. */
    public boolean isComplete() {
        return refused.isEmpty() && stuck.isEmpty();
    }
}
