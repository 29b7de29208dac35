package org.corebucket.bridge.incident;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.text.TextColumns;

/**
 * A violation as whoever saw it describes it: what an incident is made of.
 *
 * @param severity whether it stops everything
 * @param kind a word for programs, like {@code integrity}, {@code process}, {@code refusal} or {@code operator-stop}
 * @param summary one sentence for people
 * @param findings what was found, the first hundred of it
 * @param processes which processes had to do with it, the first hundred of them
 */
public record Sighting(
        Severity severity, String kind, String summary, List<Violation> findings, List<Participant> processes) {

    /** The kind of the incident that {@code stop} raises. */
    public static final String OPERATOR_STOP = "operator-stop";

    private static final int MOST = 100;
    private static final int LONGEST_TEXT = 4096;

    /** What an incident brings about. */
    public enum Severity {
        /** It puts the emergency stop in force, until it is resolved. */
        CRITICAL("critical"),
        /** It is recorded and told. */
        WARNING("warning");

        private final String word;

        Severity(String word) {
            this.word = word;
        }

        /** As files and people have it. */
        public String word() {
            return word;
        }
    }

    /**
     * One thing that is wrong, with the fields of a report's finding (CONTRACT 2); what is not known is empty.
     *
     * @param code a stable name of its kind
     * @param path what it is about
     * @param expected what should be there
     * @param actual what is there
     * @param message one sentence
     * @param remedy what to do
     */
    public record Violation(String code, String path, String expected, String actual, String message, String remedy) {
        public Violation {
            code = shortened(code);
            path = shortened(path);
            expected = shortened(expected);
            actual = shortened(actual);
            message = shortened(message);
            remedy = shortened(remedy);
        }

        /** What a check found. */
        public static Violation of(Finding finding) {
            return new Violation(
                    finding.code(),
                    finding.path(),
                    finding.difference().expected(),
                    finding.difference().actual(),
                    finding.message(),
                    finding.remedy());
        }
    }

    /**
     * A process that had to do with it, in plain words.
     *
     * @param pid its id when it was seen
     * @param command its command line
     * @param user who it runs as
     * @param parents who started it, the nearest first
     */
    public record Participant(long pid, String command, String user, List<String> parents) {
        public Participant {
            command = shortened(command);
            user = shortened(user);
            parents = first(parents).stream().map(Sighting::shortened).toList();
        }
    }

    public Sighting {
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

    /** What the checks of a verification, or a watch, found. */
    public static Sighting of(Severity severity, String kind, String summary, List<Finding> findings) {
        return new Sighting(
                severity, kind, summary, findings.stream().map(Violation::of).toList(), List.of());
    }

    /** An operator's wish, which finds nothing. */
    public static Sighting stop(String reason) {
        return new Sighting(Severity.CRITICAL, OPERATOR_STOP, reason, List.of(), List.of());
    }

    /**
     * Whether it is the same violation, seen again: of the same severity and kind, and about the same things in the same
     * way, whatever was found there this time. If nothing was found, the summary tells them apart.
     */
    public boolean isSameAs(Sighting other) {
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
