package org.corebucket.bridge.alert;

import java.io.IOException;
import java.util.Set;

/**
 * Whose duty it is to tell of what is there now: what lasts is told once, also where several nodes see it (CONTRACT 12). What comes
 * back is told again if it was away for long enough. It is for one thread at a time.
 */
public interface AlertDuty {

    /**
     * Takes note of what is there now, and gives what this node is to tell of it. That stays so until it is {@link #told}: if this
     * node can't, another one does after a while.
     *
     * @param keys each stays the same while the thing lasts, and is the same at all nodes
     * @throws IOException if that can't be found out now; then better tell than not
     */
    Set<String> toTell(Set<String> keys) throws IOException;

    /** These were told, or are in a queue from which they will be. */
    void told(Set<String> keys) throws IOException;
}
