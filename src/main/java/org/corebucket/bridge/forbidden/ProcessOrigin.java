package org.corebucket.bridge.forbidden;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.RunningProcess;

/**
 * By whom a process was started.
 *
 * @param user the user's name and number
 * @param parents its parent, the parent's parent, and so on up to the first process, each like {@code sh (pid 7)}
 * @param terminal its terminal, like {@code /dev/pts/3}; empty if it has none
 * @param started when it started, in UTC; empty if the kernel does not tell
 */
public record ProcessOrigin(String user, List<String> parents, String terminal, String started) {

    public ProcessOrigin {
        parents = List.copyOf(parents);
    }

    static ProcessOrigin of(ProcessTable table, RunningProcess process) {
        List<String> parents = new ArrayList<>();
        for (RunningProcess parent : table.chain(process)) {
            if (parent.pid() != process.pid()) {
                parents.add(Quoted.printable(parent.toString()));
            }
        }
        String started = table.started(process.id()).map(UtcTime::of).orElse("");
        return new ProcessOrigin(process.user(), parents, process.terminal(), started);
    }

    /**
     * The origin on one line, like
     * {@code user root (0) on /dev/pts/3 since 2026-11-23T08:00:00Z, from sh (pid 7), init (pid 1)}.
     */
    @Override
    public String toString() {
        return "user " + user
                + (terminal.isEmpty() ? "" : " on " + terminal)
                + (started.isEmpty() ? "" : " since " + started)
                + (parents.isEmpty() ? "" : ", from " + String.join(", ", parents));
    }
}
