package org.corebucket.bridge.verification;

import java.util.List;

/**
 * The titles of the sections of the certificate for people. They are constants, so that the table of checks names them
 * without loading another class.
 */
final class CertificateSection {

    static final String FILE_INTEGRITY = "File integrity";
    static final String EXECUTION_PATHS = "Execution path enforcement";
    static final String ACCESS_CONTROL = "Access control";

    /** This section also lists the last runs of the automation's jobs. */
    static final String CORE_SERVICES = "Core services";

    /** This section also says how many updates wait in the outbox. */
    static final String INTEGRATION_POINTS = "Integration points";

    static final String SECURITY_FEATURES = "Security features";
    static final String OBSERVABILITY = "Observability";
    static final String SAFEGUARDS = "Safeguards";
    static final String DOCUMENTS = "Documents";

    /** This section lists every check by its id. */
    static final String VERIFICATION_RESULTS = "Verification results";

    static final String MONITORING = "Post-deployment monitoring";

    /** All titles, in the order of V5's certificate. */
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
