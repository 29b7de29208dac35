package org.corebucket.bridge.ledger;

/** What became of an entry that was appended. */
public sealed interface EntryOutcome {

    /** It is durable, and this is what its sender is to have. */
    record Stored(Receipt receipt) implements EntryOutcome {}

    /** It is not stored; it is in the ledger only if the process ends before the ledger could cut it off again. */
    record NotStored(LedgerUnavailableException why) implements EntryOutcome {}

    /** Who sent an entry, and is told what became of it. */
    @FunctionalInterface
    interface EntrySender {

        /**
         * Takes what became of it, on one thread that all entries share. Those that became durable together are told one after
         * the other, then the ledger runs {@link Batch#told} once, and then what was given back for each of them.
         *
         * @return what is to be done once the whole batch was told
         */
        Runnable settled(EntryOutcome outcome);
    }

    /** The end of a batch. */
    @FunctionalInterface
    interface Batch {

        /** All entries of a batch were told what became of them: what they have in common is done here, once for all. */
        void told();
    }
}
