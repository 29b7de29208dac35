package org.corebucket.bridge.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.Sha256;

/** What a deployment on this host is called among the nodes of a cluster. */
public final class NodeName {

    private static final int DIGITS = 8;

    private NodeName() {}

    /** The host's name, and some digits of where the deployment lies: one host may have several. */
    public static String of(Host host, Deployment deployment) throws IOException {
        String root = deployment.root().toRealPath().toString();
        return host.name() + "-"
                + Sha256.of(root.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGITS);
    }
}
