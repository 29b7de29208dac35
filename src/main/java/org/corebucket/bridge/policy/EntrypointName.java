package org.corebucket.bridge.policy;

import org.corebucket.bridge.json.Quoted;

/** The name of an entrypoint on the command line. It can't be mistaken for an option, and is printable on one line. */
public record EntrypointName(String text) {

    /**
     * Checks a name.
     *
     * @throws IllegalArgumentException if it is blank, begins with a hyphen or can't be shown on one line
     */
    public EntrypointName {
        Policy.requirePrintable(text);
        if (text.charAt(0) == '-') {
            throw new IllegalArgumentException(Quoted.of(text) + " would be taken for an option");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
