package org.corebucket.bridge.readiness;

import java.util.List;

/**
 * One question of a check, asked of one subject, with its answer. Only a question without findings has evidence, so that no
 * check claims what one of its findings denies.
 */
public sealed interface Question {

    /** What was seen and holds; empty if anything is wrong. */
    default List<String> evidence() {
        return List.of();
    }

    /** What is wrong; empty if nothing is. */
    default List<Finding> findings() {
        return List.of();
    }

    /** The warnings; mostly empty. */
    default List<Caution> cautions() {
        return List.of();
    }

    /**
     * Nothing is wrong, and the evidence says what was looked at.
     *
     * @param topic the claim of the certificate for which this is the evidence
     */
    record Holds(Topic topic, List<String> evidence) implements Question {
        public Holds {
            evidence = List.copyOf(evidence);
        }

        /** A question whose evidence is about the check as a whole. */
        public Holds(List<String> evidence) {
            this(Topic.GENERAL, evidence);
        }
    }

    /** Something is wrong. */
    record Fails(List<Finding> findings) implements Question {
        public Fails {
            findings = List.copyOf(findings);
            if (findings.isEmpty()) {
                throw new IllegalArgumentException("a question fails for a reason");
            }
        }
    }

    /** Nothing is wrong, but there is a warning. */
    record Cautioned(List<Caution> cautions) implements Question {
        public Cautioned {
            cautions = List.copyOf(cautions);
        }
    }

    /** The answer to a question: the evidence if there are no findings, else the findings alone. */
    static Question of(Topic topic, List<Finding> findings, List<String> evidence) {
        return findings.isEmpty() ? new Holds(topic, evidence) : new Fails(findings);
    }
}
