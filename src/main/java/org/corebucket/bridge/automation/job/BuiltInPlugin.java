package org.corebucket.bridge.automation.job;

import java.util.Locale;
import org.corebucket.bridge.json.JsonWord;

/** The plugins that need no file (CONTRACT 3). */
public enum BuiltInPlugin implements JsonWord {
    /** Sends a heartbeat of every registered module. */
    HEARTBEAT,
    /** Measures one round trip to the bridge. */
    LATENCY_PROBE,
    /** Asks whether the bridge is well, and believes our token. */
    SYNC_TEST,
    /** Sends an update, and looks whether the bridge has it. */
    FULL_SYNC_TEST;

    /** Its name in the jobs' descriptor and in reports. */
    @Override
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
