package org.corebucket.bridge.cli.admin;

import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.alert.AlertTarget;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
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
import org.corebucket.bridge.setup.BeforeSealing;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Seals the files as they are now. */
public final class FreezeCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    private final OptionSpec reason = ReasonOption.required("Why; the manifest states it.");

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
                "",
                "Exit codes: 0 done, 64 usage, 65 the policy or a descriptor is malformed, or a",
                "process of it would run the live tree instead of {file} or what lies in {dir},",
                "66 the key is missing, 75 another instance is at work, 78 a file or this key",
                "can't be used.");
        spec.addOption(reason);
        spec.addOption(expires);
        key.addTo(spec);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Deployment deployment = global.deployment(session.host());
        RsaSigner release = key.signer(session.host(), deployment, KeyPurpose.RELEASE);
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            Policy policy = PolicyReader.toSeal(deployment);
            Freeze freeze = new Freeze(deployment, session.host());
            Freeze.FreezeRequest request = request(policy);
            List<String> paths = freeze.wouldSeal(policy.files());
            BeforeSealing questions = new BeforeSealing(deployment, session.host());
            List<Caution> cautions = questions.require(policy, paths);
            Freeze.FreezeResult result = freeze.seal(request, release);
            print(result);
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

    private Freeze.FreezeRequest request(Policy policy) throws UsageException {
        return new Freeze.FreezeRequest(policy.files(), policy.system(), ReasonOption.text(reason), expires.getValue());
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
