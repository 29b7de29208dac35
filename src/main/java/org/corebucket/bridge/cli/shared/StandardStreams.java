package org.corebucket.bridge.cli.shared;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Standard output and standard error. A command that ends by itself waits for their readers, as programs do. A command
 * that runs until it is told to end never waits ({@link #neverWait}), so its work does not depend on a reader. What
 * nobody reads in time is dropped, and standard error says how many lines were, as soon as it can.
 */
public final class StandardStreams {

    /** How long nothing may be read at the end before the rest is given up. */
    private static final long STILL_MILLIS = 1000;

    private final QueuedStream out;
    private final QueuedStream err;
    private final PrintWriter outText;
    private final PrintWriter errText;

    StandardStreams(OutputStream out, OutputStream err) {
        this.out = new QueuedStream(out);
        this.err = new QueuedStream(err);
        outText = new PrintWriter(new OutputStreamWriter(this.out, StandardCharsets.UTF_8));
        errText = new PrintWriter(new OutputStreamWriter(this.err, StandardCharsets.UTF_8));
    }

    /** The process's own streams. */
    public static StandardStreams system() {
        return new StandardStreams(new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
    }

    /** Streams that discard everything, for sessions whose writers are not the process's own. */
    static StandardStreams none() {
        return Nowhere.STREAMS;
    }

    private static final class Nowhere {
        private static final StandardStreams STREAMS =
                new StandardStreams(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }

    /** Standard output, in UTF-8. */
    public PrintWriter out() {
        return outText;
    }

    /** Standard error, in UTF-8. */
    public PrintWriter err() {
        return errText;
    }

    /** From now on printing never waits. */
    public void neverWait() {
        out.neverWait("standard-output", lines -> said("standard output", lines));
        err.neverWait("standard-error", lines -> said("standard error", lines));
    }

    private boolean said(String stream, long lines) {
        String text = "bridgectl: " + lines + (lines == 1 ? " line of " : " lines of ") + stream
                + " were dropped, since nobody read it in time; nothing else waited for that\n";
        return err.offer(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the reader of standard output has gone, as {@code head} does once it has enough. That is no error. */
    public boolean isLeftByReader() {
        return out.isLeftByReader();
    }

    /**
     * Flushes both streams. After {@link #neverWait} this waits only while somebody reads, and gives up the rest
     * otherwise.
     *
     * @return whether standard output is broken, so that something of it is lost
     */
    public boolean finish() {
        boolean lost = outText.checkError();
        errText.flush();
        try {
            out.settle(STILL_MILLIS, TimeUnit.MILLISECONDS);
            err.settle(STILL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lost || out.isBroken();
    }
}
