package org.corebucket.bridge.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.certificate.SampleCertificate.certificate;
import static org.corebucket.bridge.certificate.SampleCertificate.passed;
import static org.corebucket.bridge.certificate.SampleCertificate.report;
import static org.corebucket.bridge.certificate.SampleCertificate.skipped;

import java.util.List;
import org.corebucket.bridge.certificate.SampleCertificate;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.readiness.Topic;
import org.corebucket.bridge.seal.SoleHolder;
import org.junit.jupiter.api.Test;

/** No line of a certificate without a check that ran. */
final class CertificateTextTest {

    private static final RsaPrivateKey KEY = RsaPrivateKey.generate(2048);

    @Test
    void itsPartsStandInTheOrderThatV5Had() {
        assertThat(lines(report(passed("seal", "fine"))))
                .filteredOn(line -> line.startsWith("## "))
                .containsExactly(
                        "## File integrity",
                        "## Execution path enforcement",
                        "## Access control",
                        "## Core services",
                        "## Integration points",
                        "## Security features",
                        "## Observability",
                        "## Safeguards",
                        "## Documents",
                        "## Verification results",
                        "## Post-deployment monitoring");
    }

    @Test
    void aPassedCheckIsTickedWithItsEvidence() {
        assertThat(lines(report(passed("roles", "3 roles decide", "key access is looked for"))))
                .contains("- [x] The access matrix is complete (`roles`): 3 roles decide; key access is looked for");
    }

    @Test
    void aSkippedCheckHasNoTickAndSaysWhy() {
        assertThat(lines(report(passed("seal", "fine"), skipped("processes", "there is no /proc"))))
                .contains(
                        "- [ ] No process runs a forbidden file (`processes`): not checked: there is no /proc",
                        "- `processes`: not checked");
    }

    @Test
    void aCheckThatWasNotAskedHasNoTick() {
        assertThat(lines(report(passed("seal", "fine"))))
                .contains("- [ ] The frozen documents are there (`documents`): not checked: it was not asked");
    }

    @Test
    void aClaimWithoutEvidenceOfItsOwnHasNoTick() {
        assertThat(lines(report(says("go-live", Topic.HEALTH, "Health: 200 ok (1.0 ms)"))))
                .contains("- [ ] A replay is refused, after a restart too (`go-live`): not checked:"
                        + " the check says nothing of it");
    }

    /** By its topic, however a sentence begins, and by the check that says it. */
    @Test
    void everyLineOfEvidenceStandsUnderOneClaim() {
        List<String> lines = lines(report(
                passed(
                        "go-live",
                        new Question.Holds(Topic.REPLAYS, List.of("Sent once more: 401")),
                        new Question.Holds(Topic.UPDATES, List.of("Finance: 200")),
                        new Question.Holds(Topic.SAFETY, List.of("Of no claim here: 1")),
                        new Question.Holds(List.of("Something quite new: 1"))),
                says("roles", Topic.REPLAYS, "Of a role: 1")));

        assertThat(lines)
                .contains(
                        "- [x] A replay is refused, after a restart too (`go-live`): Sent once more: 401",
                        "- [x] Updates of the modules are accepted, and receipts kept (`go-live`): Finance: 200",
                        "- [x] A bridge of this deployment serves, ends and comes back (`go-live`):"
                                + " Something quite new: 1; Of no claim here: 1",
                        "- [x] The access matrix is complete (`roles`): Of a role: 1");
        assertThat(lines).filteredOn(line -> line.contains("Of a role")).hasSize(1);
    }

    @Test
    void everyClaimStandsInAPartOfTheCertificate() {
        assertThat(Claim.all())
                .allSatisfy(claim -> assertThat(CertificateSection.TITLES)
                        .as(claim.sentence())
                        .contains(claim.section()));
    }

    @Test
    void whatTheSystemIsCalledCanNotLookLikeATick() {
        List<String> lines = lines(report(passed("modules", "x](http://evil) <b>\n- [x] forged")));

        assertThat(lines)
                .contains(
                        "- [x] The modules are registered (`modules`): x\\](http://evil) \\<b\\>\\\\n- \\[x\\] forged");
    }

    @Test
    void itStatesLedgerOutboxAndLastRuns() {
        assertThat(lines(report(passed("seal", "fine"))))
                .contains(
                        "| Ledger | 12 entries, head " + SampleCertificate.HEAD + " |",
                        "- Outbox: 2 updates wait, 1 were rejected",
                        "- Last run of sync_finance (node-001): ok at 2026-01-31T08:00:00.250Z");
    }

    private static CheckOutcome says(String id, Topic topic, String evidence) {
        return passed(id, new Question.Holds(topic, List.of(evidence)));
    }

    private static List<String> lines(ReadinessReport report) {
        return CertificateText.of(certificate(), report, SoleHolder.deciding(KEY))
                .lines()
                .toList();
    }
}
