package org.corebucket.bridge.testkit;

import java.util.List;

/** What a command line came to: exit code, standard output and standard error. */
public record Answer(int code, String out, String err) {

    /** The lines of standard output. */
    public List<String> lines() {
        return out.lines().toList();
    }

    /** The violations as the text form lists them at its end. */
    public List<String> violations() {
        return out.lines()
                .filter(line -> line.startsWith("  - "))
                .map(line -> line.substring(4))
                .toList();
    }
}
