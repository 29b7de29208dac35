package org.corebucket.bridge.approval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.Resolution;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;

/** Proposes resolutions of incidents, each with the incident's file. */
public final class ResolutionProposals {

    /** The name under which a proposal keeps the incident's file. */
    static final String INCIDENT = "incident.json";

    private final Deployment deployment;
    private final Proposals proposals;

    /** The proposals of one deployment. */
    public ResolutionProposals(Deployment deployment) {
        this.deployment = deployment;
        this.proposals = Proposals.of(deployment);
    }

    /** Proposes a resolution of an incident as it was seen. */
    @SuppressWarnings("try") // the lock is only held
    public Proposal propose(Resolution resolution, IncidentState seen, Authority inForce)
            throws IOException, MendableException {
        Subject subject = Subject.resolution(seen.id());
        Map<String, Path> copies = seen.digest() == null
                ? Map.of()
                : Map.of(INCIDENT, deployment.incidents().resolve(seen.id() + ".json"));
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            proposals.propose(subject, resolution.canonical(), inForce, Map.of(), copies);
        }
        return proposals.of(subject).orElseThrow();
    }

    /**
     * What is proposed about an incident as it was seen now.
     *
     * @throws RefusedException if it is no resolution, or one of another incident, or of this one as it was before it changed: it would not
     *     resolve what was seen
     */
    public Resolution read(Proposal proposal, IncidentState seen) throws RefusedException {
        Resolution resolution = read(proposal);
        if (!resolution.incident().equals(seen.id()) || !Objects.equals(resolution.incidentSha256(), seen.digest())) {
            throw new RefusedException(
                    "the proposal does not resolve " + seen.id() + " as it is now" + again(proposal.subject()));
        }
        return resolution;
    }

    /**
     * What is proposed.
     *
     * @throws RefusedException if it is no resolution, or another one than its file's name says
     */
    static Resolution read(Proposal proposal) throws RefusedException {
        try {
            Resolution resolution = Resolution.ofCanonical(proposal.content(), "the proposed resolution");
            if (!resolution.incident().equals(proposal.subject().word())) {
                throw new RefusedException("what is proposed resolves another incident, "
                        + OneLine.of(resolution.incident()) + "\nDo not sign it." + again(proposal.subject()));
            }
            return resolution;
        } catch (MalformedJsonException e) {
            throw new RefusedException(e.getMessage() + again(proposal.subject()));
        }
    }

    static String again(Subject subject) {
        return "\nPropose it again: " + OneLine.of(subject.proposing());
    }
}
