package org.corebucket.bridge.process;

/**
 * A process for as long as the machine runs: its number alone is given to another one once it has ended.
 *
 * @param pid its number
 * @param startTicks when it started, in clock ticks since the machine did
 */
public record ProcessId(long pid, long startTicks) {

    // Written out: those of a record are linked at their first use, which costs verify's start 40 ms.

    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessId id && id.pid == pid && id.startTicks == startTicks;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(pid * 31 + startTicks);
    }
}
