package org.corebucket.bridge.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.corebucket.bridge.approval.ApprovalJson;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.ProposalStanding;
import org.corebucket.bridge.approval.Proposals;
import org.corebucket.bridge.approval.Subject;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.RootKey;
import org.corebucket.bridge.trust.TrustRootFiles;

/** Who may decide together, what is proposed to them, who has approved it, and who is missing. */
final class ApprovalSection implements StatusSection {

    private final StatusSubject subject;

    /** A section about a deployment. */
    ApprovalSection(StatusSubject subject) {
        this.subject = subject;
    }

    /** Whether several decide here, or may soon. Where the one release key decides, there is nothing to say. */
    boolean isNeeded() {
        return Files.exists(subject.deployment().path(TrustRootFiles.IN_FORCE), LinkOption.NOFOLLOW_LINKS)
                || Files.exists(subject.deployment().path(Proposals.DIRECTORY), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public String name() {
        return "approval";
    }

    @Override
    public SectionFacts ask() throws IOException, RefusedException {
        Authority authority = subject.seal().authority().orElse(null);
        if (authority == null) {
            return new SectionFacts(
                    Level.ERROR,
                    List.of("nobody can be trusted to decide"),
                    "bridgectl verify",
                    json -> json.nullField("authority"));
        }
        List<String> lines = new ArrayList<>();
        lines.add(authority.words() + ": " + words(authority.keys()));
        StringJoiner thresholds =
                new StringJoiner(", ", "of " + authority.keys().size() + ": ", "");
        for (DecidedAct act : DecidedAct.values()) {
            thresholds.add(act.text() + " takes " + authority.threshold(act));
        }
        lines.add(thresholds.toString());
        List<Proposal> proposals = Proposals.of(subject.deployment()).all();
        List<ProposalStanding> standings = new ArrayList<>();
        boolean reached = false;
        for (Proposal proposal : proposals) {
            ProposalStanding standing = ProposalStanding.of(proposal, authority);
            standings.add(standing);
            reached |= standing.isReached();
            lines.add("proposed: " + proposal.subject().word() + ", " + standing.words()
                    + (standing.isReached() ? "" : "; missing: " + words(standing.missing())));
        }
        String next = reached
                ? reached(proposals, standings).completion()
                : proposals.isEmpty() ? "" : "bridgectl approve --key PEM";
        return new SectionFacts(
                proposals.isEmpty() ? Level.OK : Level.WARNING,
                lines,
                next,
                json -> ApprovalJson.write(authority, authority.keys(), proposals, standings, json));
    }

    private static Subject reached(List<Proposal> proposals, List<ProposalStanding> standings) {
        for (int i = 0; i < proposals.size(); i++) {
            if (standings.get(i).isReached()) {
                return proposals.get(i).subject();
            }
        }
        throw new IllegalStateException("one of them is reached");
    }

    private static String words(List<RootKey> keys) {
        StringJoiner words = new StringJoiner(", ");
        keys.forEach(key -> words.add(key.words() + key.expiry()));
        return words.toString();
    }
}
