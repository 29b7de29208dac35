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
 * What {@code verify} is to do (CONTRACT 2).
 *
 * @param manifest the lists whose digests alone are verified; if empty, a deployment is verified
 * @param asked what is asked of the deployment
 * @param every the interval of a watch, zero for the policy's; null verifies once
 * @param format the format of the report
 * @param output the file for the report; null is standard output
 * @param quiet whether the text has only what is wrong, and the verdict
 * @param strict whether every line of a list must be well-formed
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

    /** The options of a plain {@code verify}. */
    public static VerifyOptions standard() {
        return new VerifyOptions(
                List.of(), VerificationOptions.standard(), null, ReportFormat.TEXT, null, false, false);
    }

    /** Refuses options that can be read but make no sense together. */
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

    /** The given options that apply only to a deployment. */
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
