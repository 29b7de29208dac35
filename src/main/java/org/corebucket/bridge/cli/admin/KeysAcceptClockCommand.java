package org.corebucket.bridge.cli.admin;

import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
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
import org.corebucket.bridge.trust.DecidedAct;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Records, signed with the release key, that a clock was ahead and is right again. */
final class KeysAcceptClockCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    private final OptionSpec reason = ReasonOption.required("Why the clock was ahead; the record states it.");

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
                "refused: the seal does not hold, or it is not the release key.");
        spec.addOption(reason);
        spec.addOption(until);
        key.addTo(spec);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        String why = ReasonOption.text(reason);
        Instant named = named();
        Deployment deployment = global.deployment(session.host());
        SealMemory memory = SealMemory.of(deployment, session.host(), true);
        SealedHeader sealed = requireSeal(deployment, memory);
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
        Signatory signatory = key.readSignatory(session.host(), deployment, DecidedAct.RESOLVE);
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            new ClockAcceptance(
                            sealed.deployment(),
                            latest,
                            memory.now(),
                            why,
                            session.host().userAtHost(),
                            signatory.authority().decidedBy())
                    .write(deployment, signatory);
        }
        session.out().println("Accepted, in " + ClockAcceptance.FILE + ". Next: bridgectl verify");
        return ExitCode.OK;
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
