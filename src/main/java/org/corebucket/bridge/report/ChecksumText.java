package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.text.OneLine;

/**
 * What {@code sha256sum -c} of GNU coreutils 9.1 prints, for a verification of digests alone. Two things differ: the
 * diagnostics give the reason for each finding in the words of this program, and a name with control characters other than tabs
 * is always escaped, which GNU does only if one of them is a line feed.
 */
public final class ChecksumText {

    private static final String MISMATCH = "hash-mismatch";
    private static final String TOOL = "bridgectl: ";

    private final boolean quiet;

    /**
     * A writer of this form.
     *
     * @param quiet whether files that match are left out
     */
    public ChecksumText(boolean quiet) {
        this.quiet = quiet;
    }

    /**
     * Writes a line for each listed file, then how many of them could not be read and how many do not match. Both writers are
     * flushed, not closed.
     *
     * @param results takes the lines about files, in the order of the list
     * @param diagnostics takes the reasons why files could not be read, and the two warnings
     * @throws IOException if a writer fails
     */
    public void write(ReadinessReport report, Writer results, Writer diagnostics) throws IOException {
        CanonicalFiles files = CanonicalFiles.of(report);
        long unread = 0;
        long different = 0;
        for (String path : files.paths()) {
            List<Finding> findings = files.findings(path);
            if (findings.isEmpty()) {
                writeMatch(path, results);
            } else if (isMismatch(findings)) {
                different++;
                writeStatus(path, "FAILED", results);
            } else {
                unread++;
                writeReasons(findings, diagnostics);
                writeStatus(path, "FAILED open or read", results);
            }
        }
        writeReasons(files.others(), diagnostics);
        if (files.paths().isEmpty()) {
            diagnostics.write(TOOL + OneLine.of(report.manifest().path()) + ": no file was verified\n");
        }
        writeWarning(unread, "listed file", "could not be read", diagnostics);
        writeWarning(different, "computed checksum", "did NOT match", diagnostics);
        results.flush();
        diagnostics.flush();
    }

    private static boolean isMismatch(List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.code().equals(MISMATCH)) {
                return true;
            }
        }
        return false;
    }

    private void writeMatch(String path, Writer results) throws IOException {
        if (!quiet) {
            writeStatus(path, "OK", results);
        }
    }

    private static void writeStatus(String path, String status, Writer results) throws IOException {
        if (isPrintable(path)) {
            results.write(path);
        } else {
            // as in the list itself, a backslash at the beginning says that the name is escaped
            results.write('\\');
            results.write(OneLine.of(path));
        }
        results.write(": ");
        results.write(status);
        results.write('\n');
    }

    private static boolean isPrintable(String path) {
        int codePoint;
        for (int i = 0; i < path.length(); i += Character.charCount(codePoint)) {
            codePoint = path.codePointAt(i);
            if (codePoint != '\t' && OneLine.isUnsafe(codePoint)) {
                return false;
            }
        }
        return true;
    }

    private static void writeReasons(List<Finding> findings, Writer diagnostics) throws IOException {
        for (Finding finding : findings) {
            diagnostics.write(TOOL + OneLine.of(finding.message()) + "\n");
        }
    }

    private static void writeWarning(long count, String noun, String verb, Writer diagnostics) throws IOException {
        if (count > 0) {
            String plural = count == 1 ? " " : "s ";
            diagnostics.write(TOOL + "WARNING: " + count + " " + noun + plural + verb + "\n");
        }
    }
}
