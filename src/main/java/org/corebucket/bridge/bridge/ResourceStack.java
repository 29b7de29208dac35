package org.corebucket.bridge.bridge;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Opened resources. They are closed in reverse order, each even if closing another one failed. */
final class ResourceStack implements Closeable {

    private final Deque<Closeable> parts = new ArrayDeque<>();

    /** Adds a resource, and returns it. */
    <T extends Closeable> T add(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() throws IOException {
        @Nullable IOException first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
