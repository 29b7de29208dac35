package org.corebucket.bridge.cli.admin;

import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import org.corebucket.bridge.approval.ApprovalAudit;
import org.corebucket.bridge.approval.ClockProposals;
import org.corebucket.bridge.approval.Decider;
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
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.seal.ClockAcceptance;
import org.corebucket.bridge.seal.SealFindings;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Records, signed with the release key, that a clock was ahead and is right again. */
final class KeysAcceptClockCommand implements Callable<Integer> {

    private static final String COMMAND = "keys accept-clock";

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    private final OptionSpec reason =
            ReasonOption.optional("Why the clock was ahead; the record states it. Needed, but for --complete.");

    private final DecisionSteps steps = new DecisionSteps(
            "Accept nothing, but propose it to those who may decide; see bridgectl approve --help.",
            "Accept what was proposed, once enough have approved it.");

    private final OptionSpec until = Options.text(
            "--until",
            "TIME",
            "The latest time that was seen, as another user's verify names it; else what this user has seen.");

    KeysAcceptClockCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "accept-clock",
                this,
                global,
                "Ends CLOCK SET BACK where the clock is right now and was ahead before: names what was seen in the future,"
                        + " and records, signed with the release key, that a wrong clock saw it. Every user and host takes"
                        + " that once; a clock that is set back again later is found again.",
                "",
                "Examples:",
                "  date -u                                    is the clock right?",
                "  bridgectl keys accept-clock --reason \"time server was an hour ahead\"",
                "  bridgectl keys accept-clock --reason drill --key /media/usb/private.pem",
                "  bridgectl keys accept-clock --reason drill --until 2026-11-23T11:00:00Z",
                "",
                "Exit codes: 0 recorded, or there is nothing to accept; 64 usage, 65 malformed",
                "key, 66 the key is not here, 74 I/O error, 75 another instance is at work, 77",
                "refused: the seal does not hold, it is not the release key, or too few have",
                "approved it.");
        spec.addOption(reason);
        spec.addOption(until);
        steps.addTo(spec);
        key.addTo(spec);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        steps.require(reason, until);
        Instant named = named();
        Deployment deployment = global.deployment(session.host());
        SealMemory memory = SealMemory.of(deployment, session.host(), true);
        SealedHeader sealed = requireSeal(deployment, memory);
        if (steps.completes()) {
            return complete(deployment, sealed);
        }
        SealMemory.Future future = memory.future(new TrustStore(deployment, session.host()).load(), sealed);
        Instant latest = latest(future.latest(), named);
        if (latest == null || !latest.isAfter(memory.now())) {
            session.out()
                    .println("Nothing that " + session.host().userName()
                            + " has seen lies in the future: there is nothing to accept.");
            session.out().println("If another user's verify names a time, give it: --until TIME");
            return ExitCode.OK;
        }
        print(future, named, memory.now());
        Signatory signatory =
                steps.proposes() ? null : key.readSignatory(session.host(), deployment, DecidedAct.RESOLVE);
        Authority authority =
                signatory == null ? Decider.of(deployment, session.host()).requireRoot(COMMAND) : signatory.authority();
        ClockAcceptance statement = new ClockAcceptance(
                sealed.deployment(),
                latest,
                memory.now(),
                ReasonOption.text(reason),
                session.host().userAtHost(),
                authority.decidedBy());
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            if (signatory == null) {
                ProposalText.tellProposed(
                        ClockProposals.propose(deployment, statement, authority), deployment, authority, session.out());
            } else {
                statement.write(deployment, signatory);
                tellAccepted();
            }
        }
        return ExitCode.OK;
    }

    @SuppressWarnings("try") // the lock is only held
    private int complete(Deployment deployment, SealedHeader sealed) throws Exception {
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            Authority authority = Decider.of(deployment, session.host()).requireRoot(COMMAND);
            Proposals proposals = Proposals.of(deployment);
            Proposal proposal = proposals.approved(Subject.CLOCK, authority);
            ClockAcceptance statement = ClockProposals.read(proposal);
            if (!statement.deployment().equals(sealed.deployment())
                    || !statement.decidedBy().equals(authority.decidedBy())) {
                throw new RefusedException(
                        "what is proposed is of another deployment, or of another version of the trust"
                                + " root\nPropose it again: " + Subject.CLOCK.proposing());
            }
            statement.write(
                    deployment, Signatory.collected(authority, proposal.digest(), proposal.signaturesOf(authority)));
            ApprovalAudit.of(deployment, session.host()).completed(Subject.CLOCK, proposal.digest());
            proposals.drop(Subject.CLOCK);
        }
        tellAccepted();
        return ExitCode.OK;
    }

    private void tellAccepted() {
        session.out().println("Accepted, in " + ClockAcceptance.FILE + ". Next: bridgectl verify");
    }

    private void print(SealMemory.Future future, @Nullable Instant named, Instant now) {
        PrintWriter out = session.out();
        out.println("The clock says " + UtcTime.of(now) + ". In the future lie:");
        line(future.seen(), "when this user last verified");
        line(future.sealed(), "when the deployment was sealed; freeze again to seal it with a right time");
        line(named, "what --until names");
    }

    private void line(@Nullable Instant time, String what) {
        if (time != null) {
            session.out().println("  " + UtcTime.of(time) + "  " + what);
        }
    }

    private static @Nullable Instant latest(@Nullable Instant seen, @Nullable Instant named) {
        if (seen == null || named == null) {
            return seen == null ? named : seen;
        }
        return seen.isAfter(named) ? seen : named;
    }

    private @Nullable Instant named() throws UsageException {
        String text = until.getValue();
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new UsageException("--until is a time like 2026-11-23T11:00:00Z");
        }
    }

    /** The sealed header. The seal must hold, apart from its time. */
    private SealedHeader requireSeal(Deployment deployment, SealMemory memory) throws Exception {
        SealVerdict verdict = new SealVerifier(deployment, memory, null).verify();
        boolean sound = verdict.header().isPresent();
        for (Finding finding : verdict.findings()) {
            if (!SealFindings.isAboutTime(finding)) {
                session.tell(finding);
                sound = false;
            }
        }
        if (!sound) {
            throw new RefusedException("no clock is accepted before the seal holds, but for its time"
                    + "\nDo what is said above, then try again.");
        }
        return verdict.header().orElseThrow();
    }
}
