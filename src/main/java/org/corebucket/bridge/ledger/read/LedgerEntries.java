package org.corebucket.bridge.ledger.read;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.LineReader.NotAnEntryException;

/**
 * The entries of a ledger in use, by number, as their lines lie on disk. An entry that is not durable yet is not given.
 * Every method reads the disk, so a thread that must not block may not call them.
 */
public final class LedgerEntries {

    /** Once an answer has this many bytes, no further lines are read for it. */
    private static final int MOST_BYTES = 256 << 10;

    private final Ledger ledger;
    private final LedgerPages pages;

    /** Takes a ledger, and the pages that read its lines. */
    public LedgerEntries(Ledger ledger, LedgerPages pages) {
        this.ledger = ledger;
        this.pages = pages;
    }

    /**
     * One entry.
     *
     * @param line the line as it lies on disk, with its line feed; not copied
     * @param entry what the line says
     */
    @SuppressWarnings("ArrayRecordComponent") // The bytes go to the wire, and nobody compares them.
    public record EntryText(byte[] line, ReadEntry entry) {}

    /** The entry of this number; empty if the ledger has none, or the line in its place is not this entry. */
    public Optional<EntryText> at(long seq) throws IOException {
        if (seq < 1 || seq > ledger.head().size()) {
            return Optional.empty();
        }
        List<String> lines = pages.from(seq, 1).lines();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        byte[] line = (lines.get(0) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        try {
            ReadEntry entry = new LineReader().read(line, 0, line.length - 1);
            return entry.seq() == seq ? Optional.of(new EntryText(line, entry)) : Optional.empty();
        } catch (NotAnEntryException e) {
            return Optional.empty();
        }
    }

    /**
     * Lines as they lie on disk from an entry on, each with its line feed, even if somebody altered them. If that
     * one was archived, from the first that was not.
     *
     * @param most how many entries at most; fewer only at the ledger's end, or once they have {@value #MOST_BYTES}
     *     bytes
     */
    public byte[] from(long seq, int most) throws IOException {
        long head = ledger.head().size();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        long next = Math.max(1, seq);
        int left = most;
        while (left > 0 && next <= head && lines.size() < MOST_BYTES) {
            LedgerPage page = pages.from(next, left);
            next = Math.max(next, page.archived().size() + 1);
            int taken = (int) Math.min(page.lines().size(), head - next + 1);
            if (taken <= 0) {
                break;
            }
            for (String line : page.lines().subList(0, taken)) {
                lines.writeBytes((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
            }
            next += taken;
            left -= taken;
        }
        return lines.toByteArray();
    }

    /**
     * Whether exactly this update was recorded before.
     *
     * @param endpoint the route's name
     * @param canonical the payload's canonical form, which is what the signature covers
     * @return the receipt that was given for it; empty if no entry has this endpoint, module, session and payload
     */
    public Optional<Receipt> recorded(String endpoint, String module, String session, byte[] canonical)
            throws IOException {
        Optional<Receipt> receipt = ledger.receipt(module, session);
        if (receipt.isEmpty()) {
            return receipt;
        }
        Optional<EntryText> found = at(receipt.get().seq());
        boolean same = found.isPresent()
                && found.get().entry().endpoint().equals(endpoint)
                && Arrays.equals(found.get().entry().payload(), canonical);
        return same ? receipt : Optional.empty();
    }
}
