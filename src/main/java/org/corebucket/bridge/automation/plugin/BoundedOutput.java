package org.corebucket.bridge.automation.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The beginning of what a process prints, and how much it printed. It never waits: what has not come is read next time. */
final class BoundedOutput {

    private static final int BUFFER = 16 * 1024;

    /** At one go no more than this is read, so that a flood on one stream does not keep the other from being read. */
    private static final int MOST_AT_A_GO = 1 << 20;

    private final InputStream stream;
    private final int limit;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
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
            count += length;
            rest -= length;
        }
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
