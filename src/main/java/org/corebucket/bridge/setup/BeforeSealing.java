package org.corebucket.bridge.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.DescriptorsCheck;
import org.corebucket.bridge.guard.KeyPermissionsCheck;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.verification.DescriptorReaders;
import org.corebucket.bridge.verification.ReadinessCheck;

/**
 * Asks, before files are sealed, those questions of a verification that the sealed files decide, by the same checks. So nothing
 * is sealed that could not run or would not verify.
 */
public final class BeforeSealing {

    private final Deployment deployment;
    private final Host host;

    /** Questions about one deployment, asked at this host. */
    public BeforeSealing(Deployment deployment, Host host) {
        this.deployment = deployment;
        this.host = host;
    }

    /**
     * Asks the questions.
     *
     * @param paths the files that would be sealed
     * @return the warnings
     * @throws MalformedJsonException if a descriptor is malformed, naming file and line
     * @throws MendableException if a verification would have findings, with all of them and their remedies
     */
    public List<Caution> require(Policy policy, List<String> paths) throws IOException, MendableException {
        Set<String> listed = new HashSet<>(paths);
        Questions descriptors =
                DescriptorsCheck.beforeSealing(deployment, policy, listed, DescriptorReaders.of(deployment, host));
        List<Finding> findings = new ArrayList<>();
        for (Check check : ReadinessCheck.beforeSealing(policy, deployment.root(), listed)) {
            findings.addAll(check.run().findings());
        }
        List<Caution> cautions = new ArrayList<>();
        for (Question question : descriptors.asked()) {
            findings.addAll(question.findings());
            cautions.addAll(question.cautions());
        }
        findings.addAll(KeyPermissionsCheck.listedKeys(deployment, paths));
        unreadable(policy, paths, findings);
        if (!findings.isEmpty()) {
            throw MendableException.notAllowed(words(findings));
        }
        return cautions;
    }

    /**
     * Warns of files that scripts of entrypoints load, as far as that can be seen, and that a run would not find, since they
     * would not be sealed.
     *
     * @param paths the files that would be sealed
     * @return a warning for each such file, with its remedy on a second line
     */
    public List<String> visibleImports(Policy policy, List<String> paths) {
        Set<String> scripts = new LinkedHashSet<>();
        Set<String> staged = new HashSet<>();
        for (Entrypoint entrypoint : policy.entrypoints()) {
            if (entrypoint.kind() == Entrypoint.EntrypointKind.PROCESS) {
                scripts.add(entrypoint.file());
                if (entrypoint.command().worksInStagedRoot()) {
                    staged.add(entrypoint.file());
                }
            }
        }
        List<String> warnings = new ArrayList<>();
        List<VisibleImports.MissingImport> found = new VisibleImports(deployment.root(), paths).missing(scripts);
        for (VisibleImports.MissingImport missing : found) {
            boolean fromLiveTree = !staged.contains(missing.by())
                    && found.contains(new VisibleImports.MissingImport(missing.by(), missing.path(), true));
            if (!missing.live() && !fromLiveTree) {
                warnings.add(missing.by() + " loads " + missing.path() + ", which is not sealed: a run will not find it"
                        + "\n  add it to \"files\" in canonical/policy.json, then: bridgectl freeze --reason TEXT (before"
                        + " there is a seal, init takes --library " + missing.path() + ")");
            } else if (missing.live() && scripts.contains(missing.by()) && !staged.contains(missing.by())) {
                warnings.add(
                        missing.by() + " loads " + missing.path() + " from where it works, which is the live tree, and"
                                + " not what was sealed\n  let it say . \"$(dirname \"$0\")/FILE\", or its argv in"
                                + " canonical/policy.json {dir}/" + missing.by());
            }
        }
        return warnings;
    }

    /**
     * Adds a finding for each listed file that the policy would leave without any permission: the next verification could not
     * hash it.
     */
    private static void unreadable(Policy policy, List<String> paths, List<Finding> findings) {
        if (policy.forbidden().mode() != ForbiddenRunners.Mode.NONE) {
            return;
        }
        for (String path : paths) {
            if (policy.forbidden().forbids(path)) {
                findings.add(Finding.of(
                        Consequence.FAILED,
                        "forbidden-listed",
                        path,
                        "FORBIDDEN FILE LISTED: " + path
                                + " - the policy takes all its permissions away, so that it can't" + " be verified",
                        "let the mode of \"forbidden\" be \"no-exec\", or take the file out of the policy"));
            }
        }
    }

    private static String words(List<Finding> findings) {
        StringBuilder words = new StringBuilder("this would be sealed, and then not verify, or not run:");
        for (Finding finding : findings) {
            words.append("\n  ").append(finding.message()).append("\n    ").append(finding.remedy());
        }
        return words.toString();
    }
}
