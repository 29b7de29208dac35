package org.corebucket.bridge.cli.sealing;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.JobsReader;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.freeze.NotSealableException;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.manifest.CanonicalTree;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.StagedCommand;
import org.corebucket.bridge.setup.Descriptors;

/** How the descriptors of built-in entrypoints are read before they are sealed: the bridge's as JSON, the jobs in full. */
final class DescriptorReaders {

    private static final String CANONICAL = "canonical/";

    private DescriptorReaders() {}

    static Map<Entrypoint.Kind, Descriptors.Reader> of(Deployment deployment, Policy policy) {
        return Map.of(
                Entrypoint.Kind.BRIDGE,
                Json::parse,
                Entrypoint.Kind.AUTOMATION,
                (json, source) -> requireJobs(json, source, deployment, policy));
    }

    private static void requireJobs(byte[] json, String source, Deployment deployment, Policy policy)
            throws MalformedJsonException, NotSealableException {
        for (Job job : JobsReader.read(json, source, policy.modules().keySet())) {
            for (Action action : job.actions()) {
                if (action instanceof Action.RunFile plugin) {
                    String runs = source + ": job " + job.name() + " runs ";
                    requireRunnable(runs, plugin.file(), deployment, policy);
                    requireStaged(runs, plugin, deployment);
                }
            }
        }
    }

    private static void requireStaged(String job, Action.RunFile plugin, Deployment deployment)
            throws NotSealableException {
        Optional<String> live = new StagedCommand(plugin.argv(), List.of()).liveTree(deployment.root());
        if (live.isPresent()) {
            throw new NotSealableException(
                    job + plugin.file() + ", whose argv " + live.get() + "\n" + StagedCommand.REMEDY);
        }
    }

    private static void requireRunnable(String job, String file, Deployment deployment, Policy policy)
            throws NotSealableException {
        if (policy.forbidden().forbids(file)) {
            throw new NotSealableException(
                    job + file
                            + ", which matches a forbidden pattern of the policy\nForbidden files never run; take it out of the job.");
        }
        if (!isSealed(file, deployment, policy)) {
            String remedy = file.startsWith(CANONICAL)
                    ? "Put it there, or take it out of the job."
                    : "Add it to the policy's files, or take it out of the job.";
            throw new NotSealableException(job + file + ", which would not be sealed\n" + remedy);
        }
    }

    /** Whatever lies in the canonical tree is sealed, and so is what the policy lists, or the freeze fails. */
    private static boolean isSealed(String file, Deployment deployment, Policy policy) {
        return file.startsWith(CANONICAL)
                ? Files.isRegularFile(deployment.path(file), LinkOption.NOFOLLOW_LINKS)
                : file.equals(CanonicalTree.RUN_DOCUMENT) || policy.files().contains(file);
    }
}
