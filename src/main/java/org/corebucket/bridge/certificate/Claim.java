package org.corebucket.bridge.certificate;

import java.util.List;

/**
 * A line of the certificate for people, and the check that answers for it.
 *
 * @param sentence what is claimed
 * @param check the check's id
 * @param evidence how those lines of the check's evidence begin that bear it; none for all that no other claim takes
 */
record Claim(String sentence, String check, List<String> evidence) {

    Claim {
        evidence = List.copyOf(evidence);
    }

    static Claim of(String sentence, String check, String... evidence) {
        return new Claim(sentence, check, List.of(evidence));
    }

    /** Whether it takes what others leave. */
    boolean takesTheRest() {
        return evidence.isEmpty();
    }

    /** Whether it names this line. */
    boolean names(String line) {
        for (String beginning : evidence) {
            if (line.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
