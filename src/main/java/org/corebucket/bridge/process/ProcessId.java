package org.corebucket.bridge.process;

/**
 * The identity of a process until the machine is booted again. The number alone would not do: the kernel gives it to another
 * process later.
 *
 * @param pid its number
 * @param startTicks when it started, in clock ticks since the machine was booted
 */
public record ProcessId(long pid, long startTicks) {

    // Written by hand: the generated methods of a record are linked at their first use, which adds 40 ms to the start
    // of
    // verify.

    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessId id && id.pid == pid && id.startTicks == startTicks;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(pid * 31 + startTicks);
    }
}
