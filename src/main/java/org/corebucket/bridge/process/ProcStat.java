package org.corebucket.bridge.process;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

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
     * Parses the line; empty if it is cut or no such line. The name stands in parentheses and may have any byte in it,
     * parentheses and newlines too, so that the fields after it are found from the last one that closes.
     */
    static Optional<ProcStat> parse(byte[] line) {
        int open = indexOf(line, '(');
        int close = line.length - 1;
        while (close > open && line[close] != ')') {
            close--;
        }
        if (open < 0 || close <= open || close + 2 >= line.length) {
            return Optional.empty();
        }
        long[] fields = new long[START + 1];
        if (numbers(line, close + 2, fields) < START) {
            return Optional.empty();
        }
        return Optional.of(new ProcStat(
                new String(line, open + 1, close - open - 1, StandardCharsets.UTF_8),
                (char) line[close + 2],
                fields[PARENT],
                fields[GROUP],
                fields[SESSION],
                fields[TERMINAL],
                fields[FLAGS],
                fields[THREADS],
                fields[START]));
    }

    /** Whether it is a part of the kernel, which runs no file. */
    boolean isKernelThread() {
        return (flags & KERNEL_THREAD) != 0;
    }

    /** Whether it has ended and only waits to be asked for; one whose first thread alone ended still runs. */
    boolean hasEnded() {
        return (state == 'Z' || state == 'X') && threads <= 1;
    }

    /** Reads the fields from the state on; gives the number of the last one. What overflows belongs to nobody here. */
    private static int numbers(byte[] line, int from, long[] fields) {
        int field = STATE;
        boolean negative = false;
        boolean digits = false;
        for (int i = from; i < line.length && field < fields.length; i++) {
            byte c = line[i];
            if (c == ' ') {
                fields[field] = negative ? -fields[field] : fields[field];
                field++;
                negative = false;
                digits = false;
            } else if (c == '-') {
                negative = true;
            } else if (c >= '0' && c <= '9') {
                fields[field] = fields[field] * 10 + (c - '0');
                digits = true;
            }
        }
        return digits ? field : field - 1;
    }

    private static int indexOf(byte[] line, char wanted) {
        for (int i = 0; i < line.length; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
