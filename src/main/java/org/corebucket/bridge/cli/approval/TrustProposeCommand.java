package org.corebucket.bridge.cli.approval;

import java.util.HashSet;
import java.util.concurrent.Callable;
import org.corebucket.bridge.approval.Decider;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.ProposalText;
import org.corebucket.bridge.approval.Proposals;
import org.corebucket.bridge.approval.Subject;
import org.corebucket.bridge.approval.TrustChange;
import org.corebucket.bridge.approval.TrustProposals;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ReasonOption;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.trust.Authority;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Proposes the next version of the trust root. */
final class TrustProposeCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final OptionSpec added = HolderOption.option("--add");

    private final OptionSpec removed = Options.texts(
            "--remove",
            "NAME",
            "Somebody whose key may no longer decide: lost, replaced or compromised. May be given several times.");

    private final OptionSpec thresholds = ThresholdOption.option("Else they stay as they are.");
    private final OptionSpec expiries = ExpiryOption.option();
    private final OptionSpec reason = ReasonOption.required("Why; the trust root states it.");

    TrustProposeCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "propose",
                this,
                global,
                "Proposes the next version of the trust root. It takes the signatures of the version in force, and as many of"
                        + " its own keys.",
                "",
                "Examples:",
                "  bridgectl trust propose --remove anna --add anna=new.pem --reason \"lost\"",
                "  bridgectl trust propose --threshold freeze=3 --reason \"three decide\"",
                "  bridgectl trust propose --key-expires anna=2027-12-31T00:00:00Z \\",
                "    --reason \"anna leaves\"",
                "",
                "Next: each holder signs it (trust sign), then it is put in force (trust apply).",
                "",
                "Exit codes: 0 proposed, 64 usage, 65 malformed key, 66 a key is missing, 75",
                "another instance is at work, 77 refused: there is no trust root, the seal",
                "does not hold, or the change makes no trust root.");
        spec.addOption(added);
        spec.addOption(removed);
        spec.addOption(thresholds);
        spec.addOption(expiries);
        spec.addOption(reason);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Host host = session.host();
        Deployment deployment = global.deployment(host);
        TrustChange change = new TrustChange(
                HolderOption.of(added, host),
                new HashSet<>(Options.values(removed.getValue())),
                ThresholdOption.of(thresholds),
                ExpiryOption.of(expiries),
                ReasonOption.text(reason));
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            Decider decider = Decider.of(deployment, host);
            if (decider.authority() instanceof Authority.ReleaseKey) {
                throw new RefusedException("there is no trust root: the one release key decides"
                        + "\nMake one: bridgectl trust init --reason TEXT");
            }
            new TrustProposals(deployment, host).propose(decider.authority(), decider.sealed(), change);
            Proposal proposal = Proposals.of(deployment).of(Subject.TRUST).orElseThrow();
            ProposalText.tellProposed(proposal, deployment, decider.authority(), session.out());
        }
        return ExitCode.OK;
    }
}
