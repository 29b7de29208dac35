package org.corebucket.bridge.admission;

/** A place in the replay memory, held while its envelope is being stored. The first of both calls counts, and any thread may make it. */
public interface Reservation {

    /** The envelope is stored: it is remembered. */
    void confirm();

    /** The envelope could not be stored: it is forgotten, and may come again. */
    void release();
}
