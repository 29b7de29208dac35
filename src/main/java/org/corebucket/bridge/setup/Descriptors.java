package org.corebucket.bridge.setup;

import java.io.IOException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;

/** The files that describe built-in entrypoints, as far as they must be sound before they are sealed. */
public final class Descriptors {

    private static final int LARGEST = 1 << 20;

    private Descriptors() {}

    /**
     * Asks whether every built-in entrypoint's descriptor is JSON.
     *
     * @throws MalformedJsonException naming file and line
     */
    public static void requireSound(Deployment deployment, Policy policy) throws IOException, MalformedJsonException {
        for (Entrypoint entrypoint : policy.entrypoints()) {
            if (entrypoint.kind() != Entrypoint.Kind.PROCESS) {
                Json.parse(TreeFiles.read(deployment.root(), entrypoint.file(), LARGEST), entrypoint.file());
            }
        }
    }
}
