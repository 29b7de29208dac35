package org.corebucket.bridge.cli.session;

/**
 * Which of the standard streams a person looks at. Java can't ask; the launcher does, and says so in a property.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is one
 */
public record Terminal(boolean out, boolean err) {

    /** No person looks at either. */
    public static final Terminal NONE = new Terminal(false, false);

    /** What the launcher found. */
    public static Terminal system() {
        String streams = "," + System.getProperty("bridgectl.terminal", "") + ",";
        return new Terminal(streams.contains(",out,"), streams.contains(",err,"));
    }
}
