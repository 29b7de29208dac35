package org.corebucket.bridge.trust;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.text.Digits;

/**
 * The files of a deployment's trust root: {@code manifests/trust.json} is the version in force, {@code manifests/trust.N.json} each
 * version. Signatures lie beside either; those of the version in force are looked for at both places, so that a crash between two
 * files of it loses none.
 */
public final class TrustRootFiles {

    /** The version in force, relative to the root. */
    public static final String IN_FORCE = "manifests/trust.json";

    private static final int LARGEST = 1 << 20;
    private static final int MODE = 0644;
    private static final int MOST_DIGITS = 18;

    private final Deployment deployment;

    /** The files of one deployment. */
    public TrustRootFiles(Deployment deployment) {
        this.deployment = deployment;
    }

    /** The path of a version, relative to the root. */
    public static String path(long version) {
        return "manifests/trust." + version + ".json";
    }

    /**
     * Reads the version in force and those before it.
     *
     * @param first the version to begin with, from 1
     * @return ascending; those that are missing are left out; empty if the deployment has no trust root
     * @throws MalformedJsonException if a file is no version, or another one than its name says
     */
    public List<SignedTrustRoot> read(long first) throws IOException, MalformedJsonException {
        Optional<SignedTrustRoot> found = read(IN_FORCE);
        if (found.isEmpty()) {
            return List.of();
        }
        SignedTrustRoot inForce = found.get();
        long last = inForce.root().version();
        List<SignedTrustRoot> versions = new ArrayList<>();
        for (long version = first; version < last; version++) {
            Optional<SignedTrustRoot> earlier = read(path(version));
            if (earlier.isPresent()) {
                requireVersion(earlier.get(), version);
                versions.add(earlier.get());
            }
        }
        DetachedSignatures kept = DetachedSignatures.beside(deployment.root(), path(last));
        versions.add(new SignedTrustRoot(
                inForce.root(), inForce.digest(), inForce.signatures().and(kept)));
        return versions;
    }

    private static void requireVersion(SignedTrustRoot read, long version) throws MalformedJsonException {
        if (read.root().version() != version) {
            throw new MalformedJsonException(
                    path(version),
                    1,
                    "it is version " + read.root().version(),
                    "put version " + version + " back from a copy");
        }
    }

    private Optional<SignedTrustRoot> read(String path) throws IOException, MalformedJsonException {
        try {
            byte[] content = TreeFiles.read(deployment.root(), path, LARGEST);
            return Optional.of(new SignedTrustRoot(
                    TrustRoot.read(content, path),
                    Sha256.of(content),
                    DetachedSignatures.beside(deployment.root(), path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NotRegularException e) {
            throw new MalformedJsonException(path, 1, "it is " + e.what(), "put the file back from a copy");
        }
    }

    /** The path of the newest version that is kept beside the one in force; empty if none is. */
    public Optional<String> newestKept() throws IOException {
        long newest = 0;
        for (String name : TreeFiles.names(deployment.path("manifests"), "trust.*.json")) {
            String number = name.substring("trust.".length(), name.length() - ".json".length());
            if (Digits.isNumber(number, MOST_DIGITS)) {
                newest = Math.max(newest, Long.parseLong(number));
            }
        }
        return newest == 0 ? Optional.empty() : Optional.of(path(newest));
    }

    /**
     * Puts a version in force, durably. A crash leaves the one before or this one in force, with its signatures. The caller holds the
     * deployment's lock, and has followed the chain to it.
     *
     * @param content of its file, which was signed
     */
    public void putInForce(SignedTrustRoot next, byte[] content) throws IOException {
        String kept = path(next.root().version());
        DurableFiles files = new DurableFiles(deployment.staging());
        next.signatures().write(files, deployment.root(), kept);
        files.write(deployment.path(kept), content, MODE);
        files.write(deployment.path(IN_FORCE), content, MODE);
        next.signatures().write(files, deployment.root(), IN_FORCE);
    }

    /** Finishes what a crash has left of {@link #putInForce}: a version in force whose signatures lie beside its other file alone. */
    public void finish(long version) throws IOException {
        DetachedSignatures kept = DetachedSignatures.beside(deployment.root(), path(version));
        kept.write(new DurableFiles(deployment.staging()), deployment.root(), IN_FORCE);
    }
}
