package org.corebucket.bridge.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects the questions of one check in the order in which they are asked. Ask about one subject at a time, and give its
 * evidence together with every finding that would contradict it: the evidence is dropped if there is one.
 */
public final class Questions {

    private final List<Question> asked;
    private final Topic topic;

    /** Questions about the check as a whole. */
    public Questions() {
        this(new ArrayList<>(), Topic.GENERAL);
    }

    private Questions(List<Question> asked, Topic topic) {
        this.asked = asked;
        this.topic = topic;
    }

    /** A view of the same list. The evidence of questions that are added through it is about another topic. */
    public Questions about(Topic other) {
        return new Questions(asked, other);
    }

    /**
     * Adds a question with its answer.
     *
     * @param wrong all findings about this subject
     * @param evidence what was seen, one line each; dropped if there is a finding
     */
    public void ask(List<Finding> wrong, String... evidence) {
        asked.add(Question.of(topic, wrong, List.of(evidence)));
    }

    /** Adds a question that has at most one finding. */
    public void ask(Optional<Finding> wrong, String evidence) {
        asked.add(
                wrong.isPresent()
                        ? new Question.Fails(List.of(wrong.get()))
                        : new Question.Holds(topic, List.of(evidence)));
    }

    /** Adds a fact that no finding of this check can contradict. */
    public void holds(String evidence) {
        asked.add(new Question.Holds(topic, List.of(evidence)));
    }

    /** Adds a question that failed. */
    public void fails(Finding finding) {
        asked.add(new Question.Fails(List.of(finding)));
    }

    /** Adds a warning. */
    public void caution(Caution caution) {
        asked.add(new Question.Cautioned(List.of(caution)));
    }

    /** Whether a question has failed so far. */
    public boolean anyFailed() {
        for (Question question : asked) {
            if (!question.findings().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The questions so far. */
    public List<Question> asked() {
        return List.copyOf(asked);
    }

    /** The result of the check: it failed if a question did. */
    public CheckResult result() {
        return CheckResult.of(asked);
    }
}
