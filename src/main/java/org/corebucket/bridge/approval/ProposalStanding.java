package org.corebucket.bridge.approval;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.Quorum;
import org.corebucket.bridge.trust.RootKey;
import org.corebucket.bridge.trust.SignedTrustRoot;
import org.corebucket.bridge.trust.TrustRoot;
import org.jspecify.annotations.Nullable;

/**
 * How far a proposal is: who has signed it. A trust root takes two counts, that of the version in force and its own.
 *
 * @param counts at least one; each must be reached
 */
public record ProposalStanding(List<AuthorityCount> counts) {

    /** The signatures as one authority counts them. */
    public record AuthorityCount(Authority authority, Quorum quorum) {}

    /** A standing; the list is copied. */
    public ProposalStanding {
        counts = List.copyOf(counts);
    }

    /**
     * Counts who has signed.
     *
     * @param inForce who may decide now; null if that is not known, on a host that has only the proposal
     * @throws RefusedException if it is no trust root, and should be
     */
    public static ProposalStanding of(Proposal proposal, @Nullable Authority inForce) throws RefusedException {
        List<AuthorityCount> counts = new ArrayList<>();
        if (inForce != null) {
            counts.add(new AuthorityCount(inForce, proposal.countedBy(inForce)));
        }
        if (proposal.subject().act() == DecidedAct.TRUST) {
            SignedTrustRoot next = new SignedTrustRoot(root(proposal), proposal.digest(), proposal.signatures());
            Authority own = own(next, inForce);
            counts.add(new AuthorityCount(own, proposal.countedBy(own)));
        }
        if (counts.isEmpty()) {
            throw new RefusedException("the proposal does not bring along the trust root by which it is counted"
                    + "\nPropose it again, and copy " + Proposals.DIRECTORY + " as a whole.");
        }
        return new ProposalStanding(counts);
    }

    /** Those who may decide under a proposed version, at the time at which those are asked who may decide now. */
    static Authority.RootInForce own(SignedTrustRoot next, @Nullable Authority inForce) {
        return new Authority.RootInForce(
                next,
                inForce instanceof Authority.RootInForce root
                        ? root.at()
                        : next.root().signedAt());
    }

    /**
     * The proposed version of a trust root.
     *
     * @throws RefusedException if it is malformed
     */
    static TrustRoot root(Proposal proposal) throws RefusedException {
        try {
            return TrustRoot.read(proposal.content(), "the proposed trust root");
        } catch (MalformedJsonException e) {
            throw new RefusedException(e.getMessage() + "\nPropose it again: bridgectl trust propose --reason TEXT");
        }
    }

    /** Whether enough have signed. */
    public boolean isReached() {
        return counts.stream().allMatch(count -> count.quorum().isReached());
    }

    /**
     * Requires that enough have signed.
     *
     * @throws RefusedException with who is missing
     */
    public void requireReached() throws RefusedException {
        if (!isReached()) {
            List<String> names = new ArrayList<>();
            missing().forEach(one -> names.add(one.words()));
            throw new RefusedException("too few have approved it: " + words()
                    + "\nOne of these approves it: bridgectl approve" + " --key PEM; " + String.join(", ", names));
        }
    }

    /** The key with this fingerprint, if its signature counts. */
    public Optional<RootKey> key(String fingerprint) {
        return counts.stream()
                .flatMap(count -> count.authority().key(fingerprint).stream())
                .findFirst();
    }

    /** The key with this fingerprint, if its signature would count, had it not expired. */
    public Optional<RootKey> expired(String fingerprint) {
        return counts.stream()
                .flatMap(count -> count.authority().expired(fingerprint).stream())
                .findFirst();
    }

    /** Those who could still sign. */
    public List<RootKey> missing() {
        Set<RootKey> missing = new LinkedHashSet<>();
        for (AuthorityCount count : counts) {
            if (!count.quorum().isReached()) {
                missing.addAll(count.quorum().missing());
            }
        }
        return List.copyOf(missing);
    }

    /** The counts in words. */
    public String words() {
        List<String> words = new ArrayList<>();
        for (AuthorityCount count : counts) {
            String by = count.authority() instanceof Authority.ReleaseKey
                    ? "the release key"
                    : count.authority().words();
            words.add((counts.size() == 1 ? "" : "by " + by + " ")
                    + count.quorum().words());
        }
        return String.join("; ", words);
    }

    /** What does not count, and why. */
    public Set<String> uncounted() {
        Set<String> uncounted = new LinkedHashSet<>();
        if (counts.size() == 1) {
            uncounted.addAll(counts.get(0).quorum().uncounted());
        }
        return uncounted;
    }
}
