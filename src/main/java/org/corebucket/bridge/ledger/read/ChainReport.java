package org.corebucket.bridge.ledger.read;

import java.util.List;
import java.util.Optional;

/**
 * What the verification of a ledger found.
 *
 * @param entries the number of the last entry; in the V5 form, which has none, how many lines hold an entry
 * @param head the hash of the last entry as 64 hex digits; empty if there is none
 * @param flaws what is wrong, in the order of the lines; only the first of many
 * @param flawCount how many flaws there are
 * @param checkpoints how many checkpoints were compared
 * @param lastCheckpoint the last of them
 * @param v5 whether it is in the form of V5, to which nothing can be appended
 * @param unacknowledged whether all that is unsound stands behind the mark, or is a torn line where there is no mark: nobody was
 *     ever told of it, and a bridge cuts it off when it starts
 * @param asked the hash of the entry that the caller asked for; empty if there is no such entry, or none was asked for
 * @param damage where the ledger ceases to be sound; empty if it does not, or if only what nobody was told of is unsound
 * @param soundEnd where its sound lines end, if there is no damage
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
        Optional<LedgerDamage> damage,
        LedgerPosition soundEnd) {

    /** How many flaws a report tells at most. */
    public static final int MOST_FLAWS = 20;

    public ChainReport {
        flaws = List.copyOf(flaws);
    }

    /** Whether nothing is wrong. */
    public boolean holds() {
        return flawCount == 0;
    }
}
