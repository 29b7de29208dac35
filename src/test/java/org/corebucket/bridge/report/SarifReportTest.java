package org.corebucket.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.report.SampleReports.HASHES;
import static org.corebucket.bridge.report.SampleReports.failed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.junit.jupiter.api.Test;

final class SarifReportTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void aReadyReportHasNoResults() throws IOException {
        assertThat(sarif(SampleReports.ready())).isEqualTo(Golden.file("ready.sarif"));
    }

    @Test
    void aBlockedReportHasARuleForEachCodeAndAResultForEachFinding() throws IOException {
        assertThat(sarif(SampleReports.blocked())).isEqualTo(Golden.file("blocked.sarif"));
    }

    @Test
    void aPartialReportNotifiesOfWhatWasLoosenedAndSkipped() throws IOException {
        assertThat(sarif(SampleReports.partial())).isEqualTo(Golden.file("partial.sarif"));
    }

    @Test
    void aFindingAboutNoFileIsShownAtTheManifest() throws IOException {
        assertThat(sarif(SampleReports.unread())).isEqualTo(Golden.file("unread.sarif"));
    }

    @Test
    void noNameMakesAPlaceholderALinkOrAnotherAddress() throws IOException {
        assertThat(sarif(SampleReports.hostile()))
                .isEqualTo(Golden.file("hostile.sarif"))
                .matches("[\\n -~]+");
    }

    @Test
    void everyReportSatisfiesTheSchema() throws IOException {
        for (Map.Entry<String, ReadinessReport> report : SampleReports.all().entrySet()) {
            assertThat(violations(sarif(report.getValue()))).as(report.getKey()).isEmpty();
        }
    }

    @Test
    void theSchemaRefusesAResultWithoutItsMessage() throws IOException {
        JsonNode document = MAPPER.readTree(sarif(SampleReports.blocked()));
        ((ObjectNode) document.at("/runs/0/results/0")).remove("message");

        assertThat(violations(document.toString())).hasSize(1);
    }

    @Test
    void theSchemaRefusesATimeWithoutAZone() throws IOException {
        JsonNode document = MAPPER.readTree(sarif(SampleReports.blocked()));
        ((ObjectNode) document.at("/runs/0/invocations/0")).put("startTimeUtc", "2026-11-23T08:00:00");

        assertThat(violations(document.toString())).hasSize(1);
    }

    @Test
    void aPathIsPercentEncodedBelowTheRoot() throws IOException {
        String path = "caf\u00e9/a b#c?d%20:e+~.py";

        JsonNode location = artifact(SampleReports.mismatch(path));

        assertThat(location.get("uri").textValue()).isEqualTo("caf%C3%A9/a%20b%23c%3Fd%2520%3Ae%2B~.py");
        assertThat(URI.create(location.get("uri").textValue()).getPath()).isEqualTo(path);
        assertThat(location.get("uriBaseId").textValue()).isEqualTo("%SRCROOT%");
    }

    @Test
    void anAbsolutePathIsAFileAddressWithoutABase() throws IOException {
        JsonNode location = artifact(SampleReports.mismatch("/etc/bridge policy.json"));

        assertThat(location.get("uri").textValue()).isEqualTo("file:///etc/bridge%20policy.json");
        assertThat(location.has("uriBaseId")).isFalse();
    }

    @Test
    void aFindingKeepsItsFingerprintWhenOtherBytesAreFound() throws IOException {
        Finding other = Finding.of(Consequence.CHANGED, "hash-mismatch", "a.py", "HASH MISMATCH: other", "Restore it.");

        assertThat(fingerprint(other)).isEqualTo(fingerprint(SampleReports.mismatch("a.py")));
    }

    @Test
    void twoFindingsAreToldApartByCodeAndSubject() throws IOException {
        assertThat(List.of(
                        fingerprint(SampleReports.mismatch("a.py")),
                        fingerprint(SampleReports.mismatch("b.py")),
                        fingerprint(SampleReports.missing("a.py")),
                        fingerprint(Finding.of(Consequence.FAILED, "role", "", "NO ROLE: x", "Add it.")),
                        fingerprint(Finding.of(Consequence.FAILED, "role", "", "NO ROLE: y", "Add it."))))
                .doesNotHaveDuplicates();
    }

    @Test
    void twoNamesThatDifferInBytesThatAreNotUtf8AreToldApart() throws IOException {
        Finding one = SampleReports.mismatch("a\uDCFF.py");
        Finding other = SampleReports.mismatch("a\uDCFE.py");

        assertThat(artifact(one).get("uri").textValue()).isEqualTo("a%FF.py");
        assertThat(artifact(other).get("uri").textValue()).isEqualTo("a%FE.py");
        assertThat(fingerprint(one)).isNotEqualTo(fingerprint(other));
    }

    @Test
    void theHelpOfARuleIsAboutTheRuleAndTheRemedyStandsInTheResult() throws IOException {
        ReadinessReport report = SampleReports.report(
                List.of(), failed(HASHES, SampleReports.mismatch("a.py"), SampleReports.mismatch("b.py")));

        JsonNode run = MAPPER.readTree(sarif(report)).at("/runs/0");

        assertThat(run.at("/tool/driver/rules/0/help/text").textValue()).doesNotContain("a.py", "restore");
        assertThat(run.at("/results/1/properties/remedy").textValue())
                .isEqualTo(SampleReports.mismatch("b.py").remedy());
    }

    @Test
    void aRunHasTheMostSevereResultsAsFarAsGithubTakesThemAndSaysHowManyItLeftOut() throws IOException {
        Finding[] many = new Finding[25_001];
        Arrays.setAll(many, i -> Finding.of(Consequence.FAILED, "role", "", "NO ROLE: " + i, "Add it."));
        ReadinessReport report = SampleReports.report(
                List.of(), failed(SampleReports.ROLES, many), failed(HASHES, SampleReports.mismatch("a.py")));

        JsonNode run = MAPPER.readTree(sarif(report)).at("/runs/0");

        assertThat(run.get("results")).hasSize(25_000);
        assertThat(run.at("/results/0/ruleId").textValue()).isEqualTo("hash-mismatch");
        assertThat(run.at("/invocations/0/toolExecutionNotifications/0/message/text")
                        .textValue())
                .isEqualTo("2 more results were left out: a run takes no more");
    }

    private static List<Error> violations(String document) throws IOException {
        try (InputStream in = SarifReportTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(Objects.requireNonNull(in));
            return schema.validate(
                    document,
                    InputFormat.JSON,
                    context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
        }
    }

    private static JsonNode artifact(Finding finding) throws IOException {
        return result(finding).at("/locations/0/physicalLocation/artifactLocation");
    }

    private static String fingerprint(Finding finding) throws IOException {
        return result(finding)
                .at("/partialFingerprints/primaryLocationLineHash")
                .textValue();
    }

    private static JsonNode result(Finding finding) throws IOException {
        ReadinessReport report = SampleReports.report(List.of(), failed(HASHES, finding));
        return MAPPER.readTree(sarif(report)).at("/runs/0/results/0");
    }

    private static String sarif(ReadinessReport report) throws IOException {
        return Golden.render(ReportFormat.SARIF, report);
    }
}
