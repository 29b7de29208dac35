package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.approval.ApprovalAudit;
import org.corebucket.bridge.approval.Decider;
import org.corebucket.bridge.approval.LedgerAcceptance;
import org.corebucket.bridge.approval.LedgerAcceptance.LedgerEnd;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.ProposalText;
import org.corebucket.bridge.approval.Proposals;
import org.corebucket.bridge.approval.Subject;
import org.corebucket.bridge.cli.shared.DecisionSteps;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ReasonOption;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cli.verify.VerifyProgress;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Has a host go on with a shared ledger that has not what the host saw of it. */
final class ClusterAcceptCommand implements Callable<Integer> {

    private static final String COMMAND = "cluster accept";

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();
    private final OptionSpec reason = ReasonOption.optional(
            "Why the lost entries are given up; an incident states it. Needed, but for --complete.");

    private final DecisionSteps steps = new DecisionSteps(
            "Accept nothing, but propose it to those who may decide; see bridgectl approve --help.",
            "Accept what was proposed, once enough have approved it.");

    ClusterAcceptCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "accept",
                this,
                global,
                "Has this host go by the ledger that the database has now, though it remembers more: after a restore from an"
                        + " older backup, when what was lost is nowhere. The ledger is verified first. It is a decision of"
                        + " whoever has the release key, at each host that remembers more, and is recorded as an incident.",
                "",
                "Examples:",
                "  bridgectl cluster accept --reason \"both servers lost, backup of Monday\"",
                "  bridgectl cluster accept --propose --reason \"backup of Monday\"",
                "  bridgectl cluster accept --complete",
                "",
                "Exit codes: 0 done, 1 the ledger does not hold, 64 usage, 65 malformed key, 66",
                "no deployment, or the key is not here, 74 I/O error, 77 refused: it is not the",
                "release key, or too few have approved it; 78 the ledger is not in a database.");
        spec.addOption(reason);
        steps.addTo(spec);
        key.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        steps.require(reason);
        Deployment deployment = global.deployment(session.host());
        ClusterInitCommand.settings(deployment, session.host());
        ChainReport report = verify(deployment);
        if (!report.holds()) {
            Ledgers.print(report, session.out());
            session.err().println("bridgectl: nothing was accepted: the ledger does not hold");
            return ExitCode.FAILED;
        }
        SeenLedgers seen = new SeenLedgers(deployment, session.host());
        LedgerEnd before = end(seen.last());
        LedgerEnd now = end(new Head(report.entries(), report.head()));
        if (before.equals(now)) {
            session.out().println("This host has seen just this ledger: there is nothing to accept.");
            return ExitCode.OK;
        }
        if (steps.proposes()) {
            return propose(deployment, before, now);
        }
        String why;
        if (steps.completes()) {
            why = approved(deployment, before).reason();
        } else {
            key.readSignatory(session.host(), deployment, DecidedAct.RESOLVE);
            why = ReasonOption.text(reason);
        }
        String words = "this host had seen " + before.words() + ", and goes by " + now.words() + " from now on: " + why;
        new Incidents(deployment, session.host())
                .raise(Violation.of(Violation.Severity.WARNING, "ledger-accepted", words, List.of()));
        seen.replace(new Head(report.entries(), report.head()));
        Proposals.of(deployment).drop(Subject.LEDGER);
        session.out().println(OneLine.of("Accepted: " + words));
        session.out().println("Next, once each host that saw more has accepted it: bridgectl incident list");
        return ExitCode.OK;
    }

    @SuppressWarnings("try") // the lock is only held
    private int propose(Deployment deployment, LedgerEnd before, LedgerEnd now) throws Exception {
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            Decider decider = Decider.of(deployment, session.host());
            Authority authority = decider.requireRoot(COMMAND);
            LedgerAcceptance statement = new LedgerAcceptance(
                    decider.sealed().deployment(),
                    before,
                    now,
                    ReasonOption.text(reason),
                    session.host().clock().instant().truncatedTo(ChronoUnit.SECONDS),
                    session.host().userAtHost(),
                    authority.decidedBy());
            ProposalText.tellProposed(statement.propose(deployment, authority), deployment, authority, session.out());
        }
        return ExitCode.OK;
    }

    /** What enough have approved: that this host gives up just what it has seen, for a ledger that has what they saw. */
    private LedgerAcceptance approved(Deployment deployment, LedgerEnd seen) throws Exception {
        Decider decider = Decider.of(deployment, session.host());
        Authority authority = decider.requireRoot(COMMAND);
        Proposal proposal = Proposals.of(deployment).approved(Subject.LEDGER, authority);
        LedgerAcceptance statement = LedgerAcceptance.read(proposal);
        boolean same = statement.deployment().equals(decider.sealed().deployment())
                && statement.decidedBy().equals(authority.decidedBy())
                && statement.seen().equals(seen)
                && has(deployment, statement.goesBy());
        if (!same) {
            throw new RefusedException(
                    "what was approved is not what this host would give up now, or the ledger is another one than it was"
                            + "\nPropose it again: " + Subject.LEDGER.proposing());
        }
        ApprovalAudit.of(deployment, session.host()).completed(Subject.LEDGER, proposal.digest());
        return statement;
    }

    private boolean has(Deployment deployment, LedgerEnd end) throws Exception {
        if (end.entries() == 0) {
            return true;
        }
        try (LedgerPlace place = DeploymentLedger.of(deployment, session.host());
                LedgerReading ledger = place.read()) {
            return WantedEntry.numbered(ledger, end.entries()).hash().hex().equals(end.hash());
        }
    }

    private ChainReport verify(Deployment deployment) throws IOException, MendableException {
        try (LedgerPlace place = DeploymentLedger.of(deployment, session.host());
                LedgerReading ledger = place.read();
                VerifyProgress progress = VerifyProgress.on(session, deployment.root())) {
            progress.expect(ledger.bytes());
            return ChainVerifier.of(TreeHasher.onePerProcessor(), progress)
                    .verify(ledger, Ledgers.checkpoints(session, deployment, place));
        }
    }

    private static LedgerEnd end(Head head) {
        return new LedgerEnd(head.size(), head.hash());
    }
}
