package org.corebucket.bridge.cli.shared;

import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.incident.Stoppable;

/** Finds what runs in a deployment and can be ended from outside; loops and servers see a stop and end by themselves. */
public interface RunFinder {

    /** What runs, in the order in which it is to be ended. */
    List<Stoppable> in(Deployment deployment);
}
