package org.corebucket.bridge.readiness;

/** The version and source commit of the tool that made a report. */
public record Toolkit(String version, String commit) {

    /** What runs: the jar's manifest says it as VERSION+COMMIT; both are {@code unknown} where classes run outside of the jar. */
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
