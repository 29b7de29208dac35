package org.corebucket.bridge.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/** Is nothing in {@code canonical/} that is not in the manifest? */
public final class UnlistedFilesCheck implements Check {

    private final Deployment deployment;
    private final Manifest manifest;

    /** A check of one deployment. */
    public UnlistedFilesCheck(Deployment deployment, Manifest manifest) {
        this.deployment = deployment;
        this.manifest = manifest;
    }

    @Override
    public CheckResult run() throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (CanonicalTree.Item item : CanonicalTree.unlisted(deployment, manifest.entries())) {
            String what = item.isRegular() ? "" : " - it is " + item.what();
            String remedy = item.isRegular()
                    ? "move it out of canonical/, or seal it: bridgectl freeze --reason TEXT"
                    : "move it out of canonical/: only regular files can be sealed";
            findings.add(Finding.of(
                    Consequence.UNLISTED, "unlisted", item.path(), "UNLISTED FILE: " + item.path() + what, remedy));
        }
        Questions questions = new Questions();
        questions.ask(findings, "Nothing in canonical/ is unlisted");
        return questions.result();
    }
}
