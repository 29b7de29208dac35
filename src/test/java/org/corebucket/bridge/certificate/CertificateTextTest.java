package org.corebucket.bridge.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.certificate.SampleCertificate.certificate;
import static org.corebucket.bridge.certificate.SampleCertificate.lines;
import static org.corebucket.bridge.certificate.SampleCertificate.passed;
import static org.corebucket.bridge.certificate.SampleCertificate.report;
import static org.corebucket.bridge.certificate.SampleCertificate.skipped;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.junit.jupiter.api.Test;

/** No line of a certificate without a check that ran. */
final class CertificateTextTest {

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
                        "- [ ] No process runs one (`processes`): not checked: there is no /proc",
                        "- `processes`: not checked");
    }

    @Test
    void aCheckThatWasNotAskedHasNoTick() {
        assertThat(lines(report(passed("seal", "fine"))))
                .contains("- [ ] The frozen documents are there (`documents`): not checked: it was not asked");
    }

    @Test
    void aClaimWithoutEvidenceOfItsOwnHasNoTick() {
        assertThat(lines(report(passed("go-live", "Health: 200 ok (1.0 ms)"))))
                .contains("- [ ] A replay is refused, after a restart too (`go-live`): not checked:"
                        + " the check says nothing of it");
    }

    @Test
    void everyLineOfEvidenceStandsUnderOneClaim() {
        List<String> lines = lines(report(passed(
                "go-live", "Replay of an update: 401", "Valid update of finance: 200", "Something quite new: 1")));

        for (String evidence : List.of("Replay of an update", "Valid update of finance", "Something quite new")) {
            assertThat(lines)
                    .filteredOn(line -> line.contains(evidence))
                    .as(evidence)
                    .hasSize(1);
        }
    }

    @Test
    void everyCheckHasAClaimThatTakesWhatNoOtherNames() {
        Map<String, Boolean> takers = new HashMap<>();
        for (CertificateSection section : CertificateSection.ALL) {
            for (Claim claim : section.claims()) {
                takers.merge(claim.check(), claim.takesTheRest(), Boolean::logicalOr);
            }
        }

        assertThat(takers).hasSize(14).doesNotContainValue(false);
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

    @Test
    void itsTwoFilesAreBoundToEachOther() throws Exception {
        CertificatePair pair =
                CertificatePair.issue(certificate(), report(passed("seal", "fine")), RsaPrivateKey.generate(2048));
        Sha256 stated = SignedCertificate.read(pair.envelope("json").statement(), "json")
                .text();

        assertThat(pair.strangeText(stated)).isEmpty();
        byte[] text = pair.text();
        text[10] ^= 1;
        assertThat(CertificatePair.of(pair.json(), text).strangeText(stated))
                .hasValueSatisfying(flaw -> assertThat(flaw).startsWith("its text"));
        byte[] json = pair.json();
        json[10] ^= 1;
        assertThat(CertificatePair.of(json, pair.text()).strangeText(stated))
                .hasValueSatisfying(flaw -> assertThat(flaw).startsWith("its last line"));
        assertThat(CertificatePair.of(pair.json(), new byte[0]).strangeText(stated))
                .isPresent();
    }

    @Test
    void aPartialOrLoosenedVerificationIsNeverCertified() {
        RsaPrivateKey key = RsaPrivateKey.generate(2048);

        assertThatThrownBy(() ->
                        CertificatePair.issue(certificate(), report(true, List.of(), passed("seal", "fine")), key))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CertificatePair.issue(
                        certificate(), report(false, List.of("--ignore-missing"), passed("seal", "fine")), key))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CertificatePair.issue(certificate(), report(skipped("seal", "no")), key))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
