package org.corebucket.bridge.admission;

import java.util.concurrent.CompletionStage;

/** What the replay memory says of an envelope. */
public sealed interface ReplayAnswer {

    /** It is new, and from now on no other is taken that shares a mark with it. */
    record Reserved(Reservation reservation) implements ReplayAnswer {}

    /**
     * It is stored.
     *
     * @param mark what is the same, in words
     */
    record SeenBefore(String mark) implements ReplayAnswer {}

    /**
     * One that shares a mark with it is being stored just now: how that ends is not known, and so it is neither new nor a replay.
     *
     * @param same whether that one is the very same payload of the same session
     * @param decided ends when the other is stored, or is not: then ask again
     */
    record Underway(boolean same, CompletionStage<?> decided) implements ReplayAnswer {}

    /**
     * It is new, and there is no room to remember it.
     *
     * @param detail what is full, and what ends that
     */
    record Full(String detail) implements ReplayAnswer {}
}
