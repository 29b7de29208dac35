package org.corebucket.bridge.setup;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;

/** The canonical files from which deployments are made: the repository's own, packed into the jar. */
final class Templates {

    /** Their paths. The policy is not among them: it is written for each deployment. */
    static final List<String> PATHS = List.of(
            "CANONICAL_RUN.md",
            "canonical/INTEGRATION_CONTRACT.md",
            "canonical/OBSERVABILITY.md",
            "canonical/PRODUCTION_READINESS_CHECKLIST.md",
            "canonical/SECURITY_POLICY.md",
            "canonical/automation/runner.json",
            Deployment.BRIDGE);

    private Templates() {}

    static byte[] read(String path) throws IOException {
        try (InputStream in = Templates.class.getResourceAsStream("template/" + path)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the template " + path);
            }
            return in.readAllBytes();
        }
    }
}
