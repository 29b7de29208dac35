package org.corebucket.bridge.process;

import java.util.List;

/**
 * How a tree of processes ended.
 *
 * @param byTerm who had ended before SIGKILL was sent
 * @param byKill who ended after it
 * @param refused who goes on because this user has no right to end it
 * @param stuck who was sent SIGKILL and still is there, as one that waits for a dead disk is
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

    /** Whether nobody is left. */
    public boolean isComplete() {
        return refused.isEmpty() && stuck.isEmpty();
    }
}
