package org.corebucket.bridge.disk;

import java.util.EnumSet;
import java.util.Set;

/**
 * What becomes of one call, or of all from one on.
 *
 * @param how what happens
 * @param kinds the calls that are counted
 * @param at the number of the call, from 1
 * @param error what the call says, as {@code errno(3)} has it
 */
public record Fault(How how, Set<Kind> kinds, int at, int error) {

    /** Input/output error. */
    public static final int EIO = 5;

    /** Permission denied. */
    public static final int EACCES = 13;

    /** No space left on device. */
    public static final int ENOSPC = 28;

    /** The calls that touch a disk, with their bits in {@code faults.c}. */
    public enum Kind {
        OPEN_TO_READ(1),
        OPEN_TO_WRITE(2),
        WRITE(4),
        SYNC(8),
        RENAME(16),
        LINK(32),
        UNLINK(64),
        MKDIR(128),
        TRUNCATE(256),
        CHMOD(512),
        READ(1024);

        private final int bit;

        Kind(int bit) {
            this.bit = bit;
        }
    }

    /** What happens, as {@code faults.c} numbers it. */
    public enum How {
        NOTHING(0),
        FAIL_ONCE(1),
        FAIL_ALWAYS(2),
        CUT_SHORT(3),
        KILL(4),
        FULL(5);

        private final int code;

        How(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private static final Set<Kind> CHANGES = EnumSet.complementOf(EnumSet.of(Kind.OPEN_TO_READ, Kind.READ));

    /** Each but single reads, of which there are many after each opening. */
    private static final Set<Kind> CALLS = EnumSet.complementOf(EnumSet.of(Kind.READ));

    public Fault {
        kinds = Set.copyOf(kinds);
    }

    /** The n-th call of any kind, but for single reads, fails; the next ones work again. */
    public static Fault once(int at, int error) {
        return new Fault(How.FAIL_ONCE, CALLS, at, error);
    }

    /** The n-th call of a kind fails; the next ones work again. */
    public static Fault once(Kind kind, int at, int error) {
        return new Fault(How.FAIL_ONCE, EnumSet.of(kind), at, error);
    }

    /** From the n-th change on the disk takes none: what lies there is what a kill at this call leaves. */
    public static Fault deadFrom(int at) {
        return new Fault(How.FAIL_ALWAYS, CHANGES, at, EIO);
    }

    /** From the n-th call of a kind on each of them fails. */
    public static Fault alwaysFrom(Kind kind, int at, int error) {
        return new Fault(How.FAIL_ALWAYS, EnumSet.of(kind), at, error);
    }

    /** The n-th write writes half, and the one after it fails. */
    public static Fault shortWrite(int at, int error) {
        return new Fault(How.CUT_SHORT, EnumSet.of(Kind.WRITE), at, error);
    }

    /** The n-th change kills the process before it is done. */
    public static Fault kill(int at) {
        return new Fault(How.KILL, CHANGES, at, EIO);
    }

    /** From the n-th call that needs room there is none; what overwrites, renames or removes goes on. */
    public static Fault fullFrom(int at) {
        return new Fault(How.FULL, CHANGES, at, ENOSPC);
    }

    int bits() {
        int bits = 0;
        for (Kind kind : kinds) {
            bits |= kind.bit;
        }
        return bits;
    }
}
