package org.corebucket.bridge.process;

import org.jspecify.annotations.Nullable;

/**
 * The fields of {@code /proc/PID/stat} that are used here, as proc_pid_stat(5) numbers them.
 *
 * @param name the process's own name, up to 15 bytes of any kind
 * @param state one letter; Z and X say that it has ended
 * @param terminal the number of its terminal's device; 0 if it has none
 * @param flags the kernel's PF_ bits
 * @param threads how many threads still run
 * @param startTicks when it started, in clock ticks since the machine was booted
 */
record ProcStat(
        String name,
        char state,
        long parent,
        long group,
        long session,
        long terminal,
        long flags,
        long threads,
        long startTicks) {

    private static final int STATE = 3;
    private static final int PARENT = 4;
    private static final int GROUP = 5;
    private static final int SESSION = 6;
    private static final int TERMINAL = 7;
    private static final int FLAGS = 9;
    private static final int THREADS = 20;
    private static final int START = 22;

    private static final long KERNEL_THREAD = 0x00200000;

    /**
     * Parses the line; null if it is cut short or of another form. The name stands in parentheses and may have any bytes, even
     * parentheses and newlines, so the fields behind it are counted from the last closing parenthesis.
     */
    static @Nullable ProcStat parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        if (open < 0 || close <= open || close + 2 >= line.length()) {
            return null;
        }
        int[] starts = new int[START + 2];
        int field = STATE;
        for (int at = close + 2; at > 0 && field < starts.length; at = line.indexOf(' ', at) + 1) {
            starts[field++] = at;
        }
        if (field < starts.length) {
            return null;
        }
        return new ProcStat(
                line.substring(open + 1, close),
                line.charAt(close + 2),
                number(line, starts, PARENT),
                number(line, starts, GROUP),
                number(line, starts, SESSION),
                number(line, starts, TERMINAL),
                number(line, starts, FLAGS),
                number(line, starts, THREADS),
                number(line, starts, START));
    }

    /** A number; 0 if the field is not a number, which no kernel writes. */
    private static long number(String line, int[] starts, int field) {
        try {
            return Long.parseLong(line, starts[field], starts[field + 1] - 1, 10);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether it is a kernel thread, which runs no file. */
    boolean isKernelThread() {
        return (flags & KERNEL_THREAD) != 0;
    }

    /**
     * Whether it has ended and only waits for its parent to collect it. A process whose first thread has ended still runs if it
     * has others.
     */
    boolean hasEnded() {
        return (state == 'Z' || state == 'X') && threads <= 1;
    }
}
