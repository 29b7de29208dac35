package org.corebucket.bridge.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.text.Digits;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.jspecify.annotations.Nullable;

/**
 * The sealed manifests in the baseline, each under its serial. Only those count that those who may decide have signed. One that is
 * missing, malformed or not signed does not count; if one can't be read, that is thrown, since it might have counted.
 */
public final class KeptSeals {

    /** The directory, relative to the root. */
    static final String DIRECTORY = "manifests/baseline/seals";

    private static final int LARGEST_MANIFEST = 1 << 30;
    private static final int LONGEST_SERIAL = 18;

    private final Deployment deployment;

    /** The sealed manifests that a deployment's baseline has. */
    public KeptSeals(Deployment deployment) {
        this.deployment = deployment;
    }

    /** The path of the manifest with a serial, relative to the root. */
    public static String manifestPath(long serial) {
        return DIRECTORY + "/" + serial + "/canonical.sha256";
    }

    /** The serials under which anything is kept, ascending. */
    public NavigableSet<Long> serials() throws IOException {
        NavigableSet<Long> serials = new TreeSet<>();
        for (String name : TreeFiles.names(deployment.path(DIRECTORY))) {
            if (Digits.isNumber(name, LONGEST_SERIAL)) {
                serials.add(Long.parseLong(name));
            }
        }
        return serials;
    }

    /**
     * The sealed manifest with a serial; empty if there is none whose seal holds.
     *
     * @param authority those who may decide, as many of whom must have signed it as it takes
     */
    public Optional<KeptSeal> read(long serial, Authority authority) throws IOException {
        String path = manifestPath(serial);
        try {
            byte[] bytes = TreeFiles.read(deployment.root(), path, LARGEST_MANIFEST);
            Manifest manifest = ManifestReader.read(new ByteArrayInputStream(bytes), path);
            SealedHeader header = SealedHeader.of(manifest.header(), path);
            Seal seal = Seal.beside(deployment, path, authority, header);
            boolean holds = authority
                    .count(DecidedAct.FREEZE, manifest.digest(), seal.signatures())
                    .isReached();
            return holds && header.serial() == serial
                    ? Optional.of(new KeptSeal(bytes, seal, manifest, header))
                    : Optional.empty();
        } catch (NoSuchFileException | NotRegularException | MalformedManifestException e) {
            return Optional.empty();
        }
    }

    /**
     * The sealed manifest with the highest serial that may be put in force; empty if there is none. It is not older than the
     * newest that this host has seen, and of the same deployment.
     *
     * @param known what this host remembers of the deployment, or null
     */
    public Optional<KeptSeal> newest(Authority authority, @Nullable TrustState known) throws IOException {
        for (long serial : serials().tailSet(least(known), true).descendingSet()) {
            KeptSeal kept = read(serial, authority).orElse(null);
            if (kept != null && (known == null || kept.header().deployment().equals(known.deployment()))) {
                return Optional.of(kept);
            }
        }
        return Optional.empty();
    }

    /** The lowest serial that may be put in force. */
    public static long least(@Nullable TrustState known) {
        return known == null ? 1 : known.highestSerial();
    }

    /**
     * The highest serial above that of a given seal whose seal holds and is of the same deployment; 0 if
     * there is none. A host without memory of the deployment can see by it that a later seal than the one in force was made.
     */
    long above(SealedHeader sealed, Authority authority) throws IOException {
        for (long serial : serials().tailSet(sealed.serial(), false).descendingSet()) {
            KeptSeal kept = read(serial, authority).orElse(null);
            if (kept != null && kept.header().deployment().equals(sealed.deployment())) {
                return serial;
            }
        }
        return 0;
    }

    /** A sealed manifest from the baseline whose seal holds. */
    public static final class KeptSeal {

        private final byte[] bytes;
        private final Seal seal;
        private final Manifest manifest;
        private final SealedHeader header;

        private KeptSeal(byte[] bytes, Seal seal, Manifest manifest, SealedHeader header) {
            this.bytes = bytes;
            this.seal = seal;
            this.manifest = manifest;
            this.header = header;
        }

        public Manifest manifest() {
            return manifest;
        }

        public SealedHeader header() {
            return header;
        }

        /** The manifest's bytes, which the caller does not change. */
        public byte[] bytes() {
            return bytes;
        }

        /** What seals it. */
        public Seal seal() {
            return seal;
        }

        /**
         * Whether it is in force already. Then a verdict that does not trust it has another reason than tampering.
         *
         * @throws IOException if what is in force can't be read: it may be this one
         */
        public boolean isInForce(Deployment deployment) throws IOException {
            try {
                return Arrays.equals(bytes, TreeFiles.read(deployment.root(), Deployment.MANIFEST, LARGEST_MANIFEST))
                        && (!(seal instanceof Seal.OneSignature one)
                                || Arrays.equals(
                                        one.signature(),
                                        TreeFiles.read(deployment.root(), Deployment.SEAL, Seal.LARGEST_SIGNATURE)));
            } catch (NoSuchFileException | NotRegularException e) {
                return false;
            }
        }
    }
}
