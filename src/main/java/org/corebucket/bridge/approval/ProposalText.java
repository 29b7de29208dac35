package org.corebucket.bridge.approval;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.incident.Resolution;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.seal.ClockAcceptance;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.RootKey;
import org.corebucket.bridge.trust.TrustRoot;
import org.jspecify.annotations.Nullable;

/** Shows what is proposed, in full: whoever signs it signs what stands there. No name and no content can forge a line. */
public final class ProposalText {

    private final Proposals proposals;
    private final PrintWriter out;

    /** A text about proposals in one directory. */
    public ProposalText(Proposals proposals, PrintWriter out) {
        this.proposals = proposals;
        this.out = out;
    }

    /** Shows what was proposed in a deployment just now, and says what is to be done next. */
    public static void tellProposed(Proposal proposal, Deployment deployment, Authority inForce, PrintWriter out)
            throws IOException, RefusedException {
        new ProposalText(Proposals.of(deployment), out).print(proposal, ProposalStanding.of(proposal, inForce));
        String approving = proposal.subject().equals(Subject.TRUST) ? "trust sign" : "approve";
        out.println("Proposed, in " + Proposals.DIRECTORY + ". Next, each who approves it: bridgectl " + approving
                + " --key PEM");
    }

    /**
     * Prints a proposal, and who has signed it.
     *
     * @throws RefusedException if it is not what its subject must be
     */
    public void print(Proposal proposal, ProposalStanding standing) throws IOException, RefusedException {
        say("Proposed: " + proposal.subject().word() + ", sha256 "
                + proposal.digest().hex());
        switch (proposal.subject().act()) {
            case TRUST -> root(proposal);
            case FREEZE -> manifest(proposal);
            case RESOLVE -> statement(proposal);
            case CERTIFY -> certificate(proposal);
        }
        say("Signed: " + standing.words());
        standing.uncounted().forEach(this::say);
    }

    private void statement(Proposal proposal) throws IOException, RefusedException {
        if (proposal.subject().equals(Subject.CLOCK)) {
            clock(proposal);
        } else if (proposal.subject().equals(Subject.LEDGER)) {
            LedgerAcceptance.read(proposal).lines().forEach(this::say);
        } else {
            resolution(proposal);
        }
    }

    private void clock(Proposal proposal) throws RefusedException {
        ClockAcceptance clock = ClockProposals.read(proposal);
        say("The clock was ahead, until " + UtcTime.of(clock.seenUntil()) + ", of deployment " + clock.deployment());
        say("  reason: " + clock.reason());
        say("  proposed at " + UtcTime.of(clock.acceptedAt()) + " by " + clock.by() + ", under "
                + clock.decidedBy().words());
        say("  no time until then counts that was recorded while it was ahead");
    }

    private void resolution(Proposal proposal) throws IOException, RefusedException {
        Resolution resolution = ResolutionProposals.read(proposal);
        say("Resolution of " + resolution.incident());
        say("  reason: " + resolution.reason());
        say("  proposed at " + UtcTime.of(resolution.resolvedAt()) + " by " + resolution.by() + ", under "
                + resolution.decidedBy().words());
        Optional<byte[]> incident = proposals.shown(proposal.subject(), ResolutionProposals.INCIDENT);
        Sha256 expected = resolution.incidentSha256();
        if (expected == null) {
            say("  the incident has no readable file");
        } else if (incident.isEmpty() || !Sha256.of(incident.get()).equals(expected)) {
            throw new RefusedException("the proposal does not bring along the incident that it resolves, sha256 "
                    + expected.hex() + "\nDo not sign it." + ResolutionProposals.again(proposal.subject()));
        } else {
            content(incident.get());
        }
    }

    private void certificate(Proposal proposal) throws IOException, RefusedException {
        CertificateProposals.CertificateDraft draft = CertificateProposals.read(proposals, proposal);
        content(draft.text().getBytes(StandardCharsets.UTF_8));
    }

    /** Shows a text line by line, behind a mark that it can't imitate. */
    private void content(byte[] text) {
        for (String line : new String(text, StandardCharsets.UTF_8).split("\n", -1)) {
            say("  | " + line);
        }
    }

    private void manifest(Proposal proposal) throws IOException, RefusedException {
        byte[] old = proposals.shown(Subject.FREEZE, FreezeProposals.BEFORE).orElse(new byte[0]);
        try {
            Manifest after = ManifestReader.read(new ByteArrayInputStream(proposal.content()), "the proposed manifest");
            Manifest before = ManifestReader.read(new ByteArrayInputStream(old), "the manifest in force");
            SealedHeader header = SealedHeader.of(after.header(), "the proposed manifest");
            if (!Objects.equals(before.digest(), header.before())) {
                throw new RefusedException(
                        "the proposal does not bring along the manifest that it replaces, sha256 " + header.before()
                                + "\nDo not sign it. Propose it again: bridgectl freeze --propose --reason TEXT");
            }
            say("Serial " + header.serial() + " of deployment " + header.deployment() + ", system " + header.system());
            say("  reason: " + header.reason());
            say("  expires: " + header.expiry());
            say("  proposed at " + UtcTime.of(header.sealedAt()) + ", under "
                    + header.by().words());
            say("  replaces sha256 " + before.digest().hex());
            new FreezeText(proposals, out, before, after).print();
        } catch (MalformedManifestException e) {
            throw new RefusedException(e.getMessage() + "\nPropose it again: bridgectl freeze --propose --reason TEXT");
        }
    }

    private void root(Proposal proposal) throws IOException, RefusedException {
        TrustRoot next = ProposalStanding.root(proposal);
        TrustRoot before = before();
        requireShown(next);
        say("Version " + next.version() + " of the trust root of deployment " + next.deployment());
        say("  reason: " + next.reason());
        for (RootKey key : before == null ? List.<RootKey>of() : before.keys()) {
            if (next.key(key.fingerprint()).isEmpty()) {
                say("  removed  " + words(key));
            }
        }
        for (RootKey key : next.keys()) {
            Optional<RootKey> known = before == null ? Optional.empty() : before.key(key.fingerprint());
            say((known.isEmpty() ? "  added    " : "  stays    ")
                    + words(key)
                    + known.filter(one -> !one.name().equals(key.name()))
                            .map(one -> ", until now named " + one.name())
                            .orElse("")
                    + known.filter(one -> !one.expiry().equals(key.expiry()))
                            .map(one -> ", until now"
                                    + (one.expiry().isEmpty()
                                            ? " for ever"
                                            : one.expiry().substring(1)))
                            .orElse(""));
        }
        for (DecidedAct act : DecidedAct.values()) {
            int needed = next.threshold(act);
            int until = before == null ? needed : before.threshold(act);
            say("  " + act.text() + " takes " + needed + " of " + next.keys().size()
                    + (until == needed
                            ? ""
                            : ", until now " + until + (needed < until ? ": FEWER than until now" : "")));
        }
    }

    /** Requires that the version is shown which the new one follows. */
    private void requireShown(TrustRoot next) throws IOException, RefusedException {
        Authority inForce = inForce();
        boolean same = inForce instanceof Authority.RootInForce root
                ? Objects.equals(root.version().digest(), next.previous())
                : next.previous() == null && next.version() == 1;
        if (!same) {
            throw new RefusedException("the proposal does not bring along the version that it replaces"
                    + "\nDo not sign it. Propose it again: bridgectl trust propose --reason TEXT");
        }
    }

    private static String words(RootKey key) {
        return key.name() + "  " + key.key().bits() + " bits  " + key.fingerprint() + key.expiry();
    }

    private @Nullable TrustRoot before() throws IOException, RefusedException {
        return inForce() instanceof Authority.RootInForce root ? root.version().root() : null;
    }

    private @Nullable Authority inForce() throws IOException, RefusedException {
        try {
            return proposals.authority(Subject.TRUST).orElse(null);
        } catch (MalformedJsonException e) {
            throw new RefusedException(e.getMessage() + "\nPropose it again: bridgectl trust propose --reason TEXT");
        }
    }

    private void say(String line) {
        out.println(OneLine.of(line));
    }
}
