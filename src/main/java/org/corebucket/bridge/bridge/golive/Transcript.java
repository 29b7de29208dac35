package org.corebucket.bridge.bridge.golive;

import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Difference;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.readiness.Topic;

/** The questions and answers of a rehearsal, one line for each, and a finding for each wrong answer. */
final class Transcript {

    private final Questions questions = new Questions();

    /** Notes a fact. */
    void fact(Topic topic, String line) {
        questions.about(topic).holds(line);
    }

    /**
     * Notes an answer.
     *
     * @param topic what the answer is evidence of
     * @param question as a phrase, like {@code Replay of an update}
     * @param expected the answer that the contract gives, in the form of {@link WireAnswer#brief}
     */
    void answer(Topic topic, String question, String expected, WireAnswer answer) {
        same(topic, question, expected, answer.brief(), " (" + answer.millis() + " ms)");
    }

    /** Notes a fact that must be as expected. */
    void same(Topic topic, String question, String expected, String actual) {
        same(topic, question, expected, actual, "");
    }

    private void same(Topic topic, String question, String expected, String actual, String suffix) {
        if (actual.equals(expected)) {
            questions.about(topic).holds(question + ": " + actual + suffix);
        } else {
            questions.fails(new Finding(
                    Consequence.FAILED,
                    "go-live-answer",
                    "",
                    "GO-LIVE REHEARSAL: " + question + " - Expected: " + expected + " Actual: " + actual,
                    new Difference(expected, actual),
                    "do not go live; correct what the bridge's descriptor or the policy says of it,"
                            + " then: bridgectl verify --deep"));
        }
    }

    /**
     * Notes a problem that keeps the bridge from going live.
     *
     * @param code the finding's code
     * @param subject the file that it is about; empty if there is none
     * @param problem what is wrong, in one sentence
     */
    void trouble(String code, String subject, String problem, String remedy) {
        questions.fails(Finding.of(
                Consequence.FAILED, code, subject, "GO-LIVE REHEARSAL: " + Quoted.printable(problem), remedy));
    }

    CheckResult result() {
        return questions.result();
    }
}
