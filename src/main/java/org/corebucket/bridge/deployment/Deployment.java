package org.corebucket.bridge.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.text.FileNames;
import org.jspecify.annotations.Nullable;

/**
 * A deployment: the directory tree that is verified, and where everything in it lies (CONTRACT 11).
 *
 * @param root its real path
 */
public record Deployment(Path root) {

    /** The policy's path, as the manifest lists it. */
    public static final String POLICY = "canonical/policy.json";

    /** The most bytes that a policy or a descriptor may have, so that none fills the memory of whoever reads it. */
    public static final int LARGEST_SETTINGS = 1 << 24;

    /** The bridge's descriptor, as the manifest lists it. */
    public static final String BRIDGE = "canonical/core_bucket_bridge.json";

    /** The descriptor of the witness, relative to the root; a deployment that is no witness has none. */
    public static final String WITNESS = "canonical/witness.json";

    /** Which witnesses cosign the checkpoints of the deployment's log, relative to the root; it need not be there. */
    public static final String WITNESSES = "canonical/witnesses.policy";

    /** The attributes that a freeze has recorded, as the manifest lists them; there only if the policy names some. */
    public static final String ATTRIBUTES = "canonical/attributes.json";

    /** The digests of files outside of the deployment, as the manifest lists them; there only if the policy names some. */
    public static final String OUTSIDE = "canonical/outside.sha256";

    /** The manifest's path, relative to the root. */
    public static final String MANIFEST = "manifests/canonical.sha256";

    /** The seal's path, relative to the root. */
    public static final String SEAL = MANIFEST + ".sig";

    /** The files and directories that bridgectl writes to; a directory ends in a slash. */
    public static final List<String> WRITTEN_TO = List.of(
            "manifests/",
            "logs/",
            "outbox/",
            "automation/reports/",
            "insight/",
            "EMERGENCY_SHUTDOWN.marker",
            "PRODUCTION_CERTIFICATE.md",
            "PRODUCTION_CERTIFICATE.json");

    /**
     * Finds the deployment that a directory belongs to: the nearest directory upwards that is one.
     *
     * @throws NoDeploymentException if there is none
     */
    public static Deployment find(Path start) throws IOException, NoDeploymentException {
        for (@Nullable Path dir = start.toAbsolutePath().normalize(); dir != null; dir = dir.getParent()) {
            if (isDeployment(dir)) {
                return new Deployment(dir.toRealPath());
            }
        }
        throw new NoDeploymentException(start);
    }

    /**
     * The nearest deployment above a directory. The directory itself does not count.
     *
     * @param directory absolute, without {@code .} and {@code ..}
     */
    public static Optional<Deployment> above(Path directory) throws IOException {
        if (isDeployment(directory)) {
            return Optional.empty();
        }
        for (@Nullable Path dir = directory.getParent(); dir != null; dir = dir.getParent()) {
            if (isDeployment(dir)) {
                return Optional.of(new Deployment(dir.toRealPath()));
            }
        }
        return Optional.empty();
    }

    /**
     * The deployment whose root is this directory.
     *
     * @throws NoDeploymentException if the directory has neither a policy nor a manifest
     */
    public static Deployment at(Path root) throws IOException, NoDeploymentException {
        if (!isDeployment(root)) {
            throw new NoDeploymentException(root);
        }
        return new Deployment(root.toRealPath());
    }

    /** A policy or a manifest is enough, so that a deployment that lost one of them is still found, and then found wrong. */
    private static boolean isDeployment(Path root) {
        return Files.exists(root.resolve(POLICY), LinkOption.NOFOLLOW_LINKS)
                || Files.exists(root.resolve(MANIFEST), LinkOption.NOFOLLOW_LINKS);
    }

    /** The absolute path of what a path relative to the root names. */
    public Path path(String relative) {
        return FileNames.resolve(root, relative);
    }

    /** The directory whose files are all sealed. */
    public Path canonical() {
        return path("canonical");
    }

    /** The manifest. */
    public Path manifest() {
        return path(MANIFEST);
    }

    /** The release key's signature over the manifest. */
    public Path seal() {
        return path(SEAL);
    }

    /** The signature of a manifest while a freeze is putting it in force. */
    public Path pendingSeal() {
        return path("manifests/canonical.sha256.sig.next");
    }

    /** What the canonical files were when they were released, in a clone or a package. */
    public Path releaseManifest() {
        return path("manifests/release.sha256");
    }

    /** The content-addressed copies of sealed files. */
    public Path baseline() {
        return path("manifests/baseline");
    }

    /** Where {@code restore} moves what stands in the way of a restored file, so that it never deletes anything. */
    public Path aside() {
        return path("manifests/aside");
    }

    /** The file that records the permission bits which forbidden runners had before. */
    public Path runnerModes() {
        return path("manifests/runner-modes.jsonl");
    }

    /** Where files are written before they are renamed into place. */
    public Path staging() {
        return path("manifests/.staging");
    }

    /** Updates that wait for the bridge. */
    public Path outbox() {
        return path("outbox");
    }

    /** The automation's reports. */
    public Path reports() {
        return path("automation/reports");
    }

    /** The record of all verifications. */
    public Path auditLog() {
        return path("logs/production_audit.jsonl");
    }

    /** The incidents, a file each. */
    public Path incidents() {
        return path("logs/incidents");
    }

    /** The file that an emergency stop writes. */
    public Path stopMarker() {
        return path("EMERGENCY_SHUTDOWN.marker");
    }
}
