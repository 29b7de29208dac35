package org.corebucket.bridge.incident;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.IoTrouble;

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

    /**
     * Ends several, each whatever becomes of the others.
     *
     * @param alsoWhatSeesTheStop whether those are ended too that would end by themselves
     * @param trouble is told of each that could not be ended
     * @return what was ended, one line each
     */
    static List<String> endAll(List<Stoppable> running, boolean alsoWhatSeesTheStop, Consumer<String> trouble) {
        List<String> ended = new ArrayList<>();
        for (Stoppable part : running) {
            if (part.seesTheStop() && !alsoWhatSeesTheStop) {
                continue;
            }
            try {
                ended.addAll(part.end(EmergencyStop.GRACE));
            } catch (IOException e) {
                trouble.accept(part.name() + " could not be ended: " + IoTrouble.words(e));
            }
        }
        return ended;
    }
}
