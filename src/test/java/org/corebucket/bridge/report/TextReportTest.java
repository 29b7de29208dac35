package org.corebucket.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.report.SampleReports.FILES;
import static org.corebucket.bridge.report.SampleReports.HASHES;
import static org.corebucket.bridge.report.SampleReports.ROLES;
import static org.corebucket.bridge.report.SampleReports.RUNNERS;
import static org.corebucket.bridge.report.SampleReports.SEAL;
import static org.corebucket.bridge.report.SampleReports.passed;

import java.io.IOException;
import java.io.Writer;
import java.util.AbstractList;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ReportWriter.TextStyle;
import org.junit.jupiter.api.Test;

final class TextReportTest {

    @Test
    void aReadyReportIsTheBlockOfTheContract() throws IOException {
        ReadinessReport report = SampleReports.report(
                FILES, passed(HASHES, "2 files match"), passed(RUNNERS, "Disabled execution: test_health_endpoint.py"));

        assertThat(text(report)).isEqualTo(Golden.file("contract.txt"));
    }

    @Test
    void aReadyReportShowsTheEvidenceOfEveryCheck() throws IOException {
        assertThat(text(SampleReports.ready())).isEqualTo(Golden.file("ready.txt"));
    }

    @Test
    void aBlockedReportShowsEachViolationWhereItIsFoundAndAtTheEnd() throws IOException {
        assertThat(text(SampleReports.blocked())).isEqualTo(Golden.file("blocked.txt"));
    }

    @Test
    void aPartialReportApprovesNothingAndSaysWhatWasLoosened() throws IOException {
        assertThat(text(SampleReports.partial()))
                .isEqualTo(Golden.file("partial.txt"))
                .doesNotContain("APPROVED");
    }

    @Test
    void aSkippedCheckGivesItsReasonAndVerifiesNoFile() throws IOException {
        assertThat(text(SampleReports.unread())).isEqualTo(Golden.file("unread.txt"));
    }

    @Test
    void noNameMakesALineOrAControlSequence() throws IOException {
        assertThat(text(SampleReports.hostile())).isEqualTo(Golden.file("hostile.txt"));
    }

    @Test
    void theDigestsFollowTheHeadingWhereverTheCheckStands() throws IOException {
        String text = text(SampleReports.report(
                FILES,
                passed(ROLES, "roles"),
                passed(RUNNERS, "runners"),
                passed(SEAL, "seal"),
                passed(HASHES, "hashes")));

        assertThat(text.lines().filter(line -> line.endsWith("...")))
                .containsExactly(
                        "[LOCK] Verifying canonical file hashes...",
                        "[LOCK] Enforcing file system execution prevention...",
                        "[LOCK] Checking the access matrix...",
                        "[LOCK] Checking the release seal...");
    }

    @Test
    void aCheckThatIsNotThereHasNoSection() throws IOException {
        String text = text(SampleReports.report(FILES, passed(SEAL, "seal")));

        assertThat(text).doesNotContain("Hash verified", "Verifying", "Enforcing");
    }

    @Test
    void aVerificationInWhichNothingRanSaysSo() throws IOException {
        assertThat(text(SampleReports.report(FILES)))
                .contains("BLOCKED", "Violations found:\n  - NOTHING VERIFIED: no check ran\n", "Readiness Score: 0%");
    }

    @Test
    void quietKeepsErrorsRemediesAndTheEnd() throws IOException {
        ReportWriter quiet = ReportWriter.of(ReportFormat.TEXT, new TextStyle(false, true));

        assertThat(Golden.render(quiet, SampleReports.blocked())).isEqualTo(Golden.file("blocked-quiet.txt"));
    }

    @Test
    void quietKeepsWhatWasLoosenedAndTheVerdict() throws IOException {
        ReportWriter quiet = ReportWriter.of(ReportFormat.TEXT, new TextStyle(false, true));

        assertThat(Golden.render(quiet, SampleReports.partial()))
                .contains("[WARN] Loosened: ", "[OK] SELECTED CHECKS PASSED")
                .doesNotContain("[LOCK]", "[SKIP]", "Hash verified");
    }

    @Test
    void colourChangesNothingButTheTags() throws IOException {
        ReportWriter coloured = ReportWriter.of(ReportFormat.TEXT, new TextStyle(true, false));

        String text = Golden.render(coloured, SampleReports.blocked());

        assertThat(text)
                .contains("\u001b[32m[OK]\u001b[0m Hash", "\u001b[1;31m[ERROR]\u001b[0m HASH", "\n[LOCK] Verifying");
        assertThat(text.replaceAll("\u001b\\[[0-9;]+m", "")).isEqualTo(text(SampleReports.blocked()));
    }

    @Test
    void aMillionFilesAreNeverHeldInOneString() throws IOException {
        LineCounter lines = new LineCounter();
        ReadinessReport report = SampleReports.report(numbered(1_000_000), passed(HASHES, "all match"));

        new TextReport(new TextStyle(false, false)).write(report, lines);

        assertThat(lines.count).isEqualTo(4 + 1 + 1_000_000 + 6);
        assertThat(lines.longestWrite).isLessThan(100);
    }

    private static String text(ReadinessReport report) throws IOException {
        return Golden.render(ReportFormat.TEXT, report);
    }

    private static AbstractList<String> numbered(int size) {
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                return "file-" + index;
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    /** Keeps nothing of what it is given but two numbers. */
    private static final class LineCounter extends Writer {
        private long count;
        private int longestWrite;

        @Override
        public void write(char[] buffer, int offset, int length) {
            longestWrite = Math.max(longestWrite, length);
            for (int i = offset; i < offset + length; i++) {
                if (buffer[i] == '\n') {
                    count++;
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
