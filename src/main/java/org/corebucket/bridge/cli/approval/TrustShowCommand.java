package org.corebucket.bridge.cli.approval;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.approval.ApprovalJson;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.ProposalStanding;
import org.corebucket.bridge.approval.Proposals;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedAuthority;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.RootKey;
import picocli.CommandLine.Model.CommandSpec;

/** Shows who may decide. */
final class TrustShowCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final ResultFormat format = new ResultFormat();

    TrustShowCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "show",
                this,
                global,
                "Shows who may decide, how many of them it takes, and what is proposed, with who has signed it.",
                "",
                "Example: bridgectl trust show",
                "",
                "Exit codes: 0 done, 66 no deployment, 77 the trust root can't be believed.");
        format.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        Authority authority;
        try {
            authority = TrustedAuthority.read(deployment, new TrustStore(deployment, session.host()), null);
        } catch (TrustedAuthority.NotTrustedException e) {
            throw new RefusedException("nobody can be trusted to decide: " + e.getMessage()
                    + "\nWhat is to be done says: bridgectl verify");
        }
        List<Proposal> proposals = Proposals.of(deployment).all();
        List<ProposalStanding> standings = new ArrayList<>();
        for (Proposal proposal : proposals) {
            standings.add(ProposalStanding.of(proposal, authority));
        }
        print(authority, proposals, standings, format.text(session));
        format.json(session, json -> {
            json.beginObject();
            ApprovalJson.write(authority, all(authority), proposals, standings, json);
            json.endObject();
        });
        return ExitCode.OK;
    }

    private static void print(
            Authority authority, List<Proposal> proposals, List<ProposalStanding> standings, PrintWriter out) {
        out.println("Deciding: " + authority.anchor().words());
        for (RootKey key : all(authority)) {
            String expiry = authority.expired(key.fingerprint()).isPresent()
                    ? key.expiry().replace(", expires", ", expired")
                    : key.expiry();
            out.println(
                    "  " + OneLine.of(key.name()) + "  " + key.key().bits() + " bits  " + key.fingerprint() + expiry);
        }
        for (DecidedAct act : DecidedAct.values()) {
            out.println("  " + act.text() + " takes " + authority.threshold(act) + " of "
                    + authority.keys().size());
        }
        for (int i = 0; i < proposals.size(); i++) {
            Proposal proposal = proposals.get(i);
            out.println("Proposed: " + OneLine.of(proposal.subject().word()) + "  sha256 "
                    + proposal.digest().hex() + "  " + standings.get(i).words());
            standings.get(i).uncounted().forEach(why -> out.println("  " + OneLine.of(why)));
        }
        if (proposals.isEmpty()) {
            out.println("Nothing is proposed.");
        }
    }

    /** The keys that may decide, and those that have expired. */
    private static List<RootKey> all(Authority authority) {
        return authority instanceof Authority.RootInForce root
                ? root.version().root().keys()
                : authority.keys();
    }
}
