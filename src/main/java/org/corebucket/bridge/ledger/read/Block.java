package org.corebucket.bridge.ledger.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.jspecify.annotations.Nullable;

/**
 * Some whole lines of one segment, and, once {@link #examine} has looked at them on whatever core is free, what each says
 * of itself. Used again and again: its arrays are what the memory of a verification comes to.
 */
final class Block {

    /** No entry of either form is shorter. */
    private static final int SHORTEST_ENTRY = 100;

    /** The lines, with their line feeds. */
    byte[] bytes = new byte[BlockReader.BLOCK];

    /** How many bytes of whole lines there are. */
    int length;

    /** The segment that they are of. */
    int segment;

    /** What comes behind these lines, in the same segment. */
    Behind behind = Behind.MORE;

    /** How many lines there are, and how many of them are entries. */
    int lines;

    int entries;

    /** Of each entry: its line in this block from 0, its number, its hash, and what it says of the one before. */
    int[] line = new int[0];

    long[] seq = new long[0];
    byte[] hash = new byte[0];
    byte[] previous = new byte[0];
    boolean[] hasPrevious = new boolean[0];

    /** What is wrong with lines by themselves, in their order; only the first of many. */
    final List<LineFlaw> flaws = new ArrayList<>();

    int flawCount;

    /** What follows the lines of a block. */
    enum Behind {
        MORE,
        END,
        TORN,
        OVERLONG
    }

    /** A flaw of a line by itself. */
    record LineFlaw(int line, FlawKind kind, String detail) {}

    /** Looks at every line by itself. */
    void examine(EntryReader reader, @Nullable EntryKeys keys) {
        reset();
        int from = 0;
        while (from < length) {
            int to = from;
            while (bytes[to] != '\n') {
                to++;
            }
            if (reader.read(bytes, from, to)) {
                add(reader);
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
        int most = length / SHORTEST_ENTRY + 1;
        if (line.length < most) {
            line = new int[most];
            seq = new long[most];
            hash = new byte[most * HexDigest.BYTES];
            previous = new byte[most * HexDigest.BYTES];
            hasPrevious = new boolean[most];
        }
    }

    private void add(EntryReader entry) {
        line[entries] = lines;
        seq[entries] = entry.seq();
        hasPrevious[entries] = entry.hasPrevious();
        System.arraycopy(entry.stated(), 0, hash, entries * HexDigest.BYTES, HexDigest.BYTES);
        System.arraycopy(entry.previous(), 0, previous, entries * HexDigest.BYTES, HexDigest.BYTES);
        entries++;
        if (!Arrays.equals(entry.stated(), entry.actual())) {
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
            flaws.add(new LineFlaw(lines, kind, detail));
        }
        flawCount++;
    }
}
