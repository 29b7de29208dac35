package org.corebucket.bridge.launch;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.guard.Decision;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.Entrypoint;

/**
 * The runners of built-in kinds. Each gets the bytes of the descriptor that were verified, and never its path, so that nobody
 * can replace the file in between.
 */
public final class BuiltIns {

    private final Map<Entrypoint.EntrypointKind, BuiltInRunner> runners;

    /** Runs the entrypoints of one built-in kind, in this process. */
    public interface BuiltInRunner {

        /**
         * Runs an entrypoint to its end.
         *
         * @param descriptor the sealed bytes of the entrypoint's file
         * @param arguments arguments that match an approved form
         * @return the exit code
         * @throws Exception any exception that a command may throw
         */
        int run(Entrypoint entrypoint, byte[] descriptor, List<String> arguments) throws Exception;
    }

    /** A set of runners, by the kind that they run. */
    public BuiltIns(Map<Entrypoint.EntrypointKind, BuiltInRunner> runners) {
        this.runners = Map.copyOf(runners);
    }

    /** An approved entrypoint with all that its runner needs. */
    public static final class ReadyBuiltIn {

        private final BuiltInRunner runner;
        private final Decision.Approved approved;
        private final byte[] descriptor;

        private ReadyBuiltIn(BuiltInRunner runner, Decision.Approved approved, byte[] descriptor) {
            this.runner = runner;
            this.approved = approved;
            this.descriptor = descriptor;
        }

        /**
         * Runs the entrypoint to its end.
         *
         * @return its exit code
         */
        public int run() throws Exception {
            return runner.run(approved.entrypoint(), descriptor, approved.arguments());
        }
    }

    /**
     * Reads the descriptor.
     *
     * @return the entrypoint with its descriptor; empty if the bytes are no longer the sealed ones
     * @throws NotRunnableException if there is no runner of its kind
     */
    public Optional<ReadyBuiltIn> prepare(Path root, Decision.Approved approved)
            throws IOException, NotRunnableException {
        Entrypoint.EntrypointKind kind = approved.entrypoint().kind();
        BuiltInRunner runner = runners.get(kind);
        if (runner == null) {
            throw new NotRunnableException("this version has no " + kind.text() + " runner yet: "
                    + approved.entrypoint().name() + " is approved, and can't be run\nUse a version that has one.");
        }
        return descriptor(root, approved).map(descriptor -> new ReadyBuiltIn(runner, approved, descriptor));
    }

    /** The bytes of an entrypoint's file; empty if they are no longer the sealed ones. */
    public static Optional<byte[]> descriptor(Path root, Decision.Approved approved) throws IOException {
        ManifestEntry file = approved.file();
        try {
            byte[] descriptor = TreeFiles.read(root, file.path(), Deployment.LARGEST_SETTINGS);
            return Sha256.of(descriptor).equals(file.digest()) ? Optional.of(descriptor) : Optional.empty();
        } catch (NoSuchFileException | NotRegularException e) {
            return Optional.empty();
        }
    }
}
