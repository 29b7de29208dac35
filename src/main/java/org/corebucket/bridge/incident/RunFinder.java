package org.corebucket.bridge.incident;

import java.util.List;
import org.corebucket.bridge.deployment.Deployment;

/**
 * Finds what runs in a deployment and can be ended from outside. Loops and servers also notice a stop by themselves, and end.
 */
public interface RunFinder {

    /** What runs, in the order in which it must be ended. */
    List<Stoppable> in(Deployment deployment);
}
