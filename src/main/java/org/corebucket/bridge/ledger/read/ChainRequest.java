package org.corebucket.bridge.ledger.read;

import java.util.List;
import org.corebucket.bridge.ledger.Head;
import org.jspecify.annotations.Nullable;

/**
 * How much of a ledger is verified, and what else is asked.
 *
 * @param from where verification begins; within the ledger the first entry's link is taken on trust
 * @param asked the number of an entry whose hash is wanted, or 0
 * @param known what the ledger must have had, besides its mark
 * @param listener is told of the sound entries; null if nobody is. Then every flaw is looked for, else only the first
 */
public record ChainRequest(
        LedgerPosition from,
        long asked,
        List<KnownHead> known,
        @Nullable EntryListener listener) {

    public ChainRequest {
        known = List.copyOf(known);
    }

    /** All flaws of the whole ledger. */
    static ChainRequest whole() {
        return new ChainRequest(LedgerPosition.BEGINNING, 0, List.of(), null);
    }

    /** The same, and the hash of an entry. */
    static ChainRequest asking(LedgerPosition from, long seq) {
        return new ChainRequest(from, seq, List.of(), null);
    }

    /**
     * The ledger up to where it ceases to be sound, for whoever goes on behind that.
     *
     * @param signed what the last checkpoint says, whether its signature holds or not
     * @param seen what this host has seen of the ledger
     */
    public static ChainRequest upToDamage(Head signed, Head seen, EntryListener listener) {
        return new ChainRequest(
                LedgerPosition.BEGINNING, 0, List.of(KnownHead.signed(signed), KnownHead.seen(seen)), listener);
    }
}
