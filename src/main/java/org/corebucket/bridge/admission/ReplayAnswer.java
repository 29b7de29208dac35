package org.corebucket.bridge.admission;

/** What the replay memory says of an envelope. */
public sealed interface ReplayAnswer {

    /** It is new, and from now on no other is taken that shares a mark with it. */
    record Reserved(Reservation reservation) implements ReplayAnswer {}

    /**
     * It was here before.
     *
     * @param mark what is the same, in words
     * @param underway whether the very same payload of the same session is being stored just now: how that ends is not known
     */
    record SeenBefore(String mark, boolean underway) implements ReplayAnswer {}

    /**
     * It is new, and there is no room to remember it.
     *
     * @param detail what is full, and what ends that
     */
    record Full(String detail) implements ReplayAnswer {}
}
