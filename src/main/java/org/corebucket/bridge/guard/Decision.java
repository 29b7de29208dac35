package org.corebucket.bridge.guard;

import java.util.List;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.Entrypoint;

/** The decision about a request to run something. */
public sealed interface Decision {

    /**
     * It may run, with exactly these arguments, and from exactly the bytes that the manifest lists.
     *
     * @param file the manifest's entry for its file
     */
    record Approved(Entrypoint entrypoint, ManifestEntry file, List<String> arguments) implements Decision {
        public Approved {
            arguments = List.copyOf(arguments);
        }
    }

    /** It may not run. */
    record NotApproved(Refusal refusal) implements Decision {}
}
