package org.corebucket.bridge.status;

/** One part of the screen. */
public interface StatusSection {

    /** Its name, for people and programs: a lower-case word. */
    String name();

    /**
     * Finds out; writes nothing.
     *
     * @throws Exception if something keeps it from finding out; that is shown in the section's place
     */
    SectionFacts ask() throws Exception;
}
