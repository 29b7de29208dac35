package org.corebucket.bridge.ledger;

/** The outcome of an entry that was appended. */
public sealed interface EntryOutcome {

    /** The entry is durable, and the receipt is for its sender. */
    record Stored(Receipt receipt) implements EntryOutcome {}

    /**
     * The entry is not acknowledged. It can be in the ledger only if the process ends before the ledger has cut it off
     * again.
     */
    record NotStored(LedgerUnavailableException why) implements EntryOutcome {}

    /**
     * The entry is not acknowledged, and whether the ledger has it is not known: a database did not say how its commit ended. Whoever
     * sends it again is told.
     */
    record MaybeStored(LedgerUnavailableException why) implements EntryOutcome {}

    /**
     * It is not stored: its nonce, what it signs, or its session is that of an entry that the ledger has. Only a store that several
     * bridges share says so; before the store of one, its replay memory does.
     */
    record AlreadyStored() implements EntryOutcome {}

    /** The sender of an entry, which is told its outcome. */
    @FunctionalInterface
    interface EntrySender {

        /**
         * Takes the outcome of the entry, on one thread that all entries share. The ledger tells all senders of a batch
         * first, then runs {@link Batch#told} once, and then runs what each sender returned.
         *
         * @return what is to be done once the whole batch was told
         */
        Runnable settled(EntryOutcome outcome);
    }

    /** The end of a batch. */
    @FunctionalInterface
    interface Batch {

        /** Does what a batch needs once, after all its senders were told their outcomes. */
        void told();
    }
}
