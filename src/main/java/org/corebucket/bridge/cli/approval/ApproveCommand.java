package org.corebucket.bridge.cli.approval;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.approval.ApprovalAudit;
import org.corebucket.bridge.approval.Decider;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.ProposalStanding;
import org.corebucket.bridge.approval.ProposalText;
import org.corebucket.bridge.approval.Proposals;
import org.corebucket.bridge.approval.SealApproval;
import org.corebucket.bridge.approval.Subject;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.RootKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Shows what is proposed, in full, and signs it. */
public final class ApproveCommand implements Callable<Integer> {

    private static final String SEAL = "seal";

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    private final PositionalParamSpec subject = PositionalParamSpec.builder()
            .paramLabel("WHAT")
            .index("0")
            .arity("0..1")
            .type(String.class)
            .description(
                    "freeze, certify, trust, or the id of the incident to resolve; not needed if only one is proposed. And seal: the"
                            + " manifest in force, for those who may decide now or under the proposed trust root.")
            .build();

    private final OptionSpec directory = Options.path(
            "--proposal",
            "DIR",
            "A copy of " + Proposals.DIRECTORY
                    + ", to sign on another host; nothing else of the deployment is needed there.");

    private final OptionSpec digest = Options.text(
            "--digest",
            "SHA256",
            "Sign only what has this digest: what was read before, with --dry-run or by somebody else.");

    private final OptionSpec dryRun = Options.flag("--dry-run", "Only show it.");

    private final OptionSpec withdraw = Options.flag("--withdraw", "Sign nothing, but take back what is proposed.");

    /** Null if the command is for every subject. */
    private @Nullable Subject only;

    /** A command of one session. */
    public ApproveCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command for all that is proposed. */
    public CommandSpec model() {
        CommandSpec spec = command(
                "approve",
                "Shows what is proposed, in full, and signs it: files added, removed and changed with the differences of their"
                        + " texts, entrypoints that become possible, patterns that vanish, thresholds that fall.",
                "Examples:",
                "  bridgectl approve --dry-run",
                "  bridgectl approve --key /media/usb/anna.key",
                "  bridgectl approve --proposal /media/usb/proposed --key anna.key",
                "  bridgectl approve freeze --withdraw",
                "",
                "Before a trust root is applied, its new holders sign the seal in force as well,",
                "so that it goes on holding:",
                "  bridgectl approve seal --key clara.key",
                "",
                "Copy manifests/proposed to a stick, approve it on a host of your own, and copy",
                "it back. Next: freeze --complete, certify --complete, incident resolve",
                "--complete, or trust apply.");
        spec.addOption(withdraw);
        spec.addPositional(subject);
        return spec;
    }

    /** The command for trust roots alone, {@code trust sign}. */
    CommandSpec trustModel() {
        only = Subject.TRUST;
        return command(
                "sign",
                "Shows the proposed trust root, in full, and signs it.",
                "Examples:",
                "  bridgectl trust sign --dry-run",
                "  bridgectl trust sign --key /media/usb/anna.key",
                "  bridgectl trust sign --proposal /media/usb/proposed --key anna.key");
    }

    private CommandSpec command(String name, String description, String... examples) {
        List<String> footer = new ArrayList<>();
        footer.add("");
        footer.addAll(List.of(examples));
        footer.addAll(List.of(
                "",
                "Exit codes: 0 signed, now or before; 64 usage, 65 malformed proposal or key, 66",
                "nothing is proposed, or the key is missing, 75 another instance is at work, 77",
                "refused: this key may not decide, or it is not what --digest names."));
        CommandSpec spec = Options.command(name, this, global, description, footer.toArray(new String[0]));
        spec.addOption(directory);
        spec.addOption(digest);
        spec.addOption(dryRun);
        key.addTo(spec);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Path elsewhere = directory.getValue();
        requireNothingBesideWithdraw(elsewhere);
        if (elsewhere != null) {
            return approve(Proposals.in(session.host().workingDirectory().resolve(elsewhere)), null);
        }
        Deployment deployment = global.deployment(session.host());
        if (Options.isSet(dryRun)) {
            return approve(Proposals.of(deployment), deployment);
        }
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            return Options.isSet(withdraw) ? withdraw(deployment) : approve(Proposals.of(deployment), deployment);
        }
    }

    private void requireNothingBesideWithdraw(@Nullable Path elsewhere) throws UsageException {
        if (Options.isSet(withdraw) && (elsewhere != null || key.isNamed() || Options.isSet(dryRun))) {
            throw new UsageException("--withdraw does not go with --proposal, --key and --dry-run: nothing is signed");
        }
    }

    private int withdraw(Deployment deployment) throws Exception {
        Proposals proposals = Proposals.of(deployment);
        Proposal proposal = chosen(proposals);
        requireDigest(proposal.digest());
        ApprovalAudit.of(deployment, session.host()).withdrawn(proposal);
        proposals.drop(proposal.subject());
        session.out().println("Withdrawn: " + OneLine.of(proposal.subject().word()) + ".");
        return ExitCode.OK;
    }

    private int approveSeal(Deployment deployment) throws Exception {
        SealApproval seal = SealApproval.of(deployment, Decider.verdict(deployment, session.host()));
        requireDigest(seal.digest());
        seal.lines().forEach(line -> session.out().println(OneLine.of(line)));
        session.out().println("Signed: " + OneLine.of(seal.standing().words()));
        if (Options.isSet(dryRun)) {
            return ExitCode.OK;
        }
        RsaSigner holder = read(deployment);
        RootKey known = requireKnown(seal.standing(), holder);
        seal.sign(known, holder.signDigest(seal.digest().bytes()));
        ProposalStanding after = SealApproval.of(deployment, Decider.verdict(deployment, session.host()))
                .standing();
        session.out().println("Signed as " + known.words() + ": " + after.words() + ".");
        return ExitCode.OK;
    }

    private static RootKey requireKnown(ProposalStanding standing, RsaSigner holder) throws RefusedException {
        String fingerprint = holder.publicKey().fingerprint();
        String expiry = standing.expired(fingerprint).map(RootKey::expiry).orElse("");
        return standing.key(fingerprint)
                .orElseThrow(() -> new RefusedException("this key may not decide on it"
                        + expiry.replace(", expires", ": it expired at") + "\n  given    " + fingerprint
                        + "\nName one that may with --key PEM; bridgectl trust show says which."));
    }

    private int approve(Proposals proposals, @Nullable Deployment deployment) throws Exception {
        if (SEAL.equals(subject.getValue()) && only == null) {
            if (deployment == null) {
                throw new UsageException("the seal in force is signed in its deployment: leave out --proposal");
            }
            return approveSeal(deployment);
        }
        Proposal proposal = chosen(proposals);
        requireDigest(proposal.digest());
        Authority authority = deployment == null
                ? proposals.authority(proposal.subject()).orElse(null)
                : Decider.of(deployment, session.host()).authority();
        ProposalStanding before = ProposalStanding.of(proposal, authority);
        new ProposalText(proposals, session.out()).print(proposal, before);
        if (Options.isSet(dryRun)) {
            return ExitCode.OK;
        }
        RsaSigner holder = read(deployment);
        RootKey known = requireKnown(before, holder);
        proposals.sign(
                proposal,
                known.fingerprint(),
                holder.signDigest(proposal.digest().bytes()));
        if (deployment != null) {
            ApprovalAudit.of(deployment, session.host()).approved(proposal, known);
        }
        ProposalStanding after =
                ProposalStanding.of(proposals.of(proposal.subject()).orElseThrow(), authority);
        session.out().println("Signed as " + known.words() + ": " + after.words() + ".");
        session.out().println("Next: " + (after.isReached() ? proposal.subject().completion() : missing(after)));
        return ExitCode.OK;
    }

    private static String missing(ProposalStanding standing) {
        List<String> names = new ArrayList<>();
        standing.missing().forEach(one -> names.add(one.words()));
        return "one of these signs it too: " + String.join(", ", names);
    }

    private RsaSigner read(@Nullable Deployment deployment) throws Exception {
        if (deployment != null) {
            return key.signer(session.host(), deployment, KeyPurpose.RELEASE);
        }
        return key.named(session.host())
                .orElseThrow(() -> new UsageException(
                        "--proposal needs --key PEM: there is no deployment here whose key it could be"));
    }

    private void requireDigest(Sha256 found) throws RefusedException {
        String wanted = digest.getValue();
        if (wanted != null && !wanted.equalsIgnoreCase(found.hex())) {
            throw new RefusedException("what is proposed has another digest than --digest names\n  expected " + wanted
                    + "\n  found    " + found.hex() + "\nRead it again: bridgectl approve --dry-run");
        }
    }

    private Proposal chosen(Proposals proposals) throws Exception {
        List<Proposal> all = proposals.all();
        String named = only == null ? subject.getValue() : only.word();
        List<String> words = new ArrayList<>();
        for (Proposal one : all) {
            if (one.subject().word().equals(named) || (named == null && all.size() == 1)) {
                return one;
            }
            words.add(one.subject().word());
        }
        if (all.isEmpty() || only != null) {
            throw MendableException.missing("nothing is proposed\nPropose it first: bridgectl "
                    + (only == null ? "freeze --propose --reason TEXT" : "trust propose --reason TEXT"));
        }
        throw new UsageException("name one of what is proposed: " + String.join(", ", words));
    }
}
