package org.corebucket.bridge.guard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.manifest.ListedFiles;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.UnlistedFilesCheck;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;

/**
 * What is verified before every start (CONTRACT 3): the seal, all digests, and that nothing unlisted lies in the canonical
 * tree.
 *
 * @param policy what may run, if it is the sealed one
 * @param entries the manifest's entries; none if it could not be read
 * @param violations all findings that forbid to start anything
 */
public record StartFacts(PolicyReading policy, List<ManifestEntry> entries, List<Finding> violations) {

    public StartFacts {
        violations = List.copyOf(violations);
    }

    /** Those of a deployment as it lies there now; what was seen of its seal is remembered, unless nothing is to be written. */
    public static StartFacts now(Deployment deployment, Host host, boolean readOnly) throws IOException {
        SealVerifier seal = new SealVerifier(deployment, SealMemory.of(deployment, host, readOnly), null);
        return of(deployment, seal.verify(), TreeHasher.onePerProcessor());
    }

    /**
     * Reads every listed file once.
     *
     * @param jobs how many at a time
     */
    public static StartFacts of(Deployment deployment, SealVerdict seal, int jobs) throws IOException {
        List<Finding> violations = new ArrayList<>(seal.findings());
        PolicyReading policy = PolicyReading.of(deployment, seal);
        policy.finding().ifPresent(violations::add);
        if (seal.manifest().isEmpty()) {
            return new StartFacts(policy, List.of(), violations);
        }
        Manifest manifest = seal.manifest().get();
        ListedFiles.HashOptions strict = new ListedFiles.HashOptions(true, false, jobs);
        violations.addAll(ListedFiles.compare(deployment.root(), manifest, strict, HashProgress.NONE)
                .findings());
        violations.addAll(new UnlistedFilesCheck(deployment, manifest).run().findings());
        return new StartFacts(policy, manifest.entries(), violations);
    }
}
