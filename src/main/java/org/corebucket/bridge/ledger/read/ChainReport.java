package org.corebucket.bridge.ledger.read;

import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.ledger.Head;

/**
 * What the verification of a ledger found.
 *
 * @param entries the number of the last entry; in the V5 form, which has no numbers, how many lines are entries
 * @param head the hash of the last entry as 64 hex digits; empty if there is none
 * @param flaws what is wrong, in the order of the lines; at most {@value #MOST_FLAWS} flaws
 * @param flawCount how many flaws there are in all
 * @param checkpoints how many checkpoints were compared with an entry
 * @param lastCheckpoint the last sound checkpoint
 * @param v5 whether the ledger is in the form of V5, to which nothing can be appended
 * @param unacknowledged whether all flaws stand behind the mark or, without a mark, in the last line alone: nobody was
 *     ever told of these entries, and a bridge cuts them off when it starts
 * @param asked the hash of the entry that the caller asked for; empty if there is no such entry, or none was asked for
 * @param archived the last entry that was moved to an archive, and so was not read; the empty head if none was
 * @param followed what those found to hold that went along; nothing if anything is wrong
 * @param damage where the ledger ceases to be sound; empty if all of it is sound, or only an unacknowledged tail is not
 * @param soundEnd where the sound lines end, if there is no damage
 */
public record ChainReport(
        long entries,
        String head,
        List<ChainFlaw> flaws,
        long flawCount,
        long checkpoints,
        Optional<Checkpoint> lastCheckpoint,
        boolean v5,
        boolean unacknowledged,
        String asked,
        Head archived,
        List<String> followed,
        Optional<LedgerDamage> damage,
        LedgerPosition soundEnd) {

    /** How many flaws a report lists at most. */
    public static final int MOST_FLAWS = 20;

    public ChainReport {
        flaws = List.copyOf(flaws);
        followed = List.copyOf(followed);
    }

    /** Whether nothing is wrong. */
    public boolean holds() {
        return flawCount == 0;
    }
}
