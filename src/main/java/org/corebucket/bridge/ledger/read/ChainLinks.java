package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.Block.Behind;
import org.corebucket.bridge.ledger.read.Block.LineFlaw;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;

/** Follows the links from block to block, in order, and holds the checkpoints against the entries that they are of. */
final class ChainLinks implements BlockVisitor {

    private static final int SIZE = HexDigest.BYTES;

    private final SegmentFiles segments;
    private final boolean numbered;
    private final CheckpointReader checkpoints;
    private final long asked;
    private final List<ChainFlaw> flaws = new ArrayList<>();
    private final List<Dangling> dangling = new ArrayList<>();
    private long flawCount;
    private boolean acknowledgedFlaw;

    /** The last entry: its number, its hash; at the beginning there is none. */
    private long seq;

    private final byte[] head = new byte[SIZE];

    /** Whether the next entry may be any: verification began within the chain. */
    private boolean unanchored;

    /** Lines since the last entry that are none; what they were is not known, and neither what they linked to. */
    private long gap;

    private int segment = -1;
    private long firstLine = 1;
    private String askedHash = "";

    /**
     * Links of one ledger.
     *
     * @param numbered whether its entries have numbers
     * @param unanchored whether verification begins within it
     * @param asked the number of the entry whose hash the caller wants
     */
    ChainLinks(SegmentFiles segments, boolean numbered, boolean unanchored, CheckpointReader checkpoints, long asked) {
        this.segments = segments;
        this.numbered = numbered;
        this.unanchored = unanchored;
        this.checkpoints = checkpoints;
        this.asked = asked;
    }

    /**
     * A link of the V5 form that leads nowhere. Without numbers, only whether its target stands somewhere else tells an
     * entry in the wrong place from one whose predecessor is gone.
     *
     * @param flaw its place among the flaws
     * @param target the hash that it states, in hex
     */
    record Dangling(int flaw, String target) {}

    /** Takes the next block, which was examined. */
    @Override
    public void accept(Block block) throws IOException {
        if (block.segment != segment) {
            segment = block.segment;
            firstLine = 1;
        }
        int told = 0;
        int lastLine = -1;
        for (int i = 0; i < block.entries; i++) {
            gap += block.line[i] - lastLine - 1;
            lastLine = block.line[i];
            told = tell(block, told, lastLine);
            link(block, i);
        }
        gap += block.lines - lastLine - 1;
        told = tell(block, told, block.lines);
        flawCount += block.flawCount - told;
        firstLine += block.lines;
        if (block.behind == Behind.TORN) {
            flaw(FlawKind.TORN_TAIL, firstLine, "the last line has no end: it was being written when the bridge died");
        } else if (block.behind == Behind.END && firstLine == 1 && segments.isClosed(segment) && !unanchored) {
            flaw(FlawKind.MISSING_ENTRY, 1, "a closed segment is never empty");
        } else if (block.behind == Behind.OVERLONG) {
            flaw(FlawKind.NO_ENTRY, firstLine, "the line is longer than any entry");
            gap++;
            firstLine++;
        }
    }

    /** Tells the flaws of lines by themselves, up to a line; gives how many are told. */
    private int tell(Block block, int from, int upTo) {
        int told = from;
        while (told < block.flaws.size() && block.flaws.get(told).line() <= upTo) {
            LineFlaw flaw = block.flaws.get(told);
            flaw(flaw.kind(), firstLine + flaw.line(), flaw.detail());
            told++;
        }
        return told;
    }

    private void link(Block block, int i) throws IOException {
        long line = firstLine + block.line[i];
        long expected = seq + gap + 1;
        long number = numbered ? block.seq[i] : expected;
        boolean links = seq == 0
                ? !block.hasPrevious[i]
                : block.hasPrevious[i] && Arrays.equals(head, 0, SIZE, block.previous, i * SIZE, (i + 1) * SIZE);
        if (unanchored) {
            unanchored = false;
        } else if (number > expected) {
            flaw(FlawKind.MISSING_ENTRY, line, "entry " + number + " stands here, and " + expected + " was to follow");
        } else if (number < expected) {
            flaw(FlawKind.UNLINKED, line, "entry " + number + " stands here, and " + expected + " was to follow");
        } else if (gap == 0 && !links) {
            unlinked(block, i, line);
        }
        gap = 0;
        seq = number;
        System.arraycopy(block.hash, i * SIZE, head, 0, SIZE);
        if (seq == asked) {
            askedHash = HexDigest.of(head, 0);
        }
        compareWithMark(line);
        checkpoints.compare(seq, head, this);
    }

    private void compareWithMark(long line) {
        Head mark = numbered ? segments.mark() : null;
        if (mark != null && seq == mark.size() && !HexDigest.of(head, 0).equals(mark.hash())) {
            flaw(
                    FlawKind.NOT_AS_ACKNOWLEDGED,
                    line,
                    "entry " + seq + " has the hash " + HexDigest.of(head, 0) + ", and acknowledged was "
                            + mark.hash());
        }
    }

    private void unlinked(Block block, int i, long line) {
        String stated = block.hasPrevious[i] ? HexDigest.of(block.previous, i * SIZE) : "nothing";
        String expected = seq == 0 ? "nothing" : HexDigest.of(head, 0);
        if (!numbered && block.hasPrevious[i] && flaws.size() < ChainReport.MOST_FLAWS) {
            dangling.add(new Dangling(flaws.size(), stated));
        }
        flaw(FlawKind.UNLINKED, line, "it links to " + stated + ", and before it stands " + expected);
    }

    private void flaw(FlawKind kind, long line, String detail) {
        Head mark = segments.mark();
        acknowledgedFlaw |= mark == null ? kind != FlawKind.TORN_TAIL : seq < mark.size();
        tell(new ChainFlaw(kind, segments.name(segment), line, detail));
    }

    /** Tells a flaw that is found elsewhere. */
    void add(ChainFlaw flaw) {
        acknowledgedFlaw = true;
        tell(flaw);
    }

    private void tell(ChainFlaw flaw) {
        if (flaws.size() < ChainReport.MOST_FLAWS) {
            flaws.add(flaw);
        }
        flawCount++;
    }

    /** The links whose target has to be looked for. */
    List<Dangling> dangling() {
        return dangling;
    }

    /** Says of a link that its target stands nowhere: an entry was taken out. */
    void isMissing(Dangling link) {
        ChainFlaw flaw = flaws.get(link.flaw());
        flaws.set(link.flaw(), new ChainFlaw(FlawKind.MISSING_ENTRY, flaw.file(), flaw.line(), flaw.detail()));
    }

    /** Ends: what is signed or was acknowledged beyond the last entry is not there. */
    ChainReport report() throws IOException {
        Head mark = numbered ? segments.mark() : null;
        if (mark != null && seq < mark.size()) {
            add(new ChainFlaw(
                    FlawKind.SHORTER_THAN_ACKNOWLEDGED,
                    DurableMark.PATH,
                    0,
                    "acknowledged were " + mark.size() + " entries, and the ledger has " + seq));
        }
        checkpoints.end(seq, this);
        return new ChainReport(
                seq,
                seq == 0 ? "" : HexDigest.of(head, 0),
                flaws,
                flawCount,
                checkpoints.compared(),
                checkpoints.last(),
                !numbered,
                flawCount > 0 && !acknowledgedFlaw,
                askedHash);
    }
}
