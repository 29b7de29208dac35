package org.corebucket.bridge.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sends SIGTERM and SIGKILL by the JDK, which compares the start time just before, and SIGSTOP, which the JDK can't send, by
 * the shell's own {@code kill}.
 */
final class SystemSignals implements Signals {

    /** If the signal can't be sent to one of the processes, the others get it all the same. */
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
     * The identities are compared just before, and again afterwards: if a number was given to another process in between, that
     * process gets SIGCONT and goes on.
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

    /**
     * The handle of the process that is meant. The handle is made first, and the identity compared afterwards, so that it can't
     * be another process's.
     */
    private Optional<ProcessHandle> handle(ProcessId process) {
        return ProcessHandle.of(process.pid()).filter(handle -> isThere(process));
    }

    private boolean isThere(ProcessId process) {
        return table.find(process.pid()).filter(now -> now.id().equals(process)).isPresent();
    }
}
