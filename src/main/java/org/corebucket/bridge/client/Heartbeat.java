package org.corebucket.bridge.client;

import java.util.Locale;
import java.util.Optional;
import org.corebucket.bridge.json.JsonValue.JsonObject;

/**
 * A module's sign of life.
 *
 * @param module whose
 * @param status how it is
 * @param metrics what it measured; may be empty
 */
public record Heartbeat(String module, Status status, JsonObject metrics) {

    /** How a module says that it is. */
    public enum Status {
        /** All is well. */
        ALIVE,
        /** It works, with trouble. */
        WARNING,
        /** It does not work. */
        ERROR;

        /** As the wire has it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The status of this text, if there is one. */
        public static Optional<Status> of(String text) {
            for (Status status : values()) {
                if (status.text().equals(text)) {
                    return Optional.of(status);
                }
            }
            return Optional.empty();
        }
    }
}
