package org.corebucket.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.text.OneLine;
import org.junit.jupiter.api.Test;

final class GithubReportTest {

    @Test
    void aReadyReportIsANotice() throws IOException {
        assertThat(commands(SampleReports.ready())).isEqualTo(Golden.file("ready.github"));
    }

    @Test
    void aBlockedReportIsAnErrorForEachFindingAndANotice() throws IOException {
        assertThat(commands(SampleReports.blocked())).isEqualTo(Golden.file("blocked.github"));
    }

    @Test
    void whatWasLoosenedIsAWarning() throws IOException {
        assertThat(commands(SampleReports.partial())).isEqualTo(Golden.file("partial.github"));
    }

    @Test
    void aFindingAboutNoFileNamesNone() throws IOException {
        assertThat(commands(SampleReports.unread())).isEqualTo(Golden.file("unread.github"));
    }

    @Test
    void noNameMakesACommandOrAProperty() throws IOException {
        assertThat(commands(SampleReports.hostile())).isEqualTo(Golden.file("hostile.github"));
    }

    @Test
    void everyLineIsACommand() throws IOException {
        for (Map.Entry<String, ReadinessReport> report : SampleReports.all().entrySet()) {
            assertThat(commands(report.getValue()).lines())
                    .as(report.getKey())
                    .allMatch(line -> line.matches("::(error|warning|notice) (file=[^:,]+,)?title=[^:,]+::.+"));
        }
    }

    @Test
    void aRunnerReadsBackWhatWasWritten() throws IOException {
        Finding finding = SampleReports.hostile().findings().get(0);

        String line = commands(SampleReports.hostile()).lines().findFirst().orElseThrow();

        int data = line.indexOf("::", 2);
        String[] properties = line.substring("::error ".length(), data).split(",", -1);
        assertThat(properties).hasSize(2);
        assertThat(decoded(properties[0])).isEqualTo("file=" + OneLine.of(finding.path()));
        assertThat(decoded(properties[1])).isEqualTo("title=bridgectl verify: hash-mismatch");
        assertThat(decoded(line.substring(data + 2)))
                .isEqualTo(OneLine.of(finding.message()) + "\nFix: " + OneLine.of(finding.remedy()));
    }

    /** What the runner does to data and properties, the percent sign last. */
    private static String decoded(String text) {
        return text.replace("%0D", "\r")
                .replace("%0A", "\n")
                .replace("%3A", ":")
                .replace("%2C", ",")
                .replace("%25", "%");
    }

    private static String commands(ReadinessReport report) throws IOException {
        return Golden.render(ReportFormat.GITHUB, report);
    }
}
