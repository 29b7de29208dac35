package org.corebucket.bridge.incident;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Something that runs and that whoever puts the emergency stop in force can end. */
public interface Stoppable {

    /** What it is, as a message names it. */
    String name();

    /**
     * Whether it looks for the stop on disk and ends by itself: then it need only be ended from outside while the disk does
     * not take the stop.
     */
    default boolean seesTheStop() {
        return false;
    }

    /**
     * Ends it with all that it has started: in order if it does so within the grace, by force then.
     *
     * @return what was ended, one line each; nothing if nothing ran
     * @throws IOException if it could not be ended
     */
    List<String> end(Duration grace) throws IOException;
}
