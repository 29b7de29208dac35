package org.corebucket.bridge.setup;

import java.io.IOException;
import java.util.Map;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.freeze.NotSealableException;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;

/** The files that describe built-in entrypoints, which must be sound before they are sealed. */
public final class Descriptors {

    private static final int LARGEST = 1 << 20;

    private Descriptors() {}

    /** Reads one kind of descriptor. */
    public interface Reader {

        /**
         * Refuses what could not run.
         *
         * @param source how messages name the descriptor
         * @throws MalformedJsonException naming file and line
         * @throws NotSealableException if it is well formed, and asks for what the policy does not allow
         */
        void require(byte[] json, String source) throws MalformedJsonException, NotSealableException;
    }

    /**
     * Asks whether every built-in entrypoint's descriptor can run.
     *
     * @param readers one for each built-in kind
     * @throws MalformedJsonException naming file and line
     * @throws NotSealableException if one is well formed, and asks for what the policy does not allow
     */
    public static void requireSound(Deployment deployment, Policy policy, Map<Entrypoint.Kind, Reader> readers)
            throws IOException, MalformedJsonException, NotSealableException {
        for (Entrypoint entrypoint : policy.entrypoints()) {
            Reader reader = readers.get(entrypoint.kind());
            if (reader != null) {
                reader.require(TreeFiles.read(deployment.root(), entrypoint.file(), LARGEST), entrypoint.file());
            }
        }
    }
}
