package org.corebucket.bridge.process;

import java.util.ArrayList;
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

    /** The processes that still run, and why, in words; empty if all have ended. */
    public String survivors() {
        List<String> words = new ArrayList<>();
        addTo(words, refused, "which this user may not end");
        addTo(words, stuck, "which SIGKILL did not end");
        return String.join("; ", words);
    }

    private static void addTo(List<String> words, List<RunningProcess> processes, String why) {
        if (!processes.isEmpty()) {
            List<String> names = new ArrayList<>();
            processes.forEach(process -> names.add(process.toString()));
            words.add(String.join(", ", names) + ", " + why);
        }
    }
}
