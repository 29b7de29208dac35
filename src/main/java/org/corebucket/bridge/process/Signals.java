package org.corebucket.bridge.process;

import java.util.Collection;

/** Sends signals to processes. None reaches a process that has been given the number of the one that is meant. */
interface Signals {

    /** Sends SIGTERM; false if this user may not send it. */
    boolean terminate(ProcessId process);

    /** Sends SIGKILL; false if this user may not send it. */
    boolean kill(ProcessId process);

    /**
     * Sends SIGSTOP; false if it can't be sent.
     *
     * @param processes processes that get it one by one
     * @param groups process groups, whose members get it all at once, so that none can fork past it
     */
    boolean stop(Collection<ProcessId> processes, Collection<Long> groups);
}
