package org.corebucket.bridge.process;

import org.jspecify.annotations.Nullable;

/**
 * The fields of {@code /proc/PID/stat}, as proc_pid_stat(5) numbers them, that anybody here asks for.
 *
 * @param name what the process calls itself, up to 15 bytes of any kind
 * @param state one letter; Z and X have ended
 * @param terminal the number of its terminal's device; 0 if it has none
 * @param flags the kernel's PF_ bits
 * @param threads how many threads still run
 * @param startTicks when it started, in clock ticks since the machine did
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
     * Parses the line; null if it is cut or no such line. The name stands in parentheses and may have any byte in it,
     * parentheses and newlines too, so that the fields after it are found from the last one that closes.
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

    /** A number; 0 for what is none, as no kernel writes it. */
    private static long number(String line, int[] starts, int field) {
        try {
            return Long.parseLong(line, starts[field], starts[field + 1] - 1, 10);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether it is a part of the kernel, which runs no file. */
    boolean isKernelThread() {
        return (flags & KERNEL_THREAD) != 0;
    }

    /** Whether it has ended and only waits to be asked for; one whose first thread alone ended still runs. */
    boolean hasEnded() {
        return (state == 'Z' || state == 'X') && threads <= 1;
    }
}
