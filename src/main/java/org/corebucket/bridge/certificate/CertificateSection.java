package org.corebucket.bridge.certificate;

import java.util.List;

/** A part of the certificate for people. */
record CertificateSection(String title, List<Claim> claims) {

    /** Where what the automation did is told, too. */
    static final CertificateSection CORE_SERVICES = of(
            "Core services",
            Claim.of("What the descriptors name can be used", "descriptors"),
            Claim.of("A bridge of this deployment serves, ends and comes back", "go-live"));

    /** Where what waits to be sent is told, too. */
    static final CertificateSection INTEGRATION_POINTS = of(
            "Integration points",
            Claim.of("The modules are registered", "modules"),
            Claim.of("Their updates are taken, and receipts kept", "go-live", "Valid update of", "Receipt of"),
            Claim.of("Their heartbeats are taken", "go-live", "Heartbeat of"));

    /** Where every check stands by its name. */
    static final CertificateSection VERIFICATION_RESULTS = of("Verification results");

    /** All of them, in the order in which V5 had them. */
    static final List<CertificateSection> ALL = List.of(
            of(
                    "File integrity",
                    Claim.of("The seal holds", "seal"),
                    Claim.of("Every canonical file is what was frozen", "canonical-hashes"),
                    Claim.of("No other file lies among them", "unlisted-files")),
            of(
                    "Execution path enforcement",
                    Claim.of("Every entrypoint is a frozen file that can run", "entrypoints"),
                    Claim.of("Forbidden runners can't be executed", "forbidden-runners"),
                    Claim.of("No process runs one", "processes")),
            of(
                    "Access control",
                    Claim.of("The access matrix is complete", "roles"),
                    Claim.of("Private keys are for their owner alone", "key-permissions"),
                    Claim.of("Who has no token is not heard", "go-live", "Update without a token")),
            CORE_SERVICES,
            INTEGRATION_POINTS,
            of(
                    "Security features",
                    Claim.of("A changed signature is refused", "go-live", "Update with a changed signature"),
                    Claim.of("An old time is refused", "go-live", "Update with an old time"),
                    Claim.of("A replay is refused, after a restart too", "go-live", "Replay"),
                    Claim.of(
                            "By these keys",
                            "go-live",
                            "Keys of",
                            "Scratch keys",
                            "The token secret",
                            "A scratch secret")),
            of(
                    "Observability",
                    Claim.of("The logs take a line, and the ledger holds", "logs"),
                    Claim.of("Health tells what happened", "go-live", "Health"),
                    Claim.of("What was taken is in the provenance chain", "go-live", "The ledger that is left")),
            of(
                    "Safeguards",
                    Claim.of(
                            "The baseline is intact, and no stop is in force",
                            "safeguards",
                            "Baseline",
                            "No emergency stop")),
            of("Documents", Claim.of("The frozen documents are there", "documents")),
            VERIFICATION_RESULTS,
            of("Post-deployment monitoring", Claim.of("Watch and alerts are as the policy demands", "safeguards")));

    CertificateSection {
        claims = List.copyOf(claims);
    }

    private static CertificateSection of(String title, Claim... claims) {
        return new CertificateSection(title, List.of(claims));
    }
}
