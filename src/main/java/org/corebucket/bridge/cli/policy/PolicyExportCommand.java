package org.corebucket.bridge.cli.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.JobsReader;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.OutputFile;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.enforcement.AppArmorProfile;
import org.corebucket.bridge.enforcement.FapolicydPolicy;
import org.corebucket.bridge.enforcement.SealedFile;
import org.corebucket.bridge.enforcement.StartedPrograms;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.policy.SearchPath;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes what is sealed as rules that the kernel enforces. */
final class PolicyExportCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final OptionSpec fapolicyd =
            Options.flag("--fapolicyd", "A file of trusted files and a file of rules, by which only listed files run.");
    private final OptionSpec apparmor = Options.flag(
            "--apparmor",
            "A profile for the units: they read the deployment, write where bridgectl writes, and start what policy and jobs"
                    + " name.");
    private final OptionSpec output = Options.path(
            "--output",
            "DIR",
            "The directory that the program reads, /etc/fapolicyd or /etc/apparmor.d; without it, all goes to standard output,"
                    + " each file below a line with its name.");

    PolicyExportCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "export",
                this,
                global,
                "Writes what is sealed as rules that the kernel enforces: what verify only finds, it then prevents. Every listed"
                        + " file is read first, and must be as it was sealed. Run it as the user that owns the deployment, and"
                        + " again after each freeze.",
                "",
                "Examples:",
                "  bridgectl policy export --fapolicyd",
                "  bridgectl policy export --apparmor --output /etc/apparmor.d",
                "",
                "Exit codes: 0 done, 64 usage, 66 there is no such directory or deployment,",
                "74 I/O error, 77 the deployment is not as it was sealed, or no rule can name",
                "a path of it.");
        spec.addOption(fapolicyd);
        spec.addOption(apparmor);
        spec.addOption(output);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        if (Options.isSet(fapolicyd) == Options.isSet(apparmor)) {
            throw new UsageException("say for which program: --fapolicyd or --apparmor");
        }
        Deployment deployment = global.deploymentToRead(session.host());
        SealVerdict seal = SealVerifier.readOnly(deployment, session.host(), null);
        List<SealedFile> sealed = SealedFile.read(deployment, seal);
        Map<String, byte[]> files = Options.isSet(fapolicyd)
                ? fapolicyd(deployment, sealed)
                : Map.of(AppArmorProfile.NAME, apparmor(deployment));
        Path directory = output.getValue();
        if (directory == null) {
            print(files);
        } else {
            write(files, session.host().workingDirectory().resolve(directory));
            session.out()
                    .println(
                            Options.isSet(fapolicyd)
                                    ? "In force once fapolicyd has read it: fagenrules && systemctl restart fapolicyd"
                                    : "In force once it is loaded, and the units were restarted: apparmor_parser --replace FILE");
        }
        return ExitCode.OK;
    }

    private Map<String, byte[]> fapolicyd(Deployment deployment, List<SealedFile> sealed)
            throws IOException, MendableException {
        FapolicydPolicy policy = FapolicydPolicy.of(deployment.root(), session.host(), sealed);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(FapolicydPolicy.TRUST, policy.trust());
        files.put(FapolicydPolicy.RULES, policy.rules());
        return files;
    }

    /** The profile. Policy and jobs were just found to be as they were sealed. */
    private byte[] apparmor(Deployment deployment) throws IOException, MendableException {
        Policy policy = PolicyReader.unverified(deployment);
        List<List<String>> commands = new ArrayList<>();
        for (Entrypoint entrypoint : policy.entrypoints()) {
            if (entrypoint.kind() == Entrypoint.EntrypointKind.AUTOMATION) {
                byte[] json = TreeFiles.read(deployment.root(), entrypoint.file(), Deployment.LARGEST_SETTINGS);
                for (Job job : JobsReader.read(
                        json, entrypoint.file(), policy.modules().keySet())) {
                    job.actions().forEach(action -> {
                        if (action instanceof Action.RunFile file) {
                            commands.add(file.argv());
                        }
                    });
                }
            }
        }
        SearchPath path = new SearchPath(null, deployment.root());
        return AppArmorProfile.of(
                        deployment,
                        session.host(),
                        policy.forbidden().patterns(),
                        StartedPrograms.of(deployment, policy, commands, path))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void print(Map<String, byte[]> files) {
        files.forEach((name, bytes) -> {
            session.out().println("==> " + name + " <==");
            session.out().print(new String(bytes, StandardCharsets.US_ASCII));
        });
    }

    private void write(Map<String, byte[]> files, Path directory) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            OutputFile.of(directory.resolve("bridgectl")).requireWritable();
            Path target = directory.resolve(file.getKey());
            DurableFiles.makeDirectories(target.resolveSibling(""));
            OutputFile.of(target).write(out -> out.write(file.getValue()));
            session.out().println("wrote " + OneLine.of(FileNames.of(target)));
        }
    }
}
