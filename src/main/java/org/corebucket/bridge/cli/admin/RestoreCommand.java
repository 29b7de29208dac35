package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.forbidden.RunnerModes;
import org.corebucket.bridge.freeze.Restore;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.policy.RelativePath;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.verification.AuditRecord;
import org.corebucket.bridge.verification.DeploymentVerification;
import org.corebucket.bridge.verification.VerificationOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Puts sealed files back as they were sealed. */
public final class RestoreCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    private final OptionSpec serial =
            Options.number("--to", "SERIAL", "Go back to an earlier freeze, under a new serial.");

    private final OptionSpec unsealed = Options.flag(
            "--unsealed",
            "With --to: put its files back and seal nothing, so that several can approve it: freeze --propose.");

    private final OptionSpec modes =
            Options.flag("--modes", "Give forbidden runners the mode bits back that verify took.");

    private final OptionSpec dryRun = Options.flag("--dry-run", "Only say what would be done.");

    private final PositionalParamSpec paths =
            Options.parameters("PATH", "Only these files: relative to the root, as in the manifest, or absolute.");

    /** A command of one session. */
    public RestoreCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "restore",
                this,
                global,
                "Puts back what was sealed, one file at a time and each of them whole, and verifies again. Nothing is deleted: what was"
                        + " there instead is kept in manifests/aside/.",
                "",
                "Examples:",
                "  bridgectl restore --dry-run",
                "  bridgectl restore canonical/policy.json",
                "  bridgectl restore --to 3 --key /media/usb/release.private.pem",
                "  bridgectl restore --to 3 --unsealed",
                "  bridgectl restore --modes",
                "",
                "Exit codes: 0 READY; 1-63 still BLOCKED, as verify has it; 66 the key is",
                "missing, 75 another instance is at work, 78 the baseline can't give what is",
                "needed.");
        spec.addOption(serial);
        spec.addOption(unsealed);
        spec.addOption(modes);
        spec.addOption(dryRun);
        key.addTo(spec);
        spec.addPositional(paths);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Deployment deployment =
                Options.isSet(dryRun) ? global.deploymentToRead(session.host()) : global.deployment(session.host());
        if (isDryRun()) {
            restore(deployment);
            return ExitCode.OK;
        }
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            restore(deployment);
        }
        return Options.isSet(modes) ? ExitCode.OK : verifyAgain(deployment);
    }

    private void restore(Deployment deployment) throws Exception {
        if (Options.isSet(modes)) {
            giveModesBack(deployment);
            return;
        }
        Restore restore = new Restore(
                deployment,
                new TrustStore(deployment, session.host()),
                SealMemory.of(deployment, session.host(), isDryRun()),
                isDryRun());
        Restore.RestoreResult result;
        Long to = serial.getValue();
        if (to == null && Options.isSet(unsealed)) {
            throw new UsageException("--unsealed belongs to --to SERIAL: what is in force is sealed already");
        }
        if (to == null) {
            result = restore.inForce(named(deployment), TreeHasher.onePerProcessor());
        } else if (Options.isSet(unsealed)) {
            result = restore.unsealed(to, TreeHasher.onePerProcessor());
        } else {
            RsaSigner release = key.signer(session.host(), deployment, KeyPurpose.RELEASE);
            result = restore.to(to, release, TreeHasher.onePerProcessor());
        }
        for (String action : result.actions()) {
            session.out().println((isDryRun() ? "would have " : "") + action);
        }
        if (result.actions().isEmpty()) {
            session.out().println("Nothing to put back: every listed file is as it was sealed.");
        }
        if (Options.isSet(unsealed)) {
            session.out()
                    .println("Nothing was sealed. Next: bridgectl freeze --propose --reason \"back to serial " + to
                            + "\"");
        }
    }

    /**
     * The named files, as the manifest spells them. A path outside of the root stays as it was typed; the manifest does
     * not list it.
     */
    private Set<String> named(Deployment deployment) throws IOException {
        Set<String> named = new TreeSet<>();
        for (String path : Options.values(paths.getValue())) {
            named.add(RelativePath.of(deployment.root(), path).orElse(path));
        }
        return named;
    }

    private boolean isDryRun() {
        return Options.isSet(dryRun);
    }

    private void giveModesBack(Deployment deployment) throws Exception {
        Map<String, Integer> given = new RunnerModes(deployment).giveBack(isDryRun());
        for (Map.Entry<String, Integer> entry : given.entrySet()) {
            session.out()
                    .println((isDryRun() ? "would give " : "gave ") + OneLine.of(entry.getKey()) + " its mode "
                            + FileFacts.octal(entry.getValue()) + " back");
        }
        if (given.isEmpty()) {
            session.out().println("No mode is recorded.");
        }
    }

    private int verifyAgain(Deployment deployment) throws Exception {
        ReadinessReport report = new DeploymentVerification(
                        session.host(), deployment, VerificationOptions.standard(), HashProgress.NONE)
                .run();
        for (Finding finding : report.findings()) {
            session.tell(finding);
        }
        session.out().println("PRODUCTION READINESS: " + (report.verdict().ready() ? "READY" : "BLOCKED"));
        int code = report.verdict().exitCode();
        Optional<String> unrecorded = AuditRecord.append(deployment, report);
        if (unrecorded.isEmpty()) {
            return code;
        }
        session.warn(unrecorded.get());
        return code == ExitCode.OK ? ExitCode.IO_ERROR : code;
    }
}
