package org.corebucket.bridge.cli.manual;

/**
 * An option, a parameter or a command with what is said of it.
 *
 * @param term what is typed
 * @param text what that does, in one paragraph
 */
record ManualEntry(String term, String text) {}
