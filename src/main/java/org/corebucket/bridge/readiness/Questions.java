package org.corebucket.bridge.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects the questions of one check in the order in which they are asked. Ask about one subject at a time, and give with its
 * evidence every finding that would make it untrue: the evidence is dropped if there is one.
 */
public final class Questions {

    private final List<Question> asked;
    private final Topic topic;

    /** Questions about what the check as a whole is about. */
    public Questions() {
        this(new ArrayList<>(), Topic.GENERAL);
    }

    private Questions(List<Question> asked, Topic topic) {
        this.asked = asked;
        this.topic = topic;
    }

    /** Collects into the same list; the evidence of what is asked here is about another topic. */
    public Questions about(Topic other) {
        return new Questions(asked, other);
    }

    /**
     * Ends a question.
     *
     * @param wrong everything that speaks against this subject
     * @param evidence what was seen, a line each; dropped unless nothing is wrong
     */
    public void ask(List<Finding> wrong, String... evidence) {
        asked.add(Question.of(topic, wrong, List.of(evidence)));
    }

    /** Ends a question that at most one thing speaks against. */
    public void ask(Optional<Finding> wrong, String evidence) {
        asked.add(
                wrong.isPresent()
                        ? new Question.Fails(List.of(wrong.get()))
                        : new Question.Holds(topic, List.of(evidence)));
    }

    /** Ends a question that nothing speaks against: a fact that no finding of this check can deny. */
    public void holds(String evidence) {
        asked.add(new Question.Holds(topic, List.of(evidence)));
    }

    /** Ends a question that has the wrong answer. */
    public void fails(Finding finding) {
        asked.add(new Question.Fails(List.of(finding)));
    }

    /** Tells what nobody may overlook although nothing is wrong. */
    public void caution(Caution caution) {
        asked.add(new Question.Cautioned(List.of(caution)));
    }

    /** Whether a question had the wrong answer so far. */
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

    /** What they amount to. */
    public CheckResult result() {
        return CheckResult.of(asked);
    }
}
