package org.corebucket.bridge.report;

/** The forms of a readiness report. */
public enum ReportFormat {
    /** The text for people. */
    TEXT,
    /** Every field of the contract, indented. */
    JSON,
    /** SARIF 2.1.0, for code scanning. */
    SARIF,
    /** The XML of JUnit, for the test pages of CI servers. */
    JUNIT,
    /** Workflow commands of GitHub Actions, one on each line. */
    GITHUB
}
