package org.corebucket.bridge.automation;

import java.io.IOException;

/** Tells a runner whether to end. */
public interface EndSignals {

    /** What it is told. */
    enum Told {
        /** Nothing. */
        GO_ON,
        /** To end in order, as by SIGTERM. */
        END,
        /** To end since an emergency stop is in force. */
        STOP
    }

    /**
     * Asks now; it is asked several times a second.
     *
     * @throws IOException if that can't be told; who asks ends then
     */
    Told ask() throws IOException;
}
