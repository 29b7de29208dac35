package org.corebucket.bridge.cli.approval;

import java.io.IOException;
import org.corebucket.bridge.approval.ApprovalAudit;
import org.corebucket.bridge.approval.Decider;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.ProposalStanding;
import org.corebucket.bridge.approval.Proposals;
import org.corebucket.bridge.approval.Subject;
import org.corebucket.bridge.approval.TrustProposals;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.trust.SignedTrustRoot;

/** Puts a proposed trust root in force, and says what that means. The caller holds the deployment's lock. */
final class TrustApplying {

    private final Session session;
    private final Deployment deployment;

    TrustApplying(Session session, Deployment deployment) {
        this.session = session;
        this.deployment = deployment;
    }

    /** Applies what is proposed if enough have signed it; else says who is missing. */
    int applyIfReached(Decider decider) throws IOException, MendableException {
        Proposal proposal = Proposals.of(deployment).of(Subject.TRUST).orElseThrow();
        ProposalStanding standing = ProposalStanding.of(proposal, decider.authority());
        if (standing.isReached()) {
            apply(decider);
            return ExitCode.OK;
        }
        session.out().println("Signed: " + standing.words() + ".");
        session.out().println("Next, another holder: bridgectl trust sign --key PEM");
        return ExitCode.OK;
    }

    void apply(Decider decider) throws IOException, MendableException {
        SignedTrustRoot applied =
                new TrustProposals(deployment, session.host()).apply(decider.authority(), decider.sealed());
        ApprovalAudit.of(deployment, session.host()).completed(Subject.TRUST, applied.digest());
        session.out()
                .println("In force: version " + applied.root().version() + " of the trust root, sha256 "
                        + applied.digest().hex());
        SealVerdict seal = SealVerifier.readOnly(deployment, session.host(), null);
        for (Finding finding : seal.findings()) {
            session.tell(finding);
        }
        if (!seal.isTrusted()) {
            session.out().println("Nothing starts until the seal holds.");
        }
    }
}
