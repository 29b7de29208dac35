package org.corebucket.bridge.ledger;

import java.nio.file.Path;
import org.corebucket.bridge.readiness.MendableException;

/**
 * Nothing may be appended to the ledger, because it is damaged or in the form of V5. The message names file, line and
 * what to do.
 */
public final class DamagedLedgerException extends MendableException {

    private static final long serialVersionUID = 1L;

    private static final String REMEDY =
            "See what is wrong with: bridgectl provenance verify; then put the ledger back from a copy, or begin anew behind its"
                    + " last sound entry: bridgectl provenance recover";

    private final boolean wentBack;

    /**
     * Refuses a ledger.
     *
     * @param file the segment, or the file of checkpoints
     * @param line from 1
     * @param problem what is wrong, and what was expected
     */
    public DamagedLedgerException(Path file, long line, String problem) {
        this(file, line, problem, "The bridge does not start on a damaged ledger. " + REMEDY, false);
    }

    private DamagedLedgerException(Path file, long line, String problem, String remedy, boolean wentBack) {
        super(MendableKind.MALFORMED, file + ":" + line + ": " + problem + "\n" + remedy);
        this.wentBack = wentBack;
    }

    /**
     * Refuses a ledger that may be sound in itself, but is not the one that this host has seen.
     *
     * @param file the segment where that shows
     * @param line from 1
     * @param problem what was expected, and what is there
     */
    public static DamagedLedgerException notAsSeen(Path file, long line, String problem) {
        return new DamagedLedgerException(
                file,
                line,
                problem,
                "Somebody rewrote or cut the ledger, or put an older one back. The bridge neither adds to it nor signs it. "
                        + REMEDY,
                true);
    }

    /** Whether the ledger is not what this host remembers of it, so that it was changed, and no disk failed. */
    public boolean wentBack() {
        return wentBack;
    }

    /**
     * Refuses a ledger in the form of V5, sound or not, because the bridge can't append to it.
     *
     * @param file the V5 ledger
     */
    public static DamagedLedgerException v5(Path file) {
        return new DamagedLedgerException(
                file,
                1,
                "this is a ledger in the form of V5, and the bridge can't append to it",
                "Keep it, and begin a new one that records it: bridgectl provenance archive",
                false);
    }

    /**
     * Refuses to archive what is a ledger in no form.
     *
     * @param file the file in the ledger's place
     */
    public static DamagedLedgerException noLedger(Path file) {
        return new DamagedLedgerException(
                file,
                1,
                "this is an entry neither in the form of V5 nor in that of the bridge, so nothing is archived",
                "See what is wrong with: bridgectl provenance verify; then put the ledger back from a copy, or see what of it"
                        + " is sound: bridgectl provenance recover",
                false);
    }

    /**
     * Refuses to begin a new ledger while an archived V5 ledger is not yet recorded by an entry.
     *
     * @param file where the V5 ledger lies now
     */
    public static DamagedLedgerException unfinishedArchive(Path file) {
        return new DamagedLedgerException(
                file,
                1,
                "this ledger of V5 was moved here, and no entry records it yet",
                "Complete that: bridgectl provenance archive",
                false);
    }
}
