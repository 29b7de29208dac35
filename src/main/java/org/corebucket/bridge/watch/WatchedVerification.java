package org.corebucket.bridge.watch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.ReadinessReport;

/** A verification as the watch has it done: recorded and shown like any other. */
public interface WatchedVerification {

    /**
     * What one verification saw.
     *
     * @param policy the policy, if it verified
     * @param listed the files of the manifest, relative to the root; none if there is no manifest
     */
    record Seen(ReadinessReport report, Optional<Policy> policy, List<String> listed) {}

    /**
     * Verifies now.
     *
     * @throws IOException if the verdict could not be reached, recorded or shown
     */
    Seen verify() throws IOException;
}
