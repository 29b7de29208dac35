package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.ledger.read.ExaminedBlock.BlockVisitor;
import org.corebucket.bridge.ledger.read.ExaminedBlock.LineFlaw;
import org.corebucket.bridge.ledger.read.LineBlock.Behind;
import org.jspecify.annotations.Nullable;

/**
 * The one definition of a sound ledger: follows the links from block to block, in order, and holds what was signed,
 * acknowledged or seen against the entries that it is of.
 */
final class ChainLinks implements BlockVisitor {

    private static final int SIZE = HexDigest.BYTES;

    private final LedgerReading ledger;
    private final boolean numbered;
    private final CheckpointReader checkpoints;
    private final ChainRequest request;
    private final List<KnownHead> known = new ArrayList<>();
    private final List<ChainFlaw> flaws = new ArrayList<>();
    private final List<Dangling> dangling = new ArrayList<>();
    private long flawCount;

    /** Whether something is wrong that stands outside of the lines. */
    private boolean flawElsewhere;

    /** The first flaw of the lines, and which line of all it is. */
    private @Nullable LedgerDamage first;

    private long firstFlawed;

    /** The last entry: its number, its hash; at the beginning there is none. */
    private long seq;

    private final byte[] head = new byte[SIZE];

    /** Whether the next entry may be any: verification began within the chain. */
    private boolean unanchored;

    /** Lines since the last entry that are none; what they were is not known, and neither what they linked to. */
    private long gap;

    private int segment;

    /** How many lines the segments before this one have. */
    private long linesBefore;

    /** The number of the next line in its segment. */
    private long firstLine = 1;

    /** Where the last whole line ends. */
    private LedgerPosition end = LedgerPosition.BEGINNING;

    private String askedHash = "";

    /**
     * Links of one ledger.
     *
     * @param numbered whether its entries have numbers
     */
    ChainLinks(LedgerReading ledger, boolean numbered, CheckpointReader checkpoints, ChainRequest request) {
        this.ledger = ledger;
        this.numbered = numbered;
        this.checkpoints = checkpoints;
        this.request = request;
        this.unanchored = !request.from().isBeginning();
        known.addAll(request.known());
        if (numbered && ledger.acknowledged().isPresent()) {
            known.add(
                    Math.min(1, known.size()),
                    KnownHead.acknowledged(ledger.acknowledged().get()));
        }
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
    public boolean accept(ExaminedBlock block) throws IOException {
        if (block.segment != segment) {
            segment = block.segment;
            linesBefore += firstLine - 1;
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
        end = new LedgerPosition(segment, block.offset + block.length);
        end(block.behind);
        LedgerDamage damage = first;
        return request.listener() == null || damage == null || (mayBeTail(damage) && isUnmarkedTail(damage));
    }

    private void end(Behind behind) throws IOException {
        boolean closed = ledger.isClosed(segment);
        if (behind == Behind.TORN) {
            flaw(
                    FlawKind.TORN_TAIL,
                    firstLine,
                    end,
                    "the last line has no end: it was being written when the bridge died");
            firstLine++;
        } else if (behind == Behind.END && firstLine == 1 && closed && !unanchored) {
            flaw(FlawKind.MISSING_ENTRY, 1, end, "a closed segment is never empty");
        } else if (behind == Behind.OVERLONG) {
            flaw(FlawKind.NO_ENTRY, firstLine, end, "the line is longer than any entry");
            gap++;
            firstLine++;
        }
        EntryListener listener = request.listener();
        if (listener != null && first == null && behind == Behind.END && closed) {
            listener.closed(segment, end.offset(), head());
        }
    }

    private Head head() {
        return seq == 0 ? Head.EMPTY : new Head(seq, HexDigest.of(head, 0));
    }

    /** Tells the flaws of lines by themselves, up to a line; gives how many are told. */
    private int tell(ExaminedBlock block, int from, int upTo) {
        int told = from;
        while (told < block.flaws.size() && block.flaws.get(told).line() <= upTo) {
            LineFlaw flaw = block.flaws.get(told);
            flaw(flaw.kind(), block, flaw.line(), flaw.begin(), flaw.detail());
            told++;
        }
        return told;
    }

    private void flaw(FlawKind kind, ExaminedBlock block, int line, int begin, String detail) {
        flaw(kind, firstLine + line, new LedgerPosition(segment, block.offset + begin), detail);
    }

    private void flaw(FlawKind kind, long line, LedgerPosition at, String detail) {
        ChainFlaw flaw = new ChainFlaw(kind, ledger.name(segment), line, detail);
        if (first == null) {
            first = new LedgerDamage(flaw, line, at, head());
            firstFlawed = linesBefore + line;
        }
        tell(flaw);
    }

    private void link(ExaminedBlock block, int i) throws IOException {
        long expected = seq + gap + 1;
        long number = numbered ? block.seq[i] : expected;
        boolean links = seq == 0
                ? !block.hasPrevious[i]
                : block.hasPrevious[i] && Arrays.equals(head, 0, SIZE, block.previous, i * SIZE, (i + 1) * SIZE);
        if (unanchored) {
            unanchored = false;
        } else if (number != expected) {
            flaw(
                    number > expected ? FlawKind.MISSING_ENTRY : FlawKind.UNLINKED,
                    block,
                    i,
                    "entry " + number + " stands here, and " + expected + " was to follow");
        } else if (gap == 0 && !links) {
            unlinked(block, i);
        }
        compareWithKnown(block, i, number);
        gap = 0;
        if (first == null && !block.followUps.isEmpty()) {
            block.followUps.get(i).run();
        }
        seq = number;
        System.arraycopy(block.hash, i * SIZE, head, 0, SIZE);
        if (seq == request.asked()) {
            askedHash = HexDigest.of(head, 0);
        }
        checkpoints.compare(seq, head, this);
    }

    private void flaw(FlawKind kind, ExaminedBlock block, int entry, String detail) {
        flaw(kind, block, block.line[entry], block.begin[entry], detail);
    }

    private void compareWithKnown(ExaminedBlock block, int i, long number) {
        for (KnownHead one : known) {
            if (one.isOf(number)
                    && !HexDigest.of(block.hash, i * SIZE).equals(one.head().hash())) {
                flaw(one.otherwise(), block, i, one.otherwise(HexDigest.of(block.hash, i * SIZE)));
            }
        }
    }

    private void unlinked(ExaminedBlock block, int i) {
        String stated = block.hasPrevious[i] ? HexDigest.of(block.previous, i * SIZE) : "nothing";
        String expected = seq == 0 ? "nothing" : HexDigest.of(head, 0);
        if (!numbered && block.hasPrevious[i] && flaws.size() < ChainReport.MOST_FLAWS) {
            dangling.add(new Dangling(flaws.size(), stated));
        }
        flaw(FlawKind.UNLINKED, block, i, "it links to " + stated + ", and before it stands " + expected);
    }

    /** Tells a flaw that is found elsewhere. */
    void add(ChainFlaw flaw) {
        flawElsewhere = true;
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

    /**
     * Whether all from a flaw on may be what a crash left, which nobody was told of: it stands in the live segment, behind
     * the mark, or, where there is no mark, it is one last line that is no entry.
     */
    private boolean isTail(LedgerDamage damage) {
        return mayBeTail(damage)
                && (ledger.acknowledged().isPresent()
                        ? damage.sound().size() >= ledger.acknowledged().get().size()
                        : isUnmarkedTail(damage));
    }

    private boolean mayBeTail(LedgerDamage damage) {
        return numbered && !ledger.isClosed(damage.at().segment());
    }

    private boolean isUnmarkedTail(LedgerDamage damage) {
        FlawKind kind = damage.flaw().kind();
        return ledger.acknowledged().isEmpty()
                && firstFlawed == linesBefore + firstLine - 1
                && (kind == FlawKind.NO_ENTRY || kind == FlawKind.TORN_TAIL);
    }

    /** Ends: what was signed, acknowledged or seen beyond the last entry is not there. */
    ChainReport report() throws IOException {
        LedgerDamage unsound = first;
        LedgerDamage tail = unsound != null && isTail(unsound) ? unsound : null;
        LedgerDamage damage = tail == null ? unsound : null;
        Head sound = tail == null ? head() : tail.sound();
        LedgerPosition soundEnd = tail == null ? end : tail.at();
        for (KnownHead one : known) {
            if (sound.size() < one.head().size() && damage == null) {
                damage = tooShort(one, sound, tail == null ? firstLine : tail.line(), soundEnd);
            }
            if (seq < one.head().size()) {
                add(new ChainFlaw(one.tooShort(), one.source(), 0, one.tooShort(seq)));
            }
        }
        checkpoints.end(seq, this);
        boolean signedBehind = checkpoints.last().map(Checkpoint::size).orElse(0L) > sound.size();
        Head last = request.listener() == null ? head() : sound;
        return new ChainReport(
                last.size(),
                last.hash(),
                flaws,
                flawCount,
                checkpoints.compared(),
                checkpoints.last(),
                !numbered,
                tail != null && damage == null && !flawElsewhere && !signedBehind,
                askedHash,
                Optional.ofNullable(damage),
                soundEnd);
    }

    /** A ledger without a live segment goes on in a new one. */
    private LedgerDamage tooShort(KnownHead one, Head sound, long line, LedgerPosition at) {
        boolean closed = segment > 0 && ledger.isClosed(segment);
        LedgerPosition next = closed ? new LedgerPosition(segment + 1, 0) : at;
        long nextLine = closed ? 1 : line;
        String file = ledger.name(next.segment());
        return new LedgerDamage(
                new ChainFlaw(one.tooShort(), file, nextLine, one.tooShort(sound.size())), nextLine, next, sound);
    }
}
