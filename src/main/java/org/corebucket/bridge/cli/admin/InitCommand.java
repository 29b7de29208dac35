package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.freeze.Freeze;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.setup.BeforeSealing;
import org.corebucket.bridge.setup.Initializer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes a deployment, or completes one. */
public final class InitCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final OptionSpec system = Options.text("--system", "NAME", "The system's name, as reports show it.");

    private final OptionSpec adopt = files(
            "--adopt",
            "Seal existing files, and let each run as an entrypoint named by its path; what stands behind a file between"
                    + " quotes is the form of arguments that is approved, none if nothing does.");

    private final OptionSpec library =
            files("--library", "Seal existing files that the adopted ones load, and let none of them run by itself.");

    private final SigningKey key = new SigningKey("a new release key, in security/");

    private final OptionSpec nested =
            Options.flag("--nested", "Make a deployment of its own below the directory of another one.");

    /** A command of one session. */
    public InitCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "init",
                this,
                global,
                "Makes a deployment here, or completes one: directories, policy, descriptors, documents, keys, empty logs, manifest,"
                        + " seal and baseline. Never overwrites, and never seals again what was sealed.",
                "",
                "Examples:",
                "  bridgectl init",
                "  bridgectl init --system \"My Bridge\" --adopt bridge.py automation/runner.py",
                "  bridgectl init --adopt 'runner.py --once' 'runner.py --watch {minutes}' \\",
                "    --library helper.py",
                "  bridgectl init --key 'pkcs11:token=Release;object=release'",
                "",
                "Exit codes: 0 done, 65 policy, descriptor or key is malformed, 66 a file to",
                "adopt or the key is missing, 75 another instance is at work, 77 refused:",
                "something was lost or changed, or this is below a deployment, 78 a file could",
                "not be verified or run.");
        spec.addOption(system);
        spec.addOption(adopt);
        spec.addOption(library);
        spec.addOption(nested);
        key.addTo(spec);
        return spec;
    }

    private static OptionSpec files(String name, String description) {
        return Options.value(name, "FILE", description)
                .arity("1..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build();
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Path directory = global.directory(session.host());
        requireOwnPlace(directory.toAbsolutePath().normalize());
        if (Files.isDirectory(directory)) {
            global.requireOwner(session.host(), directory);
        }
        Initializer.InitRequest request = new Initializer.InitRequest(
                system.getValue(),
                Options.values(adopt.getValue()),
                Options.values(library.getValue()),
                key.named(session.host()).orElse(null));
        if (Files.isDirectory(directory)) {
            initializer(directory).require(request);
        } else if (!request.adopt().isEmpty() || !request.libraries().isEmpty()) {
            throw MendableException.missing("there is nothing to adopt: there is no directory " + directory);
        }
        DurableFiles.makeDirectories(directory);
        Initializer initializer = initializer(directory);
        Initializer.InitResult result;
        boolean written;
        Deployment deployment = new Deployment(directory.toRealPath());
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            result = initializer.run(request);
            written = DeploymentLog.writeVerifierKeys(deployment, session.host());
        }
        result.done().forEach(session.out()::println);
        if (written) {
            session.out().println("made " + Holder.LOG.vkeys() + ": verifies what the log's keys sign");
        }
        session.out()
                .println(
                        result.done().isEmpty() && !written
                                ? "Nothing to do: the deployment is complete."
                                : "Done. Next: bridgectl verify");
        session.out().flush();
        result.warnings().forEach(warning -> session.err().println("bridgectl: warning: " + warning));
        return ExitCode.OK;
    }

    private Initializer initializer(Path directory) throws IOException {
        Deployment deployment = new Deployment(directory.toRealPath());
        return new Initializer(
                deployment,
                new TrustStore(deployment, session.host()),
                new Freeze(deployment, session.host()),
                new BeforeSealing(deployment, session.host()));
    }

    /**
     * Refuses to make a deployment inside of another one, unless {@code --nested} is given: the operator may have
     * mistaken the directory.
     */
    private void requireOwnPlace(Path directory) throws IOException, RefusedException {
        Optional<Deployment> above = Deployment.above(directory);
        if (above.isPresent() && !Options.isSet(nested)) {
            throw new RefusedException("this is below the deployment "
                    + above.get().root()
                    + "\nTo complete that one: bridgectl --root " + above.get().root() + " init"
                    + "\nTo make one of its own here: bridgectl init --nested");
        }
    }
}
