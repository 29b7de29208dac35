package org.corebucket.bridge.ledger.read;

import java.util.List;
import org.corebucket.bridge.ledger.Head;
import org.jspecify.annotations.Nullable;

/**
 * How much of a ledger is verified, and what else is asked.
 *
 * @param from where verification begins; unless that is the ledger's beginning, the first link is taken on trust
 * @param asked the number of an entry whose hash is wanted, or 0
 * @param known heads that the ledger must have had, besides that of its mark
 * @param listener is given the sound entries, and verification ends at the first flaw; if null, every flaw is looked
 *     for
 */
public record ChainRequest(
        LedgerPosition from,
        long asked,
        List<KnownHead> known,
        @Nullable EntryListener listener) {

    public ChainRequest {
        known = List.copyOf(known);
    }

    /** Looks for all flaws of the whole ledger. */
    static ChainRequest whole() {
        return new ChainRequest(LedgerPosition.BEGINNING, 0, List.of(), null);
    }

    /** Looks for all flaws from a position on, and for the hash of an entry. */
    static ChainRequest asking(LedgerPosition from, long seq) {
        return new ChainRequest(from, seq, List.of(), null);
    }

    /**
     * All flaws of what follows a signed entry.
     *
     * @param from where that entry begins
     * @param signed what a checkpoint says of it
     */
    public static ChainRequest following(LedgerPosition from, Head signed) {
        return new ChainRequest(from, 0, List.of(KnownHead.signed(signed)), null);
    }

    /**
     * Reads the ledger up to where it ceases to be sound, for a writer that goes on behind that.
     *
     * @param signed the head that the last checkpoint names; the caller decides whether its signature was verified
     * @param seen the head that this host has seen
     */
    public static ChainRequest upToDamage(Head signed, Head seen, EntryListener listener) {
        return new ChainRequest(
                LedgerPosition.BEGINNING, 0, List.of(KnownHead.signed(signed), KnownHead.seen(seen)), listener);
    }
}
