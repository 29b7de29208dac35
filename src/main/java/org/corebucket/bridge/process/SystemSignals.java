package org.corebucket.bridge.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Signals by the JDK, which compares the start time just before it sends one, and SIGSTOP, which it has not, by the
 * {@code kill} that every shell brings.
 */
final class SystemSignals implements Signals {

    /** A process that the signal can't be sent to does not keep the others from getting it. */
    private static final String KILL = "kill -s \"$@\" 2>/dev/null";

    private static final int STOP_LIMIT_SECONDS = 2;

    private final ProcessTable table;

    SystemSignals(ProcessTable table) {
        this.table = table;
    }

    @Override
    public boolean terminate(ProcessId process) {
        return handle(process).map(ProcessHandle::destroy).orElse(true);
    }

    @Override
    public boolean kill(ProcessId process) {
        return handle(process).map(ProcessHandle::destroyForcibly).orElse(true);
    }

    /**
     * The numbers are compared just before; the instant between is the one in which a wrong process might be stopped, so
     * what is another one afterwards goes on.
     */
    @Override
    public boolean stop(Collection<ProcessId> processes, Collection<Long> groups) {
        List<ProcessId> there = processes.stream().filter(this::isThere).toList();
        List<String> targets = new ArrayList<>(pids(there));
        groups.forEach(group -> targets.add("-" + group));
        if (!send("STOP", targets)) {
            return false;
        }
        List<ProcessId> others = there.stream().filter(id -> !isThere(id)).toList();
        return others.isEmpty() || send("CONT", pids(others));
    }

    private static List<String> pids(List<ProcessId> processes) {
        return processes.stream().map(process -> Long.toString(process.pid())).toList();
    }

    private static boolean send(String signal, List<String> targets) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", KILL, "sh", signal, "--"));
        command.addAll(targets);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        try {
            Process kill = builder.start();
            if (!kill.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
                return false;
            }
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The handle of the process that is meant: one of its number was made first, and the number is still its. */
    private Optional<ProcessHandle> handle(ProcessId process) {
        return ProcessHandle.of(process.pid()).filter(handle -> isThere(process));
    }

    private boolean isThere(ProcessId process) {
        return table.find(process.pid()).filter(now -> now.id().equals(process)).isPresent();
    }
}
