package org.corebucket.bridge.cli.automation;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.JobsReader;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.guard.SealedSettings;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.MendableException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A file of jobs to ask about: the one that the user named, or the deployment's own. Neither need be sealed, since whoever asks
 * starts nothing. The policy is the one that lies there.
 */
final class JobsFile {

    private final Policy policy;
    private final byte[] json;
    private final String name;
    private final boolean own;
    private final boolean sealed;

    private JobsFile(Policy policy, byte[] json, String name, boolean own, boolean sealed) {
        this.policy = policy;
        this.json = json;
        this.name = name;
        this.own = own;
        this.sealed = sealed;
    }

    static PositionalParamSpec argument() {
        return Options.file(
                "0..1", "A file of jobs, sealed or not; - is standard input. Without it, the deployment's own file.");
    }

    /**
     * Reads the file.
     *
     * @param file the argument
     */
    static JobsFile read(ArgSpec file, Deployment deployment, Session session) throws IOException, MendableException {
        SealedSettings settings = new SealedSettings(deployment, session.host(), true);
        Policy policy = settings.policy();
        InputFile given = Options.input(file, session.host());
        if (given != null) {
            return new JobsFile(policy, given.bytes(), given.name(), false, false);
        }
        String path = descriptor(policy);
        byte[] json = TreeFiles.read(deployment.root(), path, Deployment.LARGEST_SETTINGS);
        Optional<Sha256> listed = settings.seal().isTrusted()
                ? settings.seal().manifest().flatMap(manifest -> manifest.digestOf(path))
                : Optional.empty();
        boolean sealed = listed.isPresent() && listed.get().equals(Sha256.of(json));
        if (!sealed) {
            session.warn(path + " is not as it was sealed; bridgectl freeze --reason TEXT seals it");
        }
        return new JobsFile(policy, json, path, true, sealed);
    }

    private static String descriptor(Policy policy) throws MendableException {
        for (Entrypoint entrypoint : policy.entrypoints()) {
            if (entrypoint.kind() == Entrypoint.EntrypointKind.AUTOMATION) {
                return entrypoint.file();
            }
        }
        throw new MendableException(
                MendableException.MendableKind.MISSING,
                "the policy has no entrypoint of the kind automation, so that the deployment has no jobs; name a FILE");
    }

    Policy policy() {
        return policy;
    }

    byte[] json() {
        return json.clone();
    }

    /** Its name for people: as the user wrote it, or the path in the deployment. */
    String name() {
        return name;
    }

    /** Whether it is the deployment's own, whose runners have due times already. */
    boolean isOwn() {
        return own;
    }

    /** Whether it is the deployment's own, as it was sealed. */
    boolean isSealed() {
        return sealed;
    }

    /** The jobs in the order of the file. */
    List<Job> jobs() throws MalformedJsonException {
        return JobsReader.read(json, name, policy.modules().keySet());
    }
}
