package org.corebucket.bridge.readiness;

/** The version and source commit of the program that made a report. */
public record Toolkit(String version, String commit) {

    /**
     * This program's own: the jar's manifest has them as VERSION+COMMIT. Both are {@code unknown} when classes run outside of
     * the jar.
     */
    public static Toolkit running() {
        String stated = Toolkit.class.getPackage().getImplementationVersion();
        if (stated == null) {
            return new Toolkit("unknown", "unknown");
        }
        int plus = stated.indexOf('+');
        return plus < 0
                ? new Toolkit(stated, "unknown")
                : new Toolkit(stated.substring(0, plus), stated.substring(plus + 1));
    }
}
