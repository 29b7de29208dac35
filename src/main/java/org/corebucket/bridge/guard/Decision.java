package org.corebucket.bridge.guard;

import java.util.List;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.Entrypoint;

/** What came of a request to run something. */
public sealed interface Decision {

    /**
     * It may run, with just these arguments, from just these bytes.
     *
     * @param file the manifest's line of its file
     */
    record Approved(Entrypoint entrypoint, ManifestEntry file, List<String> arguments) implements Decision {
        public Approved {
            arguments = List.copyOf(arguments);
        }
    }

    /** It may not. */
    record NotApproved(Refusal refusal) implements Decision {}
}
