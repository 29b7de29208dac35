package org.corebucket.bridge.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.ArgumentForm;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.StagedCommand;
import org.corebucket.bridge.readiness.Finding;

/**
 * Decides whether a request may run (CONTRACT 3). A request is approved only if the deployment verifies, if it names an
 * entrypoint by the policy's name or by the path of its file as the manifest spells it, and if its arguments have an approved
 * form. The first of these reasons that applies is given: forbidden, not listed, changed, not sealed, arguments not approved.
 */
public final class EntrypointGuard {

    /** The most arguments that a message quotes. */
    private static final int MOST_QUOTED = 8;

    private static final String WITNESS = "witness";

    private final Deployment deployment;
    private final StartFacts facts;

    /** A guard of one deployment, with the facts that were just verified. */
    public EntrypointGuard(Deployment deployment, StartFacts facts) {
        this.deployment = deployment;
        this.facts = facts;
    }

    /** Decides about a request. */
    public Decision decide(RunRequest request) {
        if (!(facts.policy() instanceof PolicyReading.VerifiedPolicy verified)) {
            return new Decision.NotApproved(changed(request));
        }
        List<String> listed = new ArrayList<>();
        for (ManifestEntry entry : facts.entries()) {
            listed.add(entry.path());
        }
        Policy policy = verified.policy().withSealed(listed);
        return decide(request, policy, policy.entrypoint(request.entrypoint()));
    }

    /**
     * Decides about an entrypoint that a sealed descriptor names, not the policy. Everything else is the same.
     *
     * @param named the entrypoint that is requested
     */
    public Decision decide(RunRequest request, Entrypoint named) {
        return facts.policy() instanceof PolicyReading.VerifiedPolicy verified
                ? decide(request, verified.policy(), Optional.of(named))
                : new Decision.NotApproved(changed(request));
    }

    private Decision decide(RunRequest request, Policy policy, Optional<Entrypoint> found) {
        if (policy.forbidden().forbidsAnySpelling(deployment.root(), request.entrypoint())
                || (found.isPresent()
                        && policy.forbidden()
                                .forbidsAnySpelling(
                                        deployment.root(), found.get().file()))) {
            return new Decision.NotApproved(forbidden(request));
        }
        if (found.isEmpty()) {
            return new Decision.NotApproved(noEntrypoint(request, policy));
        }
        Entrypoint entrypoint = found.get();
        Optional<ManifestEntry> file = listed(entrypoint.file());
        if (file.isEmpty()) {
            return new Decision.NotApproved(unlistedFile(request, entrypoint));
        }
        if (!facts.violations().isEmpty()) {
            return new Decision.NotApproved(changed(request));
        }
        Optional<String> live = entrypoint.liveTree(deployment.root());
        if (live.isPresent()) {
            return new Decision.NotApproved(request.refuse(
                    Refusal.RefusalReason.NOT_SEALED,
                    live.get(),
                    StagedCommand.REMEDY + "; then: bridgectl freeze --reason TEXT"));
        }
        return entrypoint.approves(request.arguments())
                ? new Decision.Approved(entrypoint, file.get(), request.arguments())
                : new Decision.NotApproved(arguments(request, entrypoint));
    }

    private Optional<ManifestEntry> listed(String path) {
        for (ManifestEntry entry : facts.entries()) {
            if (entry.path().equals(path)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    private static Refusal forbidden(RunRequest request) {
        return request.refuse(
                Refusal.RefusalReason.FORBIDDEN,
                Quoted.of(request.entrypoint()) + " matches a forbidden pattern of the policy",
                "forbidden files never run; what may run is in the entrypoints of " + Deployment.POLICY);
    }

    private static Refusal noEntrypoint(RunRequest request, Policy policy) {
        StringBuilder names = new StringBuilder();
        for (Entrypoint entrypoint : policy.entrypoints()) {
            names.append(names.length() == 0 ? "" : ", ").append(entrypoint.name());
        }
        return request.refuse(
                Refusal.RefusalReason.NOT_LISTED,
                Quoted.of(request.entrypoint()) + " is no entrypoint of the policy, nor the path of one as the manifest"
                        + " spells it",
                request.entrypoint().equals(WITNESS)
                        ? "a witness runs once its descriptor is sealed: write " + Deployment.WITNESS
                                + ", then: bridgectl freeze --reason TEXT"
                        : names.length() == 0
                                ? "the policy names no entrypoint: nothing may run"
                                : "what may run: " + names + "; to approve another, add it to files and entrypoints of "
                                        + Deployment.POLICY + ", then: bridgectl freeze --reason TEXT");
    }

    private static Refusal unlistedFile(RunRequest request, Entrypoint entrypoint) {
        return request.refuse(
                Refusal.RefusalReason.NOT_LISTED,
                Quoted.of(entrypoint.file()) + " is not in the manifest",
                "add it to the policy's files, then: bridgectl freeze --reason TEXT");
    }

    private Refusal changed(RunRequest request) {
        List<Finding> violations = facts.violations();
        if (violations.isEmpty()) {
            return request.refuseChanged(facts.policy().reason());
        }
        String more = violations.size() == 1 ? "" : ", and " + (violations.size() - 1) + " more";
        return request.refuseChanged("the deployment does not verify: "
                + Quoted.printable(violations.get(0).message()) + more);
    }

    private static Refusal arguments(RunRequest request, Entrypoint entrypoint) {
        StringBuilder forms = new StringBuilder();
        for (ArgumentForm form : entrypoint.commands()) {
            String text = form.text();
            forms.append(forms.length() == 0 ? "" : ", ").append(text.isEmpty() ? "no arguments" : '"' + text + '"');
        }
        StringBuilder given = new StringBuilder();
        List<String> arguments = request.arguments();
        for (String argument : arguments.subList(0, Math.min(MOST_QUOTED, arguments.size()))) {
            given.append(' ').append(Quoted.of(argument));
        }
        given.append(arguments.size() > MOST_QUOTED ? " ..." : "");
        return request.refuse(
                Refusal.RefusalReason.ARGUMENTS_NOT_APPROVED,
                (given.length() == 0 ? "no arguments is" : "the arguments" + given + " are") + " no approved form of "
                        + entrypoint.name(),
                forms.length() == 0 ? "the policy approves no form: it may not run" : "approved: " + forms);
    }
}
