package org.corebucket.bridge.automation;

import java.io.IOException;
import org.corebucket.bridge.automation.job.Action;

/** Runs plugin files and entrypoints of the policy. For many threads. */
interface PluginFiles {

    /**
     * Runs one to its end, or until the thread is interrupted: nothing of it is left then either.
     *
     * @throws IOException if it could not be staged, started, recorded or watched over
     */
    ActionResult run(Action.ProcessAction action, Task task) throws IOException, InterruptedException;
}
