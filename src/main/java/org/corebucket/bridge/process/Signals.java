package org.corebucket.bridge.process;

import java.util.Collection;

/** What a process can be sent. None reaches a process that took over the number of the one that is meant. */
interface Signals {

    /** SIGTERM; false if this user may not send it. */
    boolean terminate(ProcessId process);

    /** SIGKILL; false if this user may not send it. */
    boolean kill(ProcessId process);

    /**
     * SIGSTOP; false if it can't be sent.
     *
     * @param processes one by one
     * @param groups of processes, each at one stroke: who is just forking does not fork past it
     */
    boolean stop(Collection<ProcessId> processes, Collection<Long> groups);
}
