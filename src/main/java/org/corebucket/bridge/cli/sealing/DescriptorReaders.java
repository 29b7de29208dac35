package org.corebucket.bridge.cli.sealing;

import java.util.Map;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.JobsReader;
import org.corebucket.bridge.freeze.NotSealableException;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.manifest.CanonicalTree;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.setup.Descriptors;

/** How the descriptors of built-in entrypoints are read before they are sealed: the bridge's as JSON, the jobs in full. */
final class DescriptorReaders {

    private DescriptorReaders() {}

    static Map<Entrypoint.Kind, Descriptors.Reader> of(Policy policy) {
        return Map.of(
                Entrypoint.Kind.BRIDGE,
                Json::parse,
                Entrypoint.Kind.AUTOMATION,
                (json, source) -> requireJobs(json, source, policy));
    }

    private static void requireJobs(byte[] json, String source, Policy policy)
            throws MalformedJsonException, NotSealableException {
        for (Job job : JobsReader.read(json, source, policy.modules().keySet())) {
            for (Action action : job.actions()) {
                if (action instanceof Action.RunFile plugin && !isSealed(plugin.file(), policy)) {
                    throw new NotSealableException(source + ": job " + job.name() + " runs " + plugin.file()
                            + ", which would not be sealed\nAdd it to the policy's files, or take it out of the job.");
                }
            }
        }
    }

    private static boolean isSealed(String file, Policy policy) {
        return file.startsWith("canonical/")
                || file.equals(CanonicalTree.RUN_DOCUMENT)
                || policy.files().contains(file);
    }
}
