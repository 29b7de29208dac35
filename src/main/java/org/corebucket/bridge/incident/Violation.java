package org.corebucket.bridge.incident;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.json.JsonWord;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.text.TextColumns;

/**
 * A violation as it was seen, of which an incident is made.
 *
 * @param severity whether it puts the emergency stop in force
 * @param kind a word for programs, like {@code integrity}, {@code process}, {@code refusal} or {@code operator-stop}
 * @param summary one sentence for people
 * @param findings what was found, at most the first hundred findings
 * @param processes the processes that took part in it, at most the first hundred
 */
public record Violation(
        Severity severity,
        String kind,
        String summary,
        List<ViolationFinding> findings,
        List<InvolvedProcess> processes) {

    /** The kind of the incident that {@code stop} raises. */
    public static final String OPERATOR_STOP = "operator-stop";

    private static final int MOST = 100;
    private static final int LONGEST_TEXT = 4096;

    /** How severe a violation is. */
    public enum Severity implements JsonWord {
        /** It puts the emergency stop in force, until it is resolved. */
        CRITICAL("critical"),
        /** It is recorded and alerted. */
        WARNING("warning");

        private final String text;

        Severity(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /**
     * One thing that is wrong, with the fields of a report's finding (CONTRACT 2). Unknown fields are empty.
     *
     * @param code a stable name of its kind
     * @param path what it is about
     * @param expected what should be there
     * @param actual what is there
     * @param message one sentence
     * @param remedy what to do
     */
    public record ViolationFinding(
            String code, String path, String expected, String actual, String message, String remedy) {
        public ViolationFinding {
            code = shortened(code);
            path = shortened(path);
            expected = shortened(expected);
            actual = shortened(actual);
            message = shortened(message);
            remedy = shortened(remedy);
        }

        /** The violation that a check's finding describes. */
        public static ViolationFinding of(Finding finding) {
            return new ViolationFinding(
                    finding.code(),
                    finding.path(),
                    finding.difference().expected(),
                    finding.difference().actual(),
                    finding.message(),
                    finding.remedy());
        }
    }

    /**
     * A process that took part in the violation, as texts for people.
     *
     * @param pid its number when it was seen
     * @param command its command line
     * @param user the user that it runs as
     * @param parents the processes above it, its parent first
     */
    public record InvolvedProcess(long pid, String command, String user, List<String> parents) {
        public InvolvedProcess {
            command = shortened(command);
            user = shortened(user);
            parents = first(parents).stream().map(Violation::shortened).toList();
        }
    }

    public Violation {
        if (!isWord(kind) || summary.isBlank()) {
            throw new IllegalArgumentException("an incident has a kind, of small letters and hyphens, and a summary");
        }
        summary = shortened(summary);
        findings = first(findings);
        processes = first(processes);
    }

    private static boolean isWord(String kind) {
        return !kind.isEmpty() && kind.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z'));
    }

    /** A violation with the findings of a verification or a watch. */
    public static Violation of(Severity severity, String kind, String summary, List<Finding> findings) {
        return new Violation(
                severity,
                kind,
                summary,
                findings.stream().map(ViolationFinding::of).toList(),
                List.of());
    }

    /** A shared ledger that has not what was acknowledged: a person must look at it. */
    public static Violation wentBack(String summary) {
        return of(Severity.CRITICAL, "ledger-went-back", summary, List.of());
    }

    /** A ledger that does not continue what its log signed: a person must look at it. */
    public static Violation logChanged(String summary) {
        return of(Severity.CRITICAL, "log-changed", summary, List.of());
    }

    /** What a witness cosigned is not what is kept of it, so that it could cosign a second view of a log. */
    public static Violation witnessWentBack(String summary) {
        return of(Severity.CRITICAL, "witness-went-back", summary, List.of());
    }

    /** An operator's order to stop, which has no findings. */
    public static Violation stop(String reason) {
        return new Violation(Severity.CRITICAL, OPERATOR_STOP, reason, List.of(), List.of());
    }

    /**
     * Whether two sightings are of the same violation: they have the same severity and kind, and their findings have the same
     * codes and paths. Sightings without findings are compared by their summaries.
     */
    public boolean isSameAs(Violation other) {
        return severity == other.severity
                && kind.equals(other.kind)
                && subjects().equals(other.subjects())
                && (!findings.isEmpty() || summary.equals(other.summary));
    }

    private Set<String> subjects() {
        Set<String> subjects = new TreeSet<>();
        findings.forEach(finding -> subjects.add(finding.code() + "\n" + finding.path()));
        return subjects;
    }

    private static <T> List<T> first(List<T> all) {
        return List.copyOf(all.subList(0, Math.min(MOST, all.size())));
    }

    static String shortened(String text) {
        return TextColumns.atMost(LONGEST_TEXT, text);
    }
}
