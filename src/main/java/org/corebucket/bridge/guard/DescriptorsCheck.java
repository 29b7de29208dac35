package org.corebucket.bridge.guard;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/**
 * Can what the descriptors of the built-in entrypoints name be used: TLS files, the tokens' key or secret, address and port,
 * the files of jobs (CONTRACT 2)? A descriptor that is not the sealed one is not parsed.
 */
public final class DescriptorsCheck implements Check {

    private final Deployment deployment;
    private final Policy policy;
    private final Map<Entrypoint.EntrypointKind, DescriptorReader> readers;
    private final Map<String, Sha256> sealed = new HashMap<>();

    /**
     * A check of one deployment.
     *
     * @param entries what the manifest lists
     * @param readers one for each built-in kind
     */
    public DescriptorsCheck(
            Deployment deployment,
            Policy policy,
            List<ManifestEntry> entries,
            Map<Entrypoint.EntrypointKind, DescriptorReader> readers) {
        this.deployment = deployment;
        this.policy = policy;
        this.readers = readers;
        for (ManifestEntry entry : entries) {
            sealed.put(entry.path(), entry.digest());
        }
    }

    /**
     * The same questions about descriptors that are not sealed yet, for {@code freeze}.
     *
     * @param listed the paths that are about to be sealed
     * @throws MalformedJsonException naming file and line
     */
    public static Questions beforeSealing(
            Deployment deployment,
            Policy policy,
            Set<String> listed,
            Map<Entrypoint.EntrypointKind, DescriptorReader> readers)
            throws IOException, MalformedJsonException {
        Questions questions = new Questions();
        for (Entrypoint entrypoint : policy.withSealed(listed).entrypoints()) {
            DescriptorReader reader = readers.get(entrypoint.kind());
            if (reader != null && listed.contains(entrypoint.file())) {
                byte[] json = TreeFiles.read(deployment.root(), entrypoint.file(), Deployment.LARGEST_SETTINGS);
                reader.ask(json, entrypoint.file(), policy, listed, questions);
            }
        }
        return questions;
    }

    @Override
    public CheckResult run() throws IOException {
        Questions questions = new Questions();
        List<String> unasked = new ArrayList<>();
        for (Entrypoint entrypoint : policy.withSealed(sealed.keySet()).entrypoints()) {
            DescriptorReader reader = readers.get(entrypoint.kind());
            if (reader != null) {
                ask(entrypoint.file(), reader, questions, unasked);
            }
        }
        if (!unasked.isEmpty() && !questions.anyFailed()) {
            return new CheckResult.Skipped("not asked: " + String.join("; ", unasked));
        }
        if (questions.asked().isEmpty()) {
            questions.holds("the policy has no built-in entrypoint: there is no descriptor");
        }
        return questions.result();
    }

    private void ask(String file, DescriptorReader reader, Questions questions, List<String> unasked)
            throws IOException {
        try {
            byte[] json = TreeFiles.read(deployment.root(), file, Deployment.LARGEST_SETTINGS);
            Sha256 expected = sealed.get(file);
            if (expected != null && Sha256.of(json).equals(expected)) {
                reader.ask(json, file, policy, sealed.keySet(), questions);
            } else {
                unasked.add(file + " is not the one that was sealed");
            }
        } catch (MalformedJsonException e) {
            questions.fails(Finding.of(
                    Consequence.FAILED,
                    "descriptor-malformed",
                    file,
                    "DESCRIPTOR MALFORMED: " + e.getMessage(),
                    "correct " + file + ", then: bridgectl freeze --reason TEXT"));
        } catch (NoSuchFileException | NotRegularException | AccessDeniedException e) {
            // The check {@code canonical-hashes} reports it.
            unasked.add(file + " can't be read: " + IoTrouble.reason(e));
        }
    }
}
