package org.corebucket.bridge.incident;

import java.util.List;
import org.corebucket.bridge.deployment.Deployment;

/** Finds what runs in a deployment and can be ended from outside; loops and servers see a stop and end by themselves. */
public interface RunFinder {

    /** What runs, in the order in which it is to be ended. */
    List<Stoppable> in(Deployment deployment);
}
