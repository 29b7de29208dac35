package org.corebucket.bridge.approval;

import java.io.IOException;
import java.util.Map;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.ClockAcceptance;
import org.corebucket.bridge.trust.Authority;

/** Proposes that a clock was ahead. */
public final class ClockProposals {

    private ClockProposals() {}

    /** Proposes the statement; the caller holds the deployment's lock. */
    public static Proposal propose(Deployment deployment, ClockAcceptance statement, Authority inForce)
            throws IOException {
        Proposals proposals = Proposals.of(deployment);
        proposals.propose(Subject.CLOCK, statement.canonical(), inForce, Map.of(), Map.of());
        return proposals.of(Subject.CLOCK).orElseThrow();
    }

    /**
     * What is proposed.
     *
     * @throws RefusedException if it is no such statement
     */
    public static ClockAcceptance read(Proposal proposal) throws RefusedException {
        try {
            return ClockAcceptance.ofCanonical(proposal.content(), "the proposed statement about the clock");
        } catch (MalformedJsonException e) {
            throw new RefusedException(
                    e.getMessage() + "\nPropose it again: " + proposal.subject().proposing());
        }
    }
}
