package org.corebucket.bridge.cli.shared;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose writers need not wait. Until {@link #neverWait} is called it writes straight through. From then on a
 * thread of its own writes, and printing returns at once even if nobody reads the other end. The bytes of one flush
 * stay together: they are written whole or, if there is no room, dropped and counted. Any thread may use it.
 */
final class QueuedStream extends OutputStream {

    /** How many bytes may wait. A larger flush is taken only if nothing else waits. */
    static final int MOST = 256 * 1024;

    /** A flush of more bytes than this is dropped. */
    private static final int LARGEST = 64 << 20;

    private static final int SLICE = 8192;

    private final OutputStream stream;
    private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private Dropped dropped = lines -> true;
    private boolean queued;
    private boolean writing;
    private long waitingBytes;
    private long slices;
    private long lost;
    private @Nullable IOException trouble;

    /** Is told how many lines were dropped, as soon as there is room again. */
    interface Dropped {
        /**
         * Reports the lines.
         *
         * @return whether they could be reported
         */
        boolean say(long lines);
    }

    QueuedStream(OutputStream stream) {
        this.stream = stream;
    }

    /** From now on writing and flushing never wait. */
    synchronized void neverWait(String thread, Dropped said) {
        if (queued) {
            return;
        }
        queued = true;
        dropped = said;
        Thread writer = new Thread(this::writeForEver, thread);
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (!queued) {
            try {
                stream.write(bytes, offset, length);
            } catch (IOException e) {
                trouble = e;
                throw e;
            }
            return;
        }
        unflushed.write(bytes, offset, length);
        if (unflushed.size() > LARGEST) {
            lost += lines(unflushed.toByteArray());
            unflushed.reset();
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        if (!queued) {
            stream.flush();
            return;
        }
        if (trouble != null) {
            unflushed.reset();
            throw new IOException(trouble.getMessage(), trouble);
        }
        byte[] bytes = unflushed.toByteArray();
        unflushed.reset();
        if (bytes.length > 0 && (!isRoomFor(bytes) || !tellLost())) {
            lost += lines(bytes);
        } else if (bytes.length > 0) {
            put(bytes);
        }
    }

    /** Whether the stream broke because its reader has gone. */
    synchronized boolean isLeftByReader() {
        return trouble != null && "Broken pipe".equals(trouble.getMessage());
    }

    /**
     * Queues a line before all that is printed from now on.
     *
     * @return whether there was room for it
     */
    synchronized boolean offer(byte[] line) {
        boolean room = isRoomFor(line);
        if (room) {
            put(line);
        }
        return room;
    }

    private boolean isRoomFor(byte[] bytes) {
        return trouble == null && (waitingBytes == 0 || waitingBytes + bytes.length <= MOST);
    }

    private void put(byte[] bytes) {
        waiting.add(bytes);
        waitingBytes += bytes.length;
        notifyAll();
    }

    private static long lines(byte[] bytes) {
        long lines = bytes[bytes.length - 1] == '\n' ? 0 : 1;
        for (byte b : bytes) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }

    /**
     * Reports dropped lines before anything else is taken.
     *
     * @return whether nothing is left to report
     */
    private boolean tellLost() {
        long lines = lost;
        lost = 0;
        if (lines > 0 && !dropped.say(lines)) {
            lost += lines;
            return false;
        }
        return true;
    }

    private void writeForEver() {
        try {
            while (true) {
                byte[] next = next();
                for (int from = 0; from < next.length; from += SLICE) {
                    stream.write(next, from, Math.min(SLICE, next.length - from));
                    moved();
                }
                stream.flush();
                wrote(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            broke(e);
        }
    }

    private synchronized byte[] next() throws InterruptedException {
        while (waiting.isEmpty()) {
            tellLost();
            if (waiting.isEmpty()) {
                wait();
            }
        }
        writing = true;
        return waiting.remove();
    }

    private synchronized void moved() {
        slices++;
        notifyAll();
    }

    private synchronized void wrote(byte[] bytes) {
        writing = false;
        waitingBytes -= bytes.length;
        notifyAll();
    }

    /** Drops all that waits, since the stream can't be written any more. */
    private synchronized void broke(IOException e) {
        trouble = e;
        writing = false;
        waiting.clear();
        waitingBytes = 0;
        notifyAll();
    }

    /**
     * Waits until all that was flushed is written, as long as somebody reads it.
     *
     * @param still how long nothing may be read before this gives up
     * @return whether all is written
     */
    synchronized boolean settle(long still, TimeUnit unit) throws InterruptedException {
        long since = System.nanoTime();
        long seen = slices;
        while (queued && (writing || !waiting.isEmpty() || lost > 0) && trouble == null) {
            long left = unit.toNanos(still) - (System.nanoTime() - since);
            if (left <= 0) {
                return false;
            }
            notifyAll();
            TimeUnit.NANOSECONDS.timedWait(this, left);
            if (slices != seen) {
                seen = slices;
                since = System.nanoTime();
            }
        }
        return true;
    }

    /** Whether the stream is broken: its reader has gone, or its disk is full. */
    synchronized boolean isBroken() {
        return trouble != null;
    }
}
