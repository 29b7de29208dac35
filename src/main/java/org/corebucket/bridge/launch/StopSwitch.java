package org.corebucket.bridge.launch;

import java.io.IOException;

/** Asks whether an emergency stop is in force. */
public interface StopSwitch {

    /**
     * Asks now.
     *
     * @throws IOException if it can't be told; who is running something then ends it
     */
    boolean isInForce() throws IOException;
}
