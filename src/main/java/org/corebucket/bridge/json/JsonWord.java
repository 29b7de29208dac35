package org.corebucket.bridge.json;

/** An enumeration whose constants are words in JSON. */
public interface JsonWord {

    /** The word, as documents write it. */
    String text();
}
