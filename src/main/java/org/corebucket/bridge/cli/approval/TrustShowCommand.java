package org.corebucket.bridge.cli.approval;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.ProposalStanding;
import org.corebucket.bridge.approval.Proposals;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
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

    TrustShowCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        return Options.command(
                "show",
                this,
                global,
                "Shows who may decide, how many of them it takes, and what is proposed, with who has signed it.",
                "",
                "Example: bridgectl trust show",
                "",
                "Exit codes: 0 done, 66 no deployment, 77 the trust root can't be believed.");
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
        PrintWriter out = session.out();
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
        List<Proposal> proposed = Proposals.of(deployment).all();
        for (Proposal proposal : proposed) {
            ProposalStanding standing = ProposalStanding.of(proposal, authority);
            out.println("Proposed: " + OneLine.of(proposal.subject().word()) + "  sha256 "
                    + proposal.digest().hex() + "  " + standing.words());
            standing.uncounted().forEach(why -> out.println("  " + OneLine.of(why)));
        }
        if (proposed.isEmpty()) {
            out.println("Nothing is proposed.");
        }
        return ExitCode.OK;
    }

    /** The keys that may decide, and those that have expired. */
    private static List<RootKey> all(Authority authority) {
        return authority instanceof Authority.RootInForce root
                ? root.version().root().keys()
                : authority.keys();
    }
}
