package org.corebucket.bridge.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;

/** What the check {@code canonical-hashes} says of each listed file. Its memory grows with the findings, not with the files. */
final class CanonicalFiles {

    /** The id of the check that compares digests. */
    static final String CHECK = "canonical-hashes";

    private final List<String> paths;
    private final Map<String, List<Finding>> findings = new LinkedHashMap<>();

    private CanonicalFiles(List<String> paths, List<Finding> all) {
        this.paths = paths;
        for (Finding finding : all) {
            List<Finding> ofPath = findings.get(finding.path());
            if (ofPath == null) {
                ofPath = new ArrayList<>(1);
                findings.put(finding.path(), ofPath);
            }
            ofPath.add(finding);
        }
    }

    static CanonicalFiles of(ReadinessReport report) {
        for (CheckOutcome check : report.checks()) {
            if (check.spec().id().equals(CHECK) && !(check.result() instanceof CheckResult.Skipped)) {
                return new CanonicalFiles(report.files(), check.result().findings());
            }
        }
        return new CanonicalFiles(List.of(), List.of());
    }

    /** The files that were checked, in the order in which people are shown them; none if the check did not run. */
    List<String> paths() {
        return paths;
    }

    /** The findings about a listed file; empty if it is as it was sealed. */
    List<Finding> findings(String path) {
        return findings.getOrDefault(path, List.of());
    }

    /** The findings that are not about a listed file, in their order. */
    List<Finding> others() {
        Map<String, List<Finding>> rest = new LinkedHashMap<>(findings);
        for (String path : paths) {
            rest.remove(path);
        }
        List<Finding> others = new ArrayList<>();
        for (List<Finding> ofPath : rest.values()) {
            others.addAll(ofPath);
        }
        return others;
    }

    /** How many of the listed files are as they were sealed. */
    long verified() {
        long verified = 0;
        for (String path : paths) {
            if (!findings.containsKey(path)) {
                verified++;
            }
        }
        return verified;
    }
}
