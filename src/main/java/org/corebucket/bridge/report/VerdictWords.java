package org.corebucket.bridge.report;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;

/** A verdict in the contract's words. */
enum VerdictWords {
    READY("READY", "SYSTEM VERIFIED - PRODUCTION DEPLOYMENT APPROVED"),
    PARTIAL("READY (PARTIAL)", "SELECTED CHECKS PASSED - NOT A DEPLOYMENT APPROVAL"),
    BLOCKED("BLOCKED", "SYSTEM BLOCKED - PRODUCTION DEPLOYMENT DENIED");

    private final String label;
    private final String meaning;

    VerdictWords(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    static VerdictWords of(ReadinessReport report) {
        if (!report.verdict().ready()) {
            return BLOCKED;
        }
        return report.run().partial() ? PARTIAL : READY;
    }

    /** What stands after {@code PRODUCTION READINESS:}. */
    String label() {
        return label;
    }

    /** The sentence that closes the text form. */
    String meaning() {
        return meaning;
    }

    /** The messages of all findings. A blocked report always has one. */
    static List<String> violations(ReadinessReport report) {
        List<String> messages = new ArrayList<>();
        for (Finding finding : report.findings()) {
            messages.add(finding.message());
        }
        if (messages.isEmpty() && !report.verdict().ready()) {
            messages.add("NOTHING VERIFIED: no check ran");
        }
        return messages;
    }
}
