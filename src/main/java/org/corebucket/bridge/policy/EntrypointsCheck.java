package org.corebucket.bridge.policy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/**
 * Whether the manifest lists the file of every entrypoint, and whether that is what runs: what it does not list, nobody has
 * sealed.
 */
public final class EntrypointsCheck implements Check {

    /** What is known of it before it runs. */
    public static final CheckSpec SPEC = new CheckSpec("entrypoints", "Verifying entrypoints", 5, true);

    private final Policy policy;
    private final Set<String> listed;
    private final Path root;

    /**
     * Asks of this policy.
     *
     * @param listed the paths that the manifest lists
     * @param root the deployment's real path
     */
    public EntrypointsCheck(Policy policy, Set<String> listed, Path root) {
        this.policy = policy;
        this.root = root;
        this.listed = listed;
    }

    @Override
    public CheckSpec spec() {
        return SPEC;
    }

    @Override
    public CheckResult run() {
        Questions questions = new Questions();
        for (Entrypoint entrypoint : policy.entrypoints()) {
            String subject = entrypoint.name() + " - " + entrypoint.file();
            Optional<String> live = entrypoint.liveTree(root);
            if (live.isPresent()) {
                questions.fails(Finding.of(
                        Consequence.FAILED,
                        "entrypoint-not-sealed",
                        Deployment.POLICY,
                        "ENTRYPOINT NOT SEALED: " + live.get(),
                        StagedCommand.REMEDY + "; then run: bridgectl freeze --reason TEXT"));
            } else if (listed.contains(entrypoint.file())) {
                questions.holds(subject + " is listed");
            }
            if (!listed.contains(entrypoint.file())) {
                questions.fails(Finding.of(
                        Consequence.FAILED,
                        "entrypoint-not-listed",
                        entrypoint.file(),
                        "ENTRYPOINT NOT LISTED: " + subject + " is not in the manifest",
                        "remove it from the policy's entrypoints, or add its file to the policy's files; then run:"
                                + " bridgectl freeze --reason TEXT"));
            }
        }
        if (policy.entrypoints().isEmpty()) {
            questions.holds("the policy names no entrypoint: nothing may run");
        }
        return questions.result();
    }
}
