package org.corebucket.bridge.cli.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.cli.shared.Sealing;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.OutputFile;
import org.corebucket.bridge.report.ReportFormat;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * What a verification is asked for (CONTRACT 2).
 *
 * @param manifest the lists of a verification of digests alone; none verifies a deployment
 * @param strict whether a list must have nothing but lines of the strict form
 * @param trust the file of the release key to trust; null is the deployment's own
 * @param readOnly whether nothing is changed: no mode bits, no audit line, no state
 * @param keepModes whether forbidden files that can run are left so on purpose
 * @param requireMemory whether it is a finding that this host remembers nothing of the deployment
 * @param deep whether going live is simulated, too
 * @param every the interval of a watch, zero for the policy's; null verifies once
 * @param check the ids of the only checks to run; empty for all
 * @param skip the ids of checks not to run
 * @param output the file for the report; null is standard output
 * @param jobs how many files are read at once
 * @param ignoreMissing whether listed files may be missing
 * @param quiet whether text only says what is wrong
 */
public record VerifyOptions(
        List<InputFile> manifest,
        @Nullable InputFile trust,
        boolean readOnly,
        boolean keepModes,
        boolean requireMemory,
        boolean deep,
        @Nullable Duration every,
        List<String> check,
        List<String> skip,
        ReportFormat format,
        @Nullable OutputFile output,
        int jobs,
        boolean ignoreMissing,
        boolean quiet,
        boolean strict) {

    public VerifyOptions {
        manifest = List.copyOf(manifest);
        check = List.copyOf(check);
        skip = List.copyOf(skip);
    }

    /** What {@code verify} does without options. */
    public static VerifyOptions standard() {
        return of(null, false, false, List.of());
    }

    /** Everything that there is to ask, going live included. */
    public static VerifyOptions deep(@Nullable InputFile trust) {
        return of(trust, false, true, List.of());
    }

    /**
     * A few questions that leave no trace.
     *
     * @param check the ids of the only checks to run
     */
    public static VerifyOptions readOnly(@Nullable InputFile trust, List<String> check) {
        return of(trust, true, false, check);
    }

    private static VerifyOptions of(@Nullable InputFile trust, boolean readOnly, boolean deep, List<String> check) {
        return new VerifyOptions(
                List.of(),
                trust,
                readOnly,
                false,
                false,
                deep,
                null,
                check,
                List.of(),
                ReportFormat.TEXT,
                null,
                Sealing.jobs(),
                false,
                false,
                false);
    }

    /** Refuses what can be read, but makes no sense. */
    void requireSense(Set<String> ids) throws UsageException {
        for (List<String> given : List.of(check, skip)) {
            for (String id : given) {
                if (!ids.contains(id)) {
                    throw new UsageException(
                            "there is no check '" + OneLine.of(id) + "'; there are " + String.join(", ", ids));
                }
            }
        }
        if (strict && manifest.isEmpty()) {
            throw new UsageException(
                    "--strict is about the lists of --manifest; a deployment's is always read strictly");
        }
        if (!manifest.isEmpty() && !forDeploymentsOnly().isEmpty()) {
            throw new UsageException(
                    "--manifest checks digests alone, and does not go with " + String.join(", ", forDeploymentsOnly()));
        }
    }

    /** The options that were given and ask for what only a deployment has. */
    private List<String> forDeploymentsOnly() {
        List<String> given = new ArrayList<>();
        if (trust != null) {
            given.add("--trust");
        }
        if (requireMemory) {
            given.add("--require-memory");
        }
        if (every != null) {
            given.add("--every");
        }
        if (deep) {
            given.add("--deep");
        }
        if (keepModes) {
            given.add("--keep-modes");
        }
        if (partial()) {
            given.add("--check or --skip");
        }
        return given;
    }

    /** The options that made this verification ask less, as they were given. */
    List<String> loosened() {
        List<String> loosened = new ArrayList<>();
        if (ignoreMissing) {
            loosened.add("--ignore-missing");
        }
        if (keepModes) {
            loosened.add("--keep-modes");
        }
        if (!check.isEmpty()) {
            loosened.add("--check " + String.join(",", check));
        }
        if (!skip.isEmpty()) {
            loosened.add("--skip " + String.join(",", skip));
        }
        return loosened;
    }

    boolean partial() {
        return !check.isEmpty() || !skip.isEmpty();
    }

    boolean selects(String id) {
        return (check.isEmpty() || check.contains(id)) && !skip.contains(id);
    }
}
