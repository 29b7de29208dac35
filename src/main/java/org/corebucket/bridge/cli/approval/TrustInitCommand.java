package org.corebucket.bridge.cli.approval;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.corebucket.bridge.approval.Decider;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.ProposalStanding;
import org.corebucket.bridge.approval.ProposalText;
import org.corebucket.bridge.approval.Proposals;
import org.corebucket.bridge.approval.Subject;
import org.corebucket.bridge.approval.TrustChange;
import org.corebucket.bridge.approval.TrustProposals;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ReasonOption;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.RootKey;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes version 1 of a deployment's trust root, which the release key signs. */
final class TrustInitCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();
    private final OptionSpec holders = HolderOption.option("--holder");

    private final OptionSpec name =
            Options.text("--name", "NAME", "Who holds the release key, which is always one of them; else release.");

    private final OptionSpec thresholds = ThresholdOption.option("Else 2 for each, or 1 if there is only one key.");
    private final OptionSpec expiries = ExpiryOption.option();
    private final OptionSpec reason = ReasonOption.required("Why; the trust root states it.");

    TrustInitCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "init",
                this,
                global,
                "Makes version 1 of the trust root, and signs it with the release key. It is in force once as many of its keys"
                        + " have signed as it takes to change it.",
                "",
                "Examples:",
                "  bridgectl trust init --holder anna=anna.pem --holder bruno=bruno.pem \\",
                "    --threshold 2 --reason \"two of three decide\"",
                "  bridgectl trust init --reason \"so that the key can be replaced\"",
                "",
                "A holder makes a key with openssl, and gives only the public half away:",
                "  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out anna.key",
                "  openssl pkey -in anna.key -pubout -out anna.pem",
                "",
                "Exit codes: 0 in force or proposed, 64 usage, 65 malformed key, 66 a key is",
                "missing, 75 another instance is at work, 77 refused: there is a trust root",
                "already, the seal does not hold, or it is not the release key.");
        spec.addOption(holders);
        spec.addOption(name);
        spec.addOption(thresholds);
        spec.addOption(expiries);
        spec.addOption(reason);
        key.addTo(spec);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Host host = session.host();
        Deployment deployment = global.deployment(host);
        List<RootKey> keys = HolderOption.of(holders, host);
        RsaSigner release = key.signer(host, deployment, KeyPurpose.RELEASE);
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            Decider decider = Decider.of(deployment, host);
            if (!(decider.authority() instanceof Authority.ReleaseKey one)) {
                throw new RefusedException("there is a trust root already, "
                        + decider.authority().words() + "\nChange it: bridgectl trust propose --reason TEXT");
            }
            Signatory.alone(one, DecidedAct.TRUST, release);
            String holder = name.getValue() == null ? "release" : name.getValue();
            List<RootKey> all = new ArrayList<>();
            all.add(RootKey.of(holder, one.key()));
            all.addAll(keys);
            TrustProposals proposals = new TrustProposals(deployment, host);
            proposals.propose(
                    one,
                    decider.sealed(),
                    new TrustChange(
                            all,
                            Set.of(),
                            ThresholdOption.of(thresholds),
                            ExpiryOption.of(expiries),
                            ReasonOption.text(reason)));
            Proposals files = Proposals.of(deployment);
            Proposal proposal = files.of(Subject.TRUST).orElseThrow();
            new ProposalText(files, session.out()).print(proposal, ProposalStanding.of(proposal, one));
            files.sign(
                    proposal,
                    one.key().fingerprint(),
                    release.signDigest(proposal.digest().bytes()));
            return new TrustApplying(session, deployment).applyIfReached(decider);
        }
    }
}
