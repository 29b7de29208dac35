package org.corebucket.bridge.status;

/** One section of the status. */
public interface StatusSection {

    /** The section's name for people and programs, a lower-case word. */
    String name();

    /**
     * Finds out the section's facts, and changes nothing.
     *
     * @throws Exception if it can't find out; the message is shown in the section's place
     */
    SectionFacts ask() throws Exception;
}
