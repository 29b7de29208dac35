package org.corebucket.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.report.SampleReports.HASHES;
import static org.corebucket.bridge.report.SampleReports.failed;
import static org.corebucket.bridge.report.SampleReports.mismatch;
import static org.corebucket.bridge.report.SampleReports.missing;
import static org.corebucket.bridge.report.SampleReports.passed;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.junit.jupiter.api.Test;

/** The golden lines are those of {@code sha256sum -c} of GNU coreutils 9.1. */
final class ChecksumTextTest {

    private final StringWriter results = new StringWriter();
    private final StringWriter diagnostics = new StringWriter();

    @Test
    void filesThatMatchAreOkAndNothingElseIsSaid() throws IOException {
        write(false, SampleReports.report(List.of("plain", "sp ace"), passed(HASHES, "2 files match")));

        assertThat(results).hasToString("plain: OK\nsp ace: OK\n");
        assertThat(diagnostics.toString()).isEmpty();
    }

    @Test
    void oneChangedAndOneMissingFileAreCountedInTheSingular() throws IOException {
        write(false, SampleReports.report(List.of("a", "gone", "b"), failed(HASHES, missing("gone"), mismatch("b"))));

        assertThat(results).hasToString("a: OK\ngone: FAILED open or read\nb: FAILED\n");
        assertThat(diagnostics).hasToString("""
                        bridgectl: MISSING CANONICAL FILE: gone
                        bridgectl: WARNING: 1 listed file could not be read
                        bridgectl: WARNING: 1 computed checksum did NOT match
                        """);
    }

    @Test
    void severalAreCountedInThePlural() throws IOException {
        write(
                true,
                SampleReports.report(
                        List.of("a", "b", "c", "d"),
                        failed(HASHES, missing("a"), missing("b"), mismatch("c"), mismatch("d"))));

        assertThat(diagnostics.toString().lines().skip(2))
                .containsExactly(
                        "bridgectl: WARNING: 2 listed files could not be read",
                        "bridgectl: WARNING: 2 computed checksums did NOT match");
    }

    @Test
    void whateverIsNotAMismatchCouldNotBeRead() throws IOException {
        for (String code : List.of("missing", "not-regular", "symlink", "unreadable")) {
            Finding finding = Finding.of(Consequence.CHANGED, code, "x", "WRONG: x", "Mend it.");
            write(false, SampleReports.report(List.of("x"), failed(HASHES, finding)));
        }

        assertThat(results).hasToString("x: FAILED open or read\n".repeat(4));
    }

    @Test
    void quietLeavesOutWhatMatches() throws IOException {
        write(true, SampleReports.report(List.of("a", "b"), failed(HASHES, mismatch("b"))));

        assertThat(results).hasToString("b: FAILED\n");
    }

    @Test
    void namesAreEscapedAsGnuDoesIfThereIsALineFeedInThem() throws IOException {
        write(
                false,
                SampleReports.report(
                        List.of("new\nline", "both\\\n", "n\n\r\\x", "back\\slash", "tab\tx"),
                        failed(HASHES, mismatch("new\nline"))));

        assertThat(results).hasToString("""
                        \\new\\nline: FAILED
                        \\both\\\\\\n: OK
                        \\n\\n\\r\\\\x: OK
                        back\\slash: OK
                        tab\tx: OK
                        """);
    }

    @Test
    void namesThatWouldSteerATerminalAreEscapedToo() throws IOException {
        write(
                false,
                SampleReports.report(
                        List.of("cr\rx", "esc\u001b[31m\\", "\u202eyp.x", "half\ud800"),
                        passed(HASHES, "4 files match")));

        assertThat(results).hasToString("""
                        \\cr\\rx: OK
                        \\esc\\u001b[31m\\\\: OK
                        \\\\u202eyp.x: OK
                        \\half\\ud800: OK
                        """);
    }

    @Test
    void reasonsAreOneLineEach() throws IOException {
        write(true, SampleReports.report(List.of("a\nb"), failed(HASHES, missing("a\nb"))));

        assertThat(diagnostics.toString())
                .startsWith("bridgectl: MISSING CANONICAL FILE: a\\nb\nbridgectl: WARNING: 1 ");
    }

    @Test
    void aListOfWhichNothingWasVerifiedIsNamed() throws IOException {
        write(false, SampleReports.report(List.of(), passed(HASHES, "every listed file is missing")));

        assertThat(diagnostics).hasToString("bridgectl: manifests/canonical.sha256: no file was verified\n");
    }

    @Test
    void filesWhoseDigestsWereNotCheckedAreNotOk() throws IOException {
        CheckOutcome skipped = new CheckOutcome(HASHES, new CheckResult.Skipped("the list can't be read"));

        write(false, SampleReports.report(List.of("a"), skipped));

        assertThat(results.toString()).isEmpty();
    }

    private void write(boolean quiet, ReadinessReport report) throws IOException {
        new ChecksumText(quiet).write(report, results, diagnostics);
    }
}
