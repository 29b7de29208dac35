package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.ledger.read.ExaminedBlock.BlockVisitor;
import org.corebucket.bridge.ledger.read.ExaminedBlock.LineFlaw;
import org.corebucket.bridge.ledger.read.LineBlock.Behind;
import org.jspecify.annotations.Nullable;

/**
 * The one definition of a sound ledger. It follows the links from entry to entry, block by block, and compares the
 * entries with what was signed, acknowledged or seen of them.
 */
final class ChainLinks implements BlockVisitor {

    private static final int SIZE = HexDigest.BYTES;

    private final LedgerReading ledger;
    private final boolean numbered;
    private final CheckpointReader checkpoints;
    private final ChainRequest request;
    private final List<ChainFollower> followers;

    /** Those of them that are given the entries: none if verification begins within the chain. */
    private final List<ChainFollower> shown;

    private final List<KnownHead> known = new ArrayList<>();
    private final List<ChainFlaw> flaws = new ArrayList<>();
    private final List<Dangling> dangling = new ArrayList<>();
    private long flawCount;

    /** Whether there is a flaw outside of the ledger's lines, such as in a checkpoint. */
    private boolean flawElsewhere;

    /** The first flaw in the lines; below it, the number of its line, counted from the first segment on. */
    private @Nullable LedgerDamage first;

    private long firstFlawed;

    /** The number and hash of the last entry; the number is 0 before the first. */
    private long seq;

    private final byte[] head = new byte[SIZE];
    private final byte[] named = new byte[SIZE];

    /** Whether the next entry is taken on trust, because verification began within the chain. */
    private boolean unanchored;

    /**
     * How many lines since the last entry are no entries. Nobody knows what they were, so the next link can't be
     * checked.
     */
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
     * Begins at the ledger's first entry, or where the request says.
     *
     * @param numbered whether the entries have numbers; those of V5 have none
     * @param followers are given the entries, too
     */
    ChainLinks(
            LedgerReading ledger,
            boolean numbered,
            CheckpointReader checkpoints,
            ChainRequest request,
            List<ChainFollower> followers)
            throws IOException {
        this.ledger = ledger;
        this.numbered = numbered;
        this.checkpoints = checkpoints;
        this.request = request;
        this.followers = followers;
        this.unanchored = !request.from().isBeginning();
        this.shown = unanchored ? List.of() : followers;
        known.addAll(request.known());
        if (numbered && ledger.acknowledged().isPresent()) {
            known.add(
                    Math.min(1, known.size()),
                    KnownHead.acknowledged(ledger.acknowledged().get()));
        }
        long archived = ledger.archived().map(entries -> entries.head().size()).orElse(0L);
        for (ChainFollower follower : followers) {
            follower.begin(unanchored ? 0 : archived + 1);
        }
        if (ledger.archived().isPresent()) {
            beginBehind(ledger.archived().get());
        }
    }

    /** The first entry must follow the last one that was archived, which is known by its signed hash alone. */
    private void beginBehind(ArchivedEntries archived) throws IOException {
        String problem = checkpoints.problem(archived);
        if (!problem.isEmpty()) {
            add(new ChainFlaw(
                    FlawKind.MISSING_ENTRY,
                    ledger.name(1),
                    0,
                    "entries 1 to " + archived.head().size()
                            + " are not there, and nothing sound says that they were archived: " + problem));
        }
        if (unanchored) {
            return;
        }
        seq = archived.head().size();
        System.arraycopy(Sha256.parse(archived.head().hash()).bytes(), 0, head, 0, SIZE);
        for (KnownHead one : known) {
            if (one.isOf(seq) && !one.head().hash().equals(archived.head().hash())) {
                add(new ChainFlaw(
                        one.otherwise(),
                        ledger.name(1),
                        0,
                        one.otherwise(archived.head().hash())));
            }
        }
        if (seq == request.asked()) {
            askedHash = archived.head().hash();
        }
        checkpoints.compare(seq, head, this);
    }

    /**
     * A link of the V5 form whose target is not the entry before it. V5 entries have no numbers, so the whole ledger is
     * searched for the target: if it stands elsewhere, the entry is in the wrong place, else the entry before it is
     * missing.
     *
     * @param flaw the index of its flaw
     * @param target the hash that it states, in hex
     */
    record Dangling(int flaw, String target) {}

    /** Takes the next examined block. */
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

    /**
     * Adds the flaws that the block's examination found, up to a line.
     *
     * @return how many flaws of the block were added so far
     */
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
        boolean links = seq == 0 ? !block.hasPrevious[i] : block.hasPrevious[i] && isHead(block.previous, i);
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
            block.followUps.get(i).done();
        }
        seq = number;
        System.arraycopy(block.hash, i * SIZE, head, 0, SIZE);
        if (seq == request.asked()) {
            askedHash = HexDigest.of(head, 0);
        }
        checkpoints.compare(seq, head, this);
        for (int one = 0; one < shown.size(); one++) {
            shown.get(one).entry(seq, head, 0);
        }
    }

    /** Whether the hash that an entry names is that of the one before; a new array for each entry would take a tenth of the time. */
    private boolean isHead(byte[] previous, int i) {
        System.arraycopy(previous, i * SIZE, named, 0, SIZE);
        return MessageDigest.isEqual(head, named);
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

    /** Adds a flaw that is not in the ledger's lines. */
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

    /** The links whose target must be searched for. */
    List<Dangling> dangling() {
        return dangling;
    }

    /** Records that the target of a link stands nowhere, so an entry is missing. */
    void isMissing(Dangling link) {
        ChainFlaw flaw = flaws.get(link.flaw());
        flaws.set(link.flaw(), new ChainFlaw(FlawKind.MISSING_ENTRY, flaw.file(), flaw.line(), flaw.detail()));
    }

    /**
     * Whether everything from a flaw on may be what a crash left and nobody was told of: it stands in the live segment
     * behind the mark or, without a mark, it is only the last line, which is no entry.
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

    /** Ends the verification, and reports entries that were signed, acknowledged or seen but are not there. */
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
        for (ChainFollower follower : followers) {
            for (ChainFlaw flaw : follower.end(seq)) {
                add(flaw);
            }
        }
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
                ledger.archived().map(ArchivedEntries::head).orElse(Head.EMPTY),
                followed(),
                Optional.ofNullable(damage),
                soundEnd);
    }

    private List<String> followed() throws IOException {
        List<String> all = new ArrayList<>();
        if (flawCount == 0) {
            for (ChainFollower follower : followers) {
                all.addAll(follower.evidence());
            }
        }
        return all;
    }

    /**
     * The damage of a ledger that is too short. It stands at the ledger's end, or in a new live segment if the last one
     * is closed.
     */
    private LedgerDamage tooShort(KnownHead one, Head sound, long line, LedgerPosition at) {
        boolean closed = segment > 0 && ledger.isClosed(segment);
        LedgerPosition next = closed ? new LedgerPosition(segment + 1, 0) : at;
        long nextLine = closed ? 1 : line;
        String file = ledger.name(next.segment());
        return new LedgerDamage(
                new ChainFlaw(one.tooShort(), file, nextLine, one.tooShort(sound.size())), nextLine, next, sound);
    }
}
