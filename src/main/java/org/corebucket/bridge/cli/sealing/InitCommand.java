package org.corebucket.bridge.cli.sealing;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.session.ExitCode;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.Sealing;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.setup.Initializer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes a deployment. */
public final class InitCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final OptionSpec system = Options.text("--system", "NAME", "The system's name, as reports show it.");

    private final OptionSpec adopt = Options.value(
                    "--adopt", "FILE", "Put existing files into the policy, each as an entrypoint named by its path.")
            .arity("1..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build();

    /** A command of one session. */
    public InitCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** What it understands. */
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
                "",
                "Exit codes: 0 done, 65 the policy is malformed, 75 another instance is at work,",
                "77 refused: something was lost or changed, 78 a file can't be sealed.");
        spec.addOption(system);
        spec.addOption(adopt);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Path directory = global.directory(session.host());
        DurableFiles.makeDirectories(directory);
        Deployment deployment = new Deployment(directory.toRealPath());
        Initializer initializer = new Initializer(
                deployment, new TrustStore(deployment, session.host()), Sealing.freeze(deployment, session.host()));
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            List<String> done =
                    initializer.run(new Initializer.Request(system.getValue(), Options.values(adopt.getValue())));
            done.forEach(session.out()::println);
            session.out()
                    .println(
                            done.isEmpty()
                                    ? "Nothing to do: the deployment is complete."
                                    : "Done. Next: bridgectl verify");
        }
        return ExitCode.OK;
    }
}
