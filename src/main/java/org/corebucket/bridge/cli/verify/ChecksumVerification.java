package org.corebucket.bridge.cli.verify;

import org.corebucket.bridge.deployment.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.cli.session.Version;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.manifest.CanonicalHashesCheck;
import org.corebucket.bridge.manifest.ListedFiles;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.readiness.ReadinessReport;

/** A verification of digests alone, of any tree, as {@code sha256sum -c} does it. */
final class ChecksumVerification {

    private final Session session;
    private final Path root;
    private final VerifyOptions options;

    ChecksumVerification(Session session, Path root, VerifyOptions options) {
        this.session = session;
        this.root = root;
        this.options = options;
    }

    /** Reads the manifest, so that what follows knows how much there is to do. */
    Manifest read(InputFile manifest) throws IOException, MalformedManifestException {
        try (InputStream in = manifest.open()) {
            return ManifestReader.read(in, manifest.name());
        }
    }

    ReadinessReport run(String name, Manifest manifest, HashProgress progress) throws IOException {
        Instant begin = session.host().clock().instant();
        ListedFiles.Options lenient = new ListedFiles.Options(false, options.ignoreMissing(), options.jobs());
        CanonicalHashesCheck check = new CanonicalHashesCheck(root, manifest, lenient, progress);
        CheckOutcome outcome = new CheckOutcome(check.spec(), check.run());
        Duration took = Duration.between(begin, session.host().clock().instant());
        return new ReadinessReport(
                begin,
                "SHA-256 manifest " + name,
                List.of(outcome),
                options.ignoreMissing() ? present(manifest, check.ignored()) : new Spellings(manifest),
                new ManifestFacts(name, manifest.digest().hex(), 0, "", "", ""),
                new ReadinessReport.Run(
                        Version.toolkit(),
                        session.host().name(),
                        took.isNegative() ? Duration.ZERO : took,
                        options.loosened(),
                        false));
    }

    private static List<String> present(Manifest manifest, Set<String> ignored) {
        List<String> present = new ArrayList<>(new Spellings(manifest));
        present.removeAll(ignored);
        return present;
    }

    /** The paths as the manifest spells them, without copying them. */
    private static final class Spellings extends AbstractList<String> {

        private final Manifest manifest;

        Spellings(Manifest manifest) {
            this.manifest = manifest;
        }

        @Override
        public String get(int index) {
            return manifest.entries().get(index).spelling();
        }

        @Override
        public int size() {
            return manifest.entries().size();
        }
    }
}
