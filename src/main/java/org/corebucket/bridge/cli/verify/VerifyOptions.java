package org.corebucket.bridge.cli.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.OutputFile;
import org.corebucket.bridge.report.ReportFormat;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.verification.VerificationOptions;
import org.jspecify.annotations.Nullable;

/**
 * What {@code verify} is asked for (CONTRACT 2).
 *
 * @param manifest the lists of a verification of digests alone; none verifies a deployment
 * @param asked what is asked of the deployment
 * @param every the interval of a watch, zero for the policy's; null verifies once
 * @param output the file for the report; null is standard output
 * @param quiet whether text only says what is wrong
 * @param strict whether a list must have nothing but lines of the strict form
 */
public record VerifyOptions(
        List<InputFile> manifest,
        VerificationOptions asked,
        @Nullable Duration every,
        ReportFormat format,
        @Nullable OutputFile output,
        boolean quiet,
        boolean strict) {

    public VerifyOptions {
        manifest = List.copyOf(manifest);
    }

    /** What {@code verify} does without options. */
    public static VerifyOptions standard() {
        return new VerifyOptions(
                List.of(), VerificationOptions.standard(), null, ReportFormat.TEXT, null, false, false);
    }

    /** Refuses what can be read, but makes no sense. */
    void requireSense(Set<String> ids) throws UsageException {
        for (List<String> given : List.of(asked.check(), asked.skip())) {
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
        if (asked.trust() != null) {
            given.add("--trust");
        }
        if (asked.requireMemory()) {
            given.add("--require-memory");
        }
        if (every != null) {
            given.add("--every");
        }
        if (asked.deep()) {
            given.add("--deep");
        }
        if (asked.keepModes()) {
            given.add("--keep-modes");
        }
        if (asked.partial()) {
            given.add("--check or --skip");
        }
        return given;
    }
}
