package org.corebucket.bridge.readiness;

/** What was expected and what was found instead; either may be empty. */
public record Difference(String expected, String actual) {

    /** For a finding that is not a difference between two values. */
    public static final Difference NONE = new Difference("", "");
}
