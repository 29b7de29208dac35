package org.corebucket.bridge.automation;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.corebucket.bridge.launch.PreparedRun;
import org.corebucket.bridge.process.ProcessTree;
import org.corebucket.bridge.process.TreeEnd;

/**
 * Stays with a plugin until it has ended, its time is up, it prints too much, or the thread is interrupted; then ends
 * whatever is left of it. One whose time is up is told by SIGTERM, and has its grace to say why; what it prints then is read.
 */
final class PluginProcess {

    /** More than this on standard output is no result. */
    static final int MOST_OUTPUT = 256 * 1024;

    /** So much of the error output is kept. */
    static final int MOST_ERRORS = 8 * 1024;

    private static final long TICK_MILLIS = 20;
    private static final int TICKS_A_LOOK = 50;
    private static final long REAP_SECONDS = 2;

    /** The runner's own end waits for nobody longer than this. */
    private static final Duration AT_THE_END = Duration.ofSeconds(2);

    private final LongSupplier nanos;
    private final boolean floodEnds;

    /**
     * With a source of time.
     *
     * @param nanos what its time is measured with, like {@link System#nanoTime}
     */
    PluginProcess(LongSupplier nanos) {
        this(nanos, true);
    }

    private PluginProcess(LongSupplier nanos, boolean floodEnds) {
        this.nanos = nanos;
        this.floodEnds = floodEnds;
    }

    /** For a process whose output is no result: it may print as much as it likes, and what is too long is not kept. */
    static PluginProcess ofAnyOutput(LongSupplier nanos) {
        return new PluginProcess(nanos, false);
    }

    /** Why it is over. */
    enum How {
        EXITED,
        TIMED_OUT,
        FLOODED,
        INTERRUPTED
    }

    /**
     * How it ended.
     *
     * @param exitCode of its main process
     * @param output of its standard output
     * @param errors of its error output
     * @param ending what became of all that belonged to it
     */
    record PluginEnded(How how, int exitCode, BoundedOutput output, BoundedOutput errors, TreeEnd ending) {}

    /**
     * Stays with it to its end.
     *
     * @param input what it reads
     * @param limit its time
     * @param grace what it has between SIGTERM and SIGKILL when its time is up
     * @throws IOException if processes can't be seen; what could be ended is
     */
    PluginEnded attend(PreparedRun.Started started, byte[] input, Duration limit, Duration grace) throws IOException {
        Process process = started.process();
        BoundedOutput output = new BoundedOutput(process.getInputStream(), MOST_OUTPUT);
        BoundedOutput errors = new BoundedOutput(process.getErrorStream(), MOST_ERRORS);
        long deadline = nanos.getAsLong() + limit.toNanos();
        TreeEnd ending;
        How how = How.FLOODED;
        try {
            feed(process, input);
            how = await(started, output, errors, deadline);
        } finally {
            ending = started.tree().end(graceAfter(how, grace), () -> {
                output.read();
                errors.read();
            });
        }
        int code = exitCode(process);
        output.read();
        errors.read();
        return new PluginEnded(how, code, output, errors, ending);
    }

    private static Duration graceAfter(How how, Duration grace) {
        return switch (how) {
            case TIMED_OUT -> grace;
            case INTERRUPTED -> grace.compareTo(AT_THE_END) < 0 ? grace : AT_THE_END;
            case EXITED, FLOODED -> Duration.ZERO;
        };
    }

    /** It fits into a pipe, so that a plugin that does not read it keeps nobody waiting. */
    private static void feed(Process process, byte[] input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            // It has closed its standard input or ended: nobody has to read.
            return;
        }
    }

    private How await(PreparedRun.Started started, BoundedOutput output, BoundedOutput errors, long deadline)
            throws IOException {
        try {
            return watch(started, output, errors, deadline);
        } catch (InterruptedException e) {
            // Whoever called is told by the outcome, once nothing of it is left.
            return How.INTERRUPTED;
        }
    }

    private How watch(PreparedRun.Started started, BoundedOutput output, BoundedOutput errors, long deadline)
            throws IOException, InterruptedException {
        ProcessTree tree = started.tree();
        for (int tick = 1; !started.process().waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS); tick++) {
            output.read();
            errors.read();
            if (floodEnds && output.isTooLong()) {
                return How.FLOODED;
            }
            if (nanos.getAsLong() - deadline >= 0) {
                return How.TIMED_OUT;
            }
            if (tick % TICKS_A_LOOK == 0) {
                tree.living();
            }
        }
        return How.EXITED;
    }

    /** A process that was sent SIGKILL is reaped soon, unless the kernel holds it. */
    private static int exitCode(Process process) {
        try {
            return process.waitFor(REAP_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : ProcessTree.KILLED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ProcessTree.KILLED;
        }
    }
}
