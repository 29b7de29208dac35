package org.corebucket.bridge.automation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The beginning of what a process prints, its last KiB, and how much it printed. It never waits: what has not come is read next time. */
final class BoundedOutput {

    private static final int BUFFER = 16 * 1024;

    /** At one go no more than this is read, so that a flood on one stream does not keep the other from being read. */
    private static final int MOST_AT_A_GO = 1 << 20;

    /** So much of either end explains a failure. */
    static final int END = 1024;

    private final InputStream stream;
    private final int limit;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private byte[] last = {};
    private long count;

    /**
     * The output of a stream.
     *
     * @param limit how many bytes are kept
     */
    BoundedOutput(InputStream stream, int limit) {
        this.stream = stream;
        this.limit = limit;
    }

    /** Reads what is there. */
    void read() throws IOException {
        int rest = MOST_AT_A_GO;
        for (int ready = stream.available(); ready > 0 && rest > 0; ready = stream.available()) {
            int length = stream.read(buffer, 0, Math.min(ready, BUFFER));
            if (length < 0) {
                return;
            }
            kept.write(buffer, 0, Math.min(length, limit - kept.size()));
            keepLast(length);
            count += length;
            rest -= length;
        }
    }

    /** The last KiB of what was kept before and of what has come now. */
    private void keepLast(int length) {
        int old = Math.max(0, Math.min(last.length, END - length));
        int fresh = Math.min(length, END);
        byte[] next = new byte[old + fresh];
        System.arraycopy(last, last.length - old, next, 0, old);
        System.arraycopy(buffer, length - fresh, next, old, fresh);
        last = next;
    }

    /** The first KiB, as text. */
    String beginning() {
        return new String(kept.toByteArray(), 0, Math.min(kept.size(), END), StandardCharsets.UTF_8);
    }

    /** The last KiB, as text, but for what is in {@link #beginning}; empty if that is all. */
    String end() {
        int length = (int) Math.max(0, Math.min(last.length, count - END));
        return new String(last, last.length - length, length, StandardCharsets.UTF_8);
    }

    /** How much came, kept or not. */
    long count() {
        return count;
    }

    /** Whether more came than is kept. */
    boolean isTooLong() {
        return count > limit;
    }

    /** What is kept. */
    byte[] bytes() {
        return kept.toByteArray();
    }

    /** What is kept, as text; bytes that are not UTF-8 show as replacement characters. */
    String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
