package org.corebucket.bridge.verification;

import java.util.List;

/** The titles of the parts of the certificate for people. Constants, so that the table of checks names them without loading more. */
final class CertificateSection {

    static final String FILE_INTEGRITY = "File integrity";
    static final String EXECUTION_PATHS = "Execution path enforcement";
    static final String ACCESS_CONTROL = "Access control";

    /** Where what the automation did is told, too. */
    static final String CORE_SERVICES = "Core services";

    /** Where what waits to be sent is told, too. */
    static final String INTEGRATION_POINTS = "Integration points";

    static final String SECURITY_FEATURES = "Security features";
    static final String OBSERVABILITY = "Observability";
    static final String SAFEGUARDS = "Safeguards";
    static final String DOCUMENTS = "Documents";

    /** Where every check stands by its name. */
    static final String VERIFICATION_RESULTS = "Verification results";

    static final String MONITORING = "Post-deployment monitoring";

    /** All of them, in the order in which V5 had them. */
    static final List<String> TITLES = List.of(
            FILE_INTEGRITY,
            EXECUTION_PATHS,
            ACCESS_CONTROL,
            CORE_SERVICES,
            INTEGRATION_POINTS,
            SECURITY_FEATURES,
            OBSERVABILITY,
            SAFEGUARDS,
            DOCUMENTS,
            VERIFICATION_RESULTS,
            MONITORING);

    private CertificateSection() {}
}
