package org.corebucket.bridge.outside;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.manifest.CanonicalHashesCheck;
import org.corebucket.bridge.manifest.ListedFiles;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/** Asks whether the files outside of the deployment that the policy names are what a freeze recorded, and whether there are others. */
public final class OutsideQuestions implements CanonicalHashesCheck.MoreQuestions {

    private static final String REMEDY =
            ", put it back from where it came, such as its package; if it was decided: bridgectl freeze --reason TEXT";

    private final Deployment deployment;
    private final List<String> named;
    private final Manifest manifest;

    /**
     * Questions about one deployment.
     *
     * @param named what the verified policy names
     * @param manifest the manifest in force
     */
    public OutsideQuestions(Deployment deployment, List<String> named, Manifest manifest) {
        this.deployment = deployment;
        this.named = List.copyOf(named);
        this.manifest = manifest;
    }

    @Override
    public void ask(Questions questions) throws IOException {
        if (named.isEmpty()) {
            return;
        }
        boolean listed = manifest.digestOf(Deployment.OUTSIDE).isPresent();
        try {
            Manifest record = OutsideRecord.read(deployment);
            if (!listed) {
                questions.fails(notRecorded());
            } else {
                questions.ask(
                        findings(record),
                        "Outside of the deployment: " + record.entries().size()
                                + (record.entries().size() == 1 ? " file is" : " files are") + " what was recorded");
            }
        } catch (NoSuchFileException e) {
            if (!listed) {
                questions.fails(notRecorded());
            } // else it is a finding already that it is missing
        } catch (MalformedManifestException e) {
            questions.fails(notRecorded()); // whatever was sealed there
        }
    }

    private static Finding notRecorded() {
        return Finding.of(
                Consequence.FAILED,
                "outside-not-recorded",
                Deployment.OUTSIDE,
                "FILES OUTSIDE NOT RECORDED: the policy names some, and no freeze has recorded them",
                "bridgectl freeze --reason TEXT");
    }

    private List<Finding> findings(Manifest record) throws IOException {
        ListedFiles.HashOptions options = new ListedFiles.HashOptions(false, false, TreeHasher.onePerProcessor());
        List<Finding> findings = new ArrayList<>();
        for (ListedFiles.Mismatch mismatch : ListedFiles.compare(OutsideRecord.TOP, record, options, HashProgress.NONE)
                .mismatches()) {
            Finding of = mismatch.finding();
            boolean missing = of.consequence() == Consequence.MISSING;
            String path = "/" + mismatch.entry().path();
            findings.add(new Finding(
                    of.consequence(),
                    missing ? "outside-missing" : "outside-changed",
                    path,
                    "OUTSIDE OF THE DEPLOYMENT, " + of.message().replace(": " + path.substring(1), ": " + path),
                    of.difference(),
                    "if nobody decided it" + REMEDY));
        }
        Set<String> known = new HashSet<>(record.paths());
        for (String path : OutsideRecord.files(named)) {
            if (!known.contains(path)) {
                findings.add(Finding.of(
                        Consequence.UNLISTED,
                        "outside-unlisted",
                        "/" + path,
                        "OUTSIDE OF THE DEPLOYMENT, UNLISTED FILE: /" + path,
                        "if nobody decided it, move it away; if it was decided: bridgectl freeze --reason TEXT"));
            }
        }
        return findings;
    }
}
