package org.corebucket.bridge.readiness;

/**
 * One thing that is wrong.
 *
 * @param consequence what it means for the verdict
 * @param code a stable name of its kind for programs, like {@code hash-mismatch}
 * @param path the file or thing that it is about, relative to the root; empty if there is none
 * @param message one sentence for people; it names the subject and stands alone
 * @param difference what was expected and what was found
 * @param remedy what to do about it; never empty
 */
public record Finding(
        Consequence consequence, String code, String path, String message, Difference difference, String remedy) {

    public Finding {
        if (code.isEmpty() || message.isEmpty() || remedy.isEmpty()) {
            throw new IllegalArgumentException("a finding has a code, a message and a remedy");
        }
    }

    /** A finding without two values to compare. */
    public static Finding of(Consequence consequence, String code, String path, String message, String remedy) {
        return new Finding(consequence, code, path, message, Difference.NONE, remedy);
    }
}
