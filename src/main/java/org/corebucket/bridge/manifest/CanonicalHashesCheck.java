package org.corebucket.bridge.manifest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/** Does every listed file match: its digest, a regular file, no write bit for group or others? */
public final class CanonicalHashesCheck implements Check {

    private final Path root;
    private final Manifest manifest;
    private final ListedFiles.HashOptions options;
    private final HashProgress progress;
    private final List<MoreQuestions> more;
    private Set<String> ignored = Set.of();

    /** What else is asked of the listed files. */
    @FunctionalInterface
    public interface MoreQuestions {
        /** Asks it. */
        void ask(Questions questions) throws IOException;
    }

    /** A check of one manifest's files, and of what else is asked of them. */
    public CanonicalHashesCheck(
            Path root,
            Manifest manifest,
            ListedFiles.HashOptions options,
            HashProgress progress,
            MoreQuestions... more) {
        this.more = List.of(more);
        this.root = root;
        this.manifest = manifest;
        this.options = options;
        this.progress = progress;
    }

    /**
     * The files that the last run ignored because they are missing, by their paths as the manifest spells them; empty before
     * the first run.
     */
    public Set<String> ignored() {
        return ignored;
    }

    @Override
    public CheckResult run() throws IOException {
        ListedFiles.Comparison comparison = ListedFiles.compare(root, manifest, options, progress);
        ignored = options.ignoreMissing() ? comparison.absent() : Set.of();
        if (comparison.absent().size() == manifest.entries().size() && options.ignoreMissing()) {
            return CheckResult.failed(Finding.of(
                    Consequence.MISSING,
                    "nothing-verified",
                    "",
                    "NO FILE WAS VERIFIED: none of the listed files is there",
                    "run it where the files are, or name their directory with --root DIR"));
        }
        Questions files = new Questions();
        comparison.findings().forEach(files::fails);
        if (comparison.sound() > 0) {
            files.holds(comparison.sound() + " of "
                    + manifest.entries().size() + " listed files match, " + comparison.bytes() + " bytes read"
                    + ignored(comparison));
        }
        for (MoreQuestions one : more) {
            one.ask(files);
        }
        return files.result();
    }

    private String ignored(ListedFiles.Comparison comparison) {
        return ignored.isEmpty() ? "" : ", " + comparison.absent().size() + " ignored as missing";
    }
}
