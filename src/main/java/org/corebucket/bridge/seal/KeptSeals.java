package org.corebucket.bridge.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestReader;

/**
 * The sealed manifests in the baseline, each under its serial. A host without memory of the deployment can see there that a
 * later seal than the one in force was made. Only manifests that the release key has signed count.
 */
final class KeptSeals {

    private static final String DIRECTORY = "manifests/baseline/seals";
    private static final int LARGEST_MANIFEST = 1 << 30;
    private static final int LARGEST_SEAL = 2048;
    private static final int LONGEST_SERIAL = 18;

    private final Deployment deployment;

    KeptSeals(Deployment deployment) {
        this.deployment = deployment;
    }

    /**
     * The highest serial above that of a given seal for which a seal by the same key and of the same deployment is kept; 0 if
     * there is none.
     */
    long above(SealedHeader sealed, RsaPublicKey key) throws IOException {
        for (long serial : serials().tailSet(sealed.serial(), false).descendingSet()) {
            if (holds(serial, sealed, key)) {
                return serial;
            }
        }
        return 0;
    }

    private NavigableSet<Long> serials() throws IOException {
        NavigableSet<Long> serials = new TreeSet<>();
        Path directory = deployment.path(DIRECTORY);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return serials;
        }
        try (DirectoryStream<Path> kept = Files.newDirectoryStream(directory)) {
            for (Path entry : kept) {
                String name = String.valueOf(entry.getFileName());
                if (isSerial(name)) {
                    serials.add(Long.parseLong(name));
                }
            }
        }
        return serials;
    }

    private static boolean isSerial(String name) {
        boolean digits = !name.isEmpty() && name.length() <= LONGEST_SERIAL;
        for (int i = 0; i < name.length(); i++) {
            digits &= name.charAt(i) >= '0' && name.charAt(i) <= '9';
        }
        return digits;
    }

    /**
     * Whether a sealed manifest is kept under a serial. One that is missing or not signed by the key does not count. If one
     * can't be read, that is thrown: it might have counted.
     */
    private boolean holds(long serial, SealedHeader sealed, RsaPublicKey key) throws IOException {
        String path = DIRECTORY + "/" + serial + "/canonical.sha256";
        try {
            byte[] bytes = TreeFiles.read(deployment.root(), path, LARGEST_MANIFEST);
            Manifest manifest = ManifestReader.read(new ByteArrayInputStream(bytes), path);
            SealedHeader header = SealedHeader.of(manifest.header(), path);
            key.verify(manifest.digest().bytes(), TreeFiles.read(deployment.root(), path + ".sig", LARGEST_SEAL));
            return header.serial() == serial && header.deployment().equals(sealed.deployment());
        } catch (NoSuchFileException | NotRegularException | MalformedManifestException | InvalidSignatureException e) {
            return false;
        }
    }
}
