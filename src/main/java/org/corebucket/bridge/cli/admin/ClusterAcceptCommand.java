package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ReasonOption;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cli.verify.VerifyProgress;
import org.corebucket.bridge.deployment.Deployment;
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
import org.corebucket.bridge.trust.DecidedAct;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Has a host go on with a shared ledger that has not what the host saw of it. */
final class ClusterAcceptCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();
    private final OptionSpec reason =
            ReasonOption.required("Why the lost entries are given up; an incident states it.");

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
                "Example: bridgectl cluster accept --reason \"both servers lost, backup of Monday\"",
                "",
                "Exit codes: 0 done, 1 the ledger does not hold, 64 usage, 65 malformed key, 66",
                "no deployment, or the key is not here, 74 I/O error, 77 refused: it is not the",
                "release key, 78 the ledger is not in a database.");
        spec.addOption(reason);
        key.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        String why = ReasonOption.text(reason);
        Deployment deployment = global.deployment(session.host());
        ClusterInitCommand.settings(deployment, session.host());
        ChainReport report = verify(deployment);
        if (!report.holds()) {
            Ledgers.print(report, session.out());
            session.err().println("bridgectl: nothing was accepted: the ledger does not hold");
            return ExitCode.FAILED;
        }
        key.readSignatory(session.host(), deployment, DecidedAct.RESOLVE);
        SeenLedgers seen = new SeenLedgers(deployment, session.host());
        Head before = seen.last();
        Head now = new Head(report.entries(), report.head());
        if (before.equals(now)) {
            session.out().println("This host has seen just this ledger: there is nothing to accept.");
            return ExitCode.OK;
        }
        String words = "this host had seen " + words(before) + ", and goes by " + words(now) + " from now on: " + why;
        new Incidents(deployment, session.host())
                .raise(Violation.of(Violation.Severity.WARNING, "ledger-accepted", words, List.of()));
        seen.replace(now);
        session.out().println(OneLine.of("Accepted: " + words));
        session.out().println("Next, once each host that saw more has accepted it: bridgectl incident list");
        return ExitCode.OK;
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

    private static String words(Head head) {
        return head.size() == 0 ? "no entry" : "entry " + head.size() + ", " + head.hash();
    }
}
