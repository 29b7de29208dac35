package org.corebucket.bridge.launch;

import java.util.UUID;

/** The unique id of one run: a random UUID (RFC 9562). Its processes have it in their environment. */
public record RunId(String text) {

    /**
     * Checks an id.
     *
     * @throws IllegalArgumentException unless it is a UUID as {@link UUID#toString} writes it
     */
    public RunId {
        if (!UUID.fromString(text).toString().equals(text)) {
            throw new IllegalArgumentException("not a run's id: " + text);
        }
    }

    /** A new id. */
    static RunId random() {
        return new RunId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return text;
    }
}
