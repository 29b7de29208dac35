package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.jspecify.annotations.Nullable;

/**
 * A block of lines and, once {@link #examine} has read them on any thread, what each line says without regard to the
 * others.
 */
final class ExaminedBlock extends LineBlock {

    /** No entry of either form is shorter, in bytes. */
    private static final int SHORTEST_ENTRY = 100;

    /** How many lines there are; below it, how many of them are entries. */
    int lines;

    int entries;

    /**
     * For each entry: its line in this block, from 0; where that begins; its number; its hash; and the hash of the
     * entry before.
     */
    int[] line = new int[0];

    int[] begin = new int[0];

    long[] seq = new long[0];
    byte[] hash = new byte[0];
    byte[] previous = new byte[0];
    boolean[] hasPrevious = new boolean[0];

    /** The flaws of single lines, in their order; only the first of many are kept. */
    final List<LineFlaw> flaws = new ArrayList<>();

    int flawCount;

    /** What to run for each entry, in the order of the ledger; empty if there is no listener. */
    final List<EntryListener.EntryStep> followUps = new ArrayList<>();

    private int from;

    ExaminedBlock() {
        super(STANDARD);
    }

    /**
     * A flaw of a single line.
     *
     * @param line the line in the block, from 0
     * @param begin where the line begins in the block
     */
    record LineFlaw(int line, int begin, FlawKind kind, String detail) {}

    /** Takes the examined blocks of a ledger, in its order. */
    interface BlockVisitor {

        /**
         * Takes the next block, which is used again afterwards.
         *
         * @return whether to go on
         */
        boolean accept(ExaminedBlock block) throws IOException;
    }

    /** Reads every line without regard to the others. */
    void examine(EntryReader reader, @Nullable EntryKeys keys, @Nullable EntryListener listener) {
        reset();
        from = 0;
        while (from < length) {
            int to = from;
            while (bytes[to] != '\n') {
                to++;
            }
            if (reader.read(bytes, from, to)) {
                add(reader);
                if (listener != null && reader instanceof EntryScanner entry) {
                    followUps.add(listener.entry(ReadEntry.of(entry), new LedgerPosition(segment, offset + from)));
                }
                if (keys != null && reader instanceof EntryScanner entry) {
                    examineSignature(keys, entry);
                }
            } else {
                flaw(FlawKind.NO_ENTRY, "the line is not an entry in canonical form");
            }
            lines++;
            from = to + 1;
        }
    }

    private void reset() {
        lines = 0;
        entries = 0;
        flawCount = 0;
        flaws.clear();
        followUps.clear();
        int most = length / SHORTEST_ENTRY + 1;
        if (line.length < most) {
            line = new int[most];
            begin = new int[most];
            seq = new long[most];
            hash = new byte[most * HexDigest.BYTES];
            previous = new byte[most * HexDigest.BYTES];
            hasPrevious = new boolean[most];
        }
    }

    private void add(EntryReader entry) {
        line[entries] = lines;
        begin[entries] = from;
        seq[entries] = entry.seq();
        hasPrevious[entries] = entry.hasPrevious();
        System.arraycopy(entry.stated(), 0, hash, entries * HexDigest.BYTES, HexDigest.BYTES);
        System.arraycopy(entry.previous(), 0, previous, entries * HexDigest.BYTES, HexDigest.BYTES);
        entries++;
        if (!MessageDigest.isEqual(entry.stated(), entry.actual())) {
            flaw(
                    FlawKind.HASH_MISMATCH,
                    "its hash is " + HexDigest.of(entry.actual(), 0) + ", and it states "
                            + HexDigest.of(entry.stated(), 0));
        }
    }

    private void examineSignature(EntryKeys keys, EntryScanner entry) {
        switch (keys.verify(entry)) {
            case HOLDS -> {}
            case UNKNOWN_KEY ->
                flaw(
                        FlawKind.UNKNOWN_KEY,
                        "no public key in security/ has the fingerprint that entry " + entry.seq() + " names");
            case DOES_NOT_HOLD ->
                flaw(FlawKind.BAD_SIGNATURE, "the key that entry " + entry.seq() + " names did not sign its payload");
        }
    }

    private void flaw(FlawKind kind, String detail) {
        if (flawCount < ChainReport.MOST_FLAWS) {
            flaws.add(new LineFlaw(lines, from, kind, detail));
        }
        flawCount++;
    }
}
