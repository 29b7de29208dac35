package org.corebucket.bridge.readiness;

import java.util.ArrayList;
import java.util.List;

/** How a check ended: it passed, it failed because one of its questions failed, or it was skipped for a reason. */
public sealed interface CheckResult {

    /** The questions with their answers, in the order in which they were asked; empty if the check was skipped. */
    default List<Question> questions() {
        return List.of();
    }

    /** What was seen and holds, one line each; for a check that was skipped, the reason. */
    default List<String> evidence() {
        List<String> all = new ArrayList<>();
        for (Question question : questions()) {
            all.addAll(question.evidence());
        }
        return all;
    }

    /** The evidence of one topic; empty if the check was skipped. */
    default List<String> evidence(Topic topic) {
        List<String> all = new ArrayList<>();
        for (Question question : questions()) {
            if (question instanceof Question.Holds holds && holds.topic() == topic) {
                all.addAll(holds.evidence());
            }
        }
        return all;
    }

    /** What is wrong; empty unless the check failed. */
    default List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        for (Question question : questions()) {
            all.addAll(question.findings());
        }
        return all;
    }

    /** The warnings of all questions. */
    default List<Caution> cautions() {
        List<Caution> all = new ArrayList<>();
        for (Question question : questions()) {
            all.addAll(question.cautions());
        }
        return all;
    }

    /** Nothing is wrong, and the evidence says what was looked at. */
    record Passed(List<Question> questions) implements CheckResult {
        public Passed {
            questions = List.copyOf(questions);
            boolean seen = false;
            for (Question question : questions) {
                if (question instanceof Question.Fails) {
                    throw new IllegalArgumentException("a check passes if every question does");
                }
                seen |= !question.evidence().isEmpty();
            }
            if (!seen) {
                throw new IllegalArgumentException("no claim without evidence");
            }
        }
    }

    /** Something is wrong. */
    record Failed(List<Question> questions) implements CheckResult {
        public Failed {
            questions = List.copyOf(questions);
            boolean wrong = false;
            for (Question question : questions) {
                wrong |= question instanceof Question.Fails;
            }
            if (!wrong) {
                throw new IllegalArgumentException("a check fails for a reason");
            }
        }
    }

    /** The check could not run, or was not to run; it counts in neither sum of the score. */
    record Skipped(String reason) implements CheckResult {
        @Override
        public List<String> evidence() {
            return List.of(reason);
        }
    }

    /** Passed if no question failed, failed otherwise. */
    static CheckResult of(List<Question> questions) {
        for (Question question : questions) {
            if (question instanceof Question.Fails) {
                return new Failed(questions);
            }
        }
        return new Passed(questions);
    }

    /** A check that consists of one question, which holds. */
    static CheckResult passed(String... evidence) {
        return new Passed(List.of(new Question.Holds(List.of(evidence))));
    }

    /** A check that consists of one question, which failed. */
    static CheckResult failed(Finding... findings) {
        return new Failed(List.of(new Question.Fails(List.of(findings))));
    }
}
