package org.corebucket.bridge.cli.manual;

/**
 * An option, a parameter or a command, with its description.
 *
 * @param term what is typed
 * @param text what it does, in one paragraph
 */
record ManualEntry(String term, String text) {}
