package org.corebucket.bridge.setup;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.policy.Policy;

/** The canonical files from which deployments are made: the repository's own, packed into the jar. */
final class Templates {

    /** Their paths. The policy is not among them: it is written for each deployment. */
    static final List<String> PATHS = Stream.concat(
                    Policy.DOCUMENTS.stream(), Stream.of("canonical/automation/runner.json", Deployment.BRIDGE))
            .toList();

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
