package org.corebucket.bridge.report;

/** The forms in which a readiness report can be had. */
public enum ReportFormat {
    /** The block that people read. */
    TEXT,
    /** Every field of the contract, indented. */
    JSON,
    /** SARIF 2.1.0, for code scanning. */
    SARIF,
    /** The XML of JUnit, for the test pages of CI servers. */
    JUNIT,
    /** Workflow commands of GitHub Actions, one a line. */
    GITHUB
}
