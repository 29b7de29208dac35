package org.corebucket.bridge.cli.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.CanonicalHashesCheck;
import org.corebucket.bridge.manifest.ChecksumList;
import org.corebucket.bridge.manifest.ListedFiles;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.readiness.Toolkit;
import org.corebucket.bridge.verification.ReadinessCheck;

/** Verifies only digests, of any tree, as {@code sha256sum -c} does. */
final class ChecksumVerification {

    /** How many malformed lines are named; all of them are counted. */
    private static final int MOST_TOLD = 10;

    private final Session session;
    private final Path root;
    private final VerifyOptions options;
    private String name = "";
    private List<ChecksumList.Odd> outside = List.of();

    ChecksumVerification(Session session, Path root, VerifyOptions options) {
        this.session = session;
        this.root = root;
        this.options = options;
    }

    /**
     * Reads the lists, and warns of malformed lines.
     *
     * @throws MalformedManifestException if a list has no well-formed line or, when read strictly, a malformed one
     */
    Manifest read(List<InputFile> lists) throws IOException, MalformedManifestException {
        StringBuilder names = new StringBuilder();
        for (InputFile list : lists) {
            names.append(names.length() == 0 ? "" : ", ").append(list.name());
        }
        name = names.toString();
        if (!options.strict()) {
            ChecksumList read = ChecksumList.read(lists, root);
            outside = read.outside();
            tell(read.malformed());
            return read.manifest();
        }
        if (lists.size() == 1) {
            return strict(lists.get(0));
        }
        List<ManifestEntry> all = new ArrayList<>();
        MessageDigest digest = Sha256.newDigest();
        for (InputFile list : lists) {
            Manifest one = strict(list);
            all.addAll(one.entries());
            digest.update(one.digest().bytes());
        }
        return new Manifest(Map.of(), all, Sha256.ofBytes(digest.digest()));
    }

    private static Manifest strict(InputFile list) throws IOException, MalformedManifestException {
        try (InputStream in = list.open()) {
            return ManifestReader.read(in, list.name());
        }
    }

    /** Warns of malformed lines as GNU's tools do, and also names the first of them. */
    private void tell(List<ChecksumList.Odd> malformed) {
        if (malformed.isEmpty()) {
            return;
        }
        for (ChecksumList.Odd odd : malformed.subList(0, Math.min(MOST_TOLD, malformed.size()))) {
            session.err().println("bridgectl: " + odd.words());
        }
        int count = malformed.size();
        session.err()
                .println("bridgectl: WARNING: " + count + (count == 1 ? " line is" : " lines are")
                        + " improperly formatted");
    }

    /**
     * Adds a failed question for each listed file outside of the directory. Such a file is not verified, and nobody may
     * think that it was.
     */
    private List<Question> outside(List<Question> asked) {
        List<Question> all = new ArrayList<>(asked);
        for (ChecksumList.Odd odd : outside) {
            all.add(new Question.Fails(List.of(Finding.of(
                    Consequence.CHANGED,
                    "outside",
                    odd.problem(),
                    "NOT VERIFIED: " + odd.problem() + " does not lie below the directory that is verified",
                    "name a directory above it: bridgectl verify --manifest FILE --root DIR"))));
        }
        return all;
    }

    ReadinessReport run(Manifest manifest, HashProgress progress) throws IOException {
        Instant begin = session.host().clock().instant();
        ListedFiles.HashOptions lenient = new ListedFiles.HashOptions(
                false, options.asked().ignoreMissing(), options.asked().jobs());
        CanonicalHashesCheck check = new CanonicalHashesCheck(root, manifest, lenient, progress);
        boolean allOutside = manifest.entries().isEmpty() && !outside.isEmpty();
        CheckResult result =
                CheckResult.of(outside(allOutside ? List.of() : check.run().questions()));
        CheckOutcome outcome = new CheckOutcome(ReadinessCheck.CANONICAL_HASHES.spec(), result);
        Duration took = Duration.between(begin, session.host().clock().instant());
        return new ReadinessReport(
                begin,
                (manifest.entries().stream().anyMatch(entry -> entry.other() != null)
                                ? "digest list "
                                : "SHA-256 manifest ")
                        + name,
                List.of(outcome),
                options.asked().ignoreMissing() ? present(manifest, check.ignored()) : new Spellings(manifest),
                new ManifestFacts(name, manifest.digest().hex(), 0, "", "", ""),
                new ReadinessReport.VerificationRun(
                        Toolkit.running(),
                        session.host().name(),
                        took.isNegative() ? Duration.ZERO : took,
                        options.asked().loosened(),
                        false));
    }

    private static List<String> present(Manifest manifest, Set<String> ignored) {
        List<String> present = new ArrayList<>(new Spellings(manifest));
        present.removeAll(ignored);
        return present;
    }

    /** The paths as the manifest spells them, as a view without copies. */
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
