package org.corebucket.bridge.report;

import java.io.IOException;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;

/** The results of a SARIF run: one for each finding, at the file that it is about. */
final class SarifResults {

    /** The name by which locations refer to the root. */
    static final String ROOT = "%SRCROOT%";

    /** The most results that GitHub accepts in one run. */
    private static final int MOST = 25_000;

    private static final String UNRESERVED = "-._~/";
    private static final String HEX = "0123456789ABCDEF";

    private final List<String> rules;
    private final String manifest;
    private final JsonWriter json;

    /**
     * A writer of results.
     *
     * @param rules the ids of the rules, in the order of the tool's description
     * @param manifest the path at which findings are shown that are not about a file, since GitHub shows no finding without a
     * place
     */
    SarifResults(List<String> rules, String manifest, JsonWriter json) {
        this.rules = rules;
        this.manifest = manifest;
        this.json = json;
    }

    /** How many results of these checks are left out, since a run may have no more than {@link #MOST}. */
    static int leftOut(List<CheckOutcome> checks) {
        int all = 0;
        for (CheckOutcome check : checks) {
            all += check.result().findings().size();
        }
        return Math.max(0, all - MOST);
    }

    /** Writes a result for each finding, those of critical checks first. If there are too many, the last ones are left out. */
    void write(List<CheckOutcome> checks) throws IOException {
        json.beginArray("results");
        write(checks, false, write(checks, true, MOST));
        json.endArray();
    }

    /** Writes at most so many results of the critical checks, or of the others. Returns how many more may follow. */
    private int write(List<CheckOutcome> checks, boolean critical, int most) throws IOException {
        int left = most;
        for (CheckOutcome check : checks) {
            List<Finding> findings =
                    check.spec().critical() == critical ? check.result().findings() : List.of();
            for (Finding finding : findings.subList(0, Math.min(left, findings.size()))) {
                writeResult(check.spec().id(), finding);
                left--;
            }
        }
        return left;
    }

    private void writeResult(String check, Finding finding) throws IOException {
        json.beginObject()
                .field("ruleId", finding.code())
                .field("ruleIndex", rules.indexOf(finding.code()))
                .field("level", "error")
                .beginObject("message")
                .field("text", plainText(finding.message()))
                .endObject();
        writeLocations(finding.path().isEmpty() ? manifest : finding.path());
        json.beginObject("partialFingerprints")
                .field("primaryLocationLineHash", fingerprint(finding))
                .endObject();
        json.beginObject("properties").field("check", check).field("remedy", finding.remedy());
        writeKnown("expected", finding.difference().expected());
        writeKnown("actual", finding.difference().actual());
        json.endObject().endObject();
    }

    private void writeLocations(String path) throws IOException {
        json.beginArray("locations");
        if (!path.isEmpty()) {
            json.beginObject().beginObject("physicalLocation").beginObject("artifactLocation");
            if (path.startsWith("/")) {
                json.field("uri", "file://" + uri(path));
            } else {
                json.field("uri", uri(path)).field("uriBaseId", ROOT);
            }
            json.endObject();
            json.beginObject("region").field("startLine", 1).endObject();
            json.endObject().endObject();
        }
        json.endArray();
    }

    private void writeKnown(String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.field(name, value);
        }
    }

    /**
     * The fingerprint of a finding. It stays the same as long as the same thing is wrong with the same subject, however often
     * its bytes change.
     */
    private static String fingerprint(Finding finding) {
        String subject = finding.path().isEmpty() ? finding.message() : finding.path();
        return Sha256.of(FileNames.bytes(finding.code() + '\n' + subject)).hex();
    }

    /** Percent-encodes all but the unreserved characters of RFC 3986 (2.3) and the slashes between names. */
    private static String uri(String path) {
        StringBuilder uri = new StringBuilder(path.length());
        for (byte octet : FileNames.bytes(path)) {
            char character = (char) (octet & 0xFF);
            if (isAsciiLetterOrDigit(character) || UNRESERVED.indexOf(character) >= 0) {
                uri.append(character);
            } else {
                uri.append('%').append(HEX.charAt(character >> 4)).append(HEX.charAt(character & 0xF));
            }
        }
        return uri.toString();
    }

    private static boolean isAsciiLetterOrDigit(char character) {
        return character < 0x80 && Character.isLetterOrDigit(character);
    }

    /** Escapes text so that nothing in it is read as a placeholder (3.11.5) or an embedded link (3.11.6). */
    static String plainText(String text) {
        return OneLine.of(text).replace("{", "{{").replace("}", "}}").replace("](", "\\](");
    }
}
