package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.alert.AlertTarget;
import org.corebucket.bridge.approval.ApprovalAudit;
import org.corebucket.bridge.approval.Decider;
import org.corebucket.bridge.approval.FreezeProposals;
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
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.freeze.Freeze;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.setup.BeforeSealing;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Seals the files as they are now. */
public final class FreezeCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    private final OptionSpec reason = ReasonOption.optional("Why; the manifest states it. Needed, but for --complete.");

    private final DecisionSteps steps = new DecisionSteps(
            "Seal nothing, but propose it to those who may decide; see bridgectl approve --help.",
            "Seal what was proposed, once enough have approved it and nothing has changed.");

    private final OptionSpec expires =
            Options.duration("--expires", "How long the seal holds, like 720h; for ever if it is not given.");

    /** A command of one session. */
    public FreezeCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "freeze",
                this,
                global,
                "Seals what is there now: a new manifest with a higher serial, its seal, and copies for restore.",
                "",
                "Examples:",
                "  bridgectl freeze --reason \"release 5.1\"",
                "  bridgectl freeze --reason \"release 5.1\" --expires 2160h \\",
                "    --key /media/usb/release.private.pem",
                "  bridgectl freeze --propose --reason \"release 5.1\"",
                "  bridgectl freeze --complete",
                "",
                "Exit codes: 0 done, 64 usage, 65 the policy or a descriptor is malformed, or a",
                "process of it would run the live tree instead of {file} or what lies in {dir},",
                "66 the key or the proposal is missing, 75 another instance is at work, 77 too",
                "few have approved it, or the files are no longer what was approved, 78 a file",
                "or this key can't be used.");
        spec.addOption(reason);
        spec.addOption(expires);
        steps.addTo(spec);
        key.addTo(spec);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        steps.require(reason, expires);
        Deployment deployment = global.deployment(session.host());
        boolean alone = !steps.proposes() && !steps.completes();
        RsaSigner release = alone ? key.signer(session.host(), deployment, KeyPurpose.RELEASE) : null;
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            Policy policy = PolicyReader.toSeal(deployment);
            Freeze freeze = new Freeze(deployment, session.host());
            List<String> paths = freeze.wouldSeal(policy.files());
            BeforeSealing questions = new BeforeSealing(deployment, session.host());
            List<Caution> cautions = questions.require(policy, paths);
            if (release != null) {
                print(freeze.seal(request(policy), release));
            } else if (steps.proposes()) {
                propose(deployment, freeze, policy);
            } else {
                print(complete(deployment, freeze, policy));
            }
            for (Caution caution : cautions) {
                warn(caution.message(), caution.remedy());
            }
            questions
                    .visibleImports(policy, paths)
                    .forEach(warning -> session.err().println("bridgectl: warning: " + warning));
            for (Finding unusable : AlertTarget.unusable(deployment, policy.alerts(), session.host())) {
                warn(unusable.message(), unusable.remedy());
            }
        }
        return ExitCode.OK;
    }

    private Authority requireRoot(Deployment deployment) throws IOException, MendableException {
        return Decider.of(deployment, session.host()).requireRoot("freeze");
    }

    private void propose(Deployment deployment, Freeze freeze, Policy policy) throws IOException, MendableException {
        Authority authority = requireRoot(deployment);
        new FreezeProposals(deployment).propose(freeze.draft(request(policy), authority), authority);
        Proposal proposal = Proposals.of(deployment).of(Subject.FREEZE).orElseThrow();
        ProposalText.tellProposed(proposal, deployment, authority, session.out());
    }

    private Freeze.FreezeResult complete(Deployment deployment, Freeze freeze, Policy policy)
            throws IOException, MendableException {
        Proposals proposals = Proposals.of(deployment);
        Proposal proposal = proposals.approved(Subject.FREEZE, requireRoot(deployment));
        Freeze.FreezeResult result = freeze.complete(proposal.content(), proposal.signatures(), policy.files());
        ApprovalAudit.of(deployment, session.host()).completed(Subject.FREEZE, proposal.digest());
        proposals.drop(Subject.FREEZE);
        return result;
    }

    private Freeze.FreezeRequest request(Policy policy) throws UsageException {
        return new Freeze.FreezeRequest(
                policy.files(),
                policy.system(),
                ReasonOption.text(reason),
                expires.getValue(),
                policy.attributes(),
                policy.outside());
    }

    /** Prints a warning. The deployment is sealed all the same, since it may run on another host. */
    private void warn(String message, String remedy) {
        session.err().println("bridgectl: warning: " + OneLine.of(message));
        session.err().println("  " + OneLine.of(remedy));
    }

    private void print(Freeze.FreezeResult result) {
        print("added", result.changes().added());
        print("removed", result.changes().removed());
        print("changed", result.changes().changed());
        if (result.changes().isEmpty()) {
            session.out().println("no file changed");
        }
        session.out().println("Sealed " + result.files() + " files under serial " + result.serial() + ".");
    }

    private void print(String what, List<String> paths) {
        for (String path : paths) {
            session.out().println(what + " " + OneLine.of(path));
        }
    }
}
