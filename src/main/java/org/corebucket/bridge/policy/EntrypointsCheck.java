package org.corebucket.bridge.policy;

import java.util.Set;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/** Whether the manifest lists the file of every entrypoint: what it does not list, nobody has sealed. */
public final class EntrypointsCheck implements Check {

    /** What is known of it before it runs. */
    public static final CheckSpec SPEC = new CheckSpec("entrypoints", "Verifying entrypoints", 5, true);

    private final Policy policy;
    private final Set<String> listed;

    /**
     * Asks of this policy.
     *
     * @param listed the paths that the manifest lists
     */
    public EntrypointsCheck(Policy policy, Set<String> listed) {
        this.policy = policy;
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
            if (listed.contains(entrypoint.file())) {
                questions.holds(subject + " is listed");
            } else {
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
