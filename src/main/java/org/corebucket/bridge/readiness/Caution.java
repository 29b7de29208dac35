package org.corebucket.bridge.readiness;

/**
 * A warning: something that is not wrong, but must not be overlooked, such as a certificate that soon expires. Every form of a
 * report shows it, even with {@code --quiet}. It changes neither verdict nor score nor exit code.
 *
 * @param code a stable name of its kind for programs, like {@code taken-on-trust}
 * @param path the file or thing that it is about, relative to the root; empty if there is none
 * @param message one sentence for people; it names the subject and stands alone
 * @param remedy what to do about it; never empty
 */
public record Caution(String code, String path, String message, String remedy) {

    public Caution {
        if (code.isEmpty() || message.isEmpty() || remedy.isEmpty()) {
            throw new IllegalArgumentException("a caution has a code, a message and a remedy");
        }
    }
}
