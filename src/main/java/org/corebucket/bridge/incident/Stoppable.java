package org.corebucket.bridge.incident;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Something that runs, and can be ended by the process that puts the emergency stop in force. */
public interface Stoppable {

    /** Its name in messages. */
    String name();

    /**
     * Whether it looks for the stop on disk, and ends by itself. Then it need only be ended from outside if the stop could not
     * be written to the disk.
     */
    default boolean seesTheStop() {
        return false;
    }

    /**
     * Ends it with all that it has started: in order within the grace, or else by force.
     *
     * @return what was ended, one line each; empty if nothing ran
     * @throws IOException if it could not be ended
     */
    List<String> end(Duration grace) throws IOException;
}
