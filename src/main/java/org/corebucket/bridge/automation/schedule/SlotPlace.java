package org.corebucket.bridge.automation.schedule;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where the records of a runner's nodes are. */
public interface SlotPlace {

    /** In files, beside the reports of each node. */
    SlotPlace FILES = (node, reports, told) -> SlotLog.open(reports, told);

    /**
     * Opens the record of a node.
     *
     * @param node its name
     * @param reports the directory of its reports
     * @param told is told in words of what is not as it should be
     */
    Slots open(String node, Path reports, Consumer<String> told) throws IOException;
}
