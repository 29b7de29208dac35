package org.corebucket.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.junit.jupiter.api.Test;

final class JsonReportTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void aReadyReportHasEveryFieldOfTheContract() throws IOException {
        assertThat(json(SampleReports.ready())).isEqualTo(Golden.file("ready.json"));
    }

    @Test
    void aBlockedReportHasItsViolationsAndFindings() throws IOException {
        assertThat(json(SampleReports.blocked())).isEqualTo(Golden.file("blocked.json"));
    }

    @Test
    void aPartialReportSaysSoAndNamesTheOptions() throws IOException {
        assertThat(json(SampleReports.partial())).isEqualTo(Golden.file("partial.json"));
    }

    @Test
    void whatIsNotKnownOfAnUnreadManifestIsNullAndNoFileIsVerified() throws IOException {
        assertThat(json(SampleReports.unread())).isEqualTo(Golden.file("unread.json"));
    }

    @Test
    void hostileNamesComeBackAsTheyWere() throws IOException {
        ReadinessReport report = SampleReports.hostile();

        String json = json(report);

        assertThat(json).isEqualTo(Golden.file("hostile.json")).matches("[\\n -~]+");
        JsonNode finding = MAPPER.readTree(json).at("/checks/0/findings/0");
        assertThat(finding.get("path").textValue())
                .isEqualTo(report.findings().get(0).path());
    }

    @Test
    void theAuditLineIsTheSameDocumentOnOneLine() throws IOException {
        for (Map.Entry<String, ReadinessReport> report : SampleReports.all().entrySet()) {
            String line = Golden.render(ReportWriter.auditLine(), report.getValue());

            assertThat(line).as(report.getKey()).matches("[ -~]+");
            assertThat(MAPPER.readTree(line)).isEqualTo(MAPPER.readTree(json(report.getValue())));
        }
    }

    @Test
    void aVerificationInWhichNothingRanHasAViolation() throws IOException {
        JsonNode json = MAPPER.readTree(json(SampleReports.report(SampleReports.FILES)));

        assertThat(json.get("system_status").textValue()).isEqualTo("BLOCKED");
        assertThat(json.get("violations_found").intValue()).isEqualTo(1);
        assertThat(json.get("canonical_files_verified").intValue()).isZero();
    }

    @Test
    void filesWhoseDigestsWereNotCheckedAreNotVerified() throws IOException {
        CheckOutcome skipped = new CheckOutcome(SampleReports.HASHES, new CheckResult.Skipped("not selected"));

        JsonNode json = MAPPER.readTree(json(SampleReports.report(SampleReports.FILES, skipped)));

        assertThat(json.get("canonical_files_verified").intValue()).isZero();
    }

    private static String json(ReadinessReport report) throws IOException {
        return Golden.render(ReportFormat.JSON, report);
    }
}
