package org.corebucket.bridge.approval;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DetachedSignatures;
import org.corebucket.bridge.trust.RootKey;
import org.corebucket.bridge.trust.SignedTrustRoot;
import org.corebucket.bridge.trust.TrustAnchor;
import org.corebucket.bridge.trust.TrustChain;
import org.corebucket.bridge.trust.TrustChain.BrokenTrustException;
import org.corebucket.bridge.trust.TrustRoot;
import org.corebucket.bridge.trust.TrustRootFiles;

/** Proposes versions of a deployment's trust root, and puts them in force once enough have signed (CONTRACT 13). */
public final class TrustProposals {

    private final Deployment deployment;
    private final TrustStore store;
    private final Instant now;
    private final Proposals proposals;

    /** The proposals of one deployment; the caller holds its lock. */
    public TrustProposals(Deployment deployment, Host host) {
        this.deployment = deployment;
        this.store = new TrustStore(deployment, host);
        this.now = host.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        this.proposals = Proposals.of(deployment);
    }

    /**
     * Proposes version 1, or the version after the one in force.
     *
     * @param sealed the header of the manifest in force
     * @throws RefusedException if the change makes no trust root
     */
    public TrustRoot propose(Authority inForce, SealedHeader sealed, TrustChange change)
            throws IOException, RefusedException {
        TrustRoot next;
        if (inForce instanceof Authority.RootInForce root) {
            next = change.after(root.version(), now);
        } else {
            next = change.first(sealed.deployment(), now);
        }
        proposals.propose(Subject.TRUST, next.bytes(), inForce, Map.of(), Map.of());
        return next;
    }

    /**
     * Puts the proposed version in force. If a crash interrupted this after the version was in force, it is finished.
     *
     * @return the version, with the signatures that hold
     * @throws RefusedException if it does not follow from the one in force, or too few have signed it: the message says who is
     *     missing
     * @throws MendableException if nothing is proposed, or it is malformed
     */
    public SignedTrustRoot apply(Authority inForce, SealedHeader sealed) throws IOException, MendableException {
        Proposal proposal = proposals
                .of(Subject.TRUST)
                .orElseThrow(() -> MendableException.missing(
                        "no trust root is proposed\nPropose one: bridgectl trust propose --reason TEXT"));
        SignedTrustRoot next =
                new SignedTrustRoot(ProposalStanding.root(proposal), proposal.digest(), proposal.signatures());
        if (inForce instanceof Authority.RootInForce root
                && root.version().digest().equals(next.digest())) {
            new TrustRootFiles(deployment).finish(root.version().root().version());
            return remember(root.version());
        }
        requireFollows(inForce, sealed, next);
        ProposalStanding.of(proposal, inForce).requireReached();
        SignedTrustRoot holding = new SignedTrustRoot(next.root(), next.digest(), holding(inForce, next));
        new TrustRootFiles(deployment).putInForce(holding, proposal.content());
        return remember(holding);
    }

    private SignedTrustRoot remember(SignedTrustRoot inForce) throws IOException {
        store.believe(new TrustAnchor.KnownVersion(inForce.root().version(), inForce.digest()));
        proposals.drop(Subject.TRUST);
        return inForce;
    }

    private static void requireFollows(Authority inForce, SealedHeader sealed, SignedTrustRoot next)
            throws RefusedException {
        if (!next.root().deployment().equals(sealed.deployment())) {
            throw new RefusedException("the proposed trust root is of another deployment, "
                    + next.root().deployment() + "\nThis one is " + sealed.deployment() + ".");
        }
        List<SignedTrustRoot> versions = new ArrayList<>();
        if (inForce instanceof Authority.RootInForce root) {
            versions.add(root.version());
        }
        versions.add(next);
        if (next.root().version() != versions.get(0).root().version() + versions.size() - 1) {
            throw new RefusedException("version " + next.root().version() + " of the trust root is proposed, and "
                    + inForce.words() + " is in force\nPropose it again: bridgectl trust propose --reason TEXT");
        }
        try {
            TrustChain.follow(versions, inForce.anchor());
        } catch (BrokenTrustException e) {
            throw new RefusedException(e.getMessage() + "\nWho is missing signs it: bridgectl trust sign --key PEM");
        }
    }

    /** Those of the signatures that hold, under a key of the new version or of the one in force. */
    private static DetachedSignatures holding(Authority inForce, SignedTrustRoot next) {
        List<RootKey> signed = new ArrayList<>(next.countedBy(inForce).signed());
        signed.addAll(next.countedBy(ProposalStanding.own(next, inForce)).signed());
        return next.signatures().madeBy(signed);
    }
}
