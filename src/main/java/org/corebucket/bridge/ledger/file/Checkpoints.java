package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.store.LedgerOptions;

/**
 * Checkpoints as the ledger writes them (CONTRACT 8), in a file that is appended to durably; the last of them bounds what is
 * read at an opening.
 */
final class Checkpoints implements Closeable {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /** A line with the signature of the longest key has about 3 KiB. */
    private static final int SEVERAL_LINES = 1 << 16;

    private final LedgerOptions options;
    private final AppendedFile file;
    private long lastSize;

    /**
     * Checkpoints that go on after the last one.
     *
     * @param lastSize the size that it names; 0 if there is none
     */
    Checkpoints(LedgerOptions options, AppendedFile file, long lastSize) {
        this.options = options;
        this.file = file;
        this.lastSize = lastSize;
    }

    /**
     * Where a file of checkpoints ends.
     *
     * @param head what the last one signs; that of an empty ledger if there is none
     * @param length of its whole lines in bytes; what follows is a torn tail
     */
    record Last(Head head, long length) {}

    /**
     * Reads the last one. Whether its signature holds is asked by the verification of the ledger.
     *
     * @throws DamagedLedgerException if the last whole line is not a checkpoint
     */
    static Last last(Path file) throws IOException, DamagedLedgerException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Last(Head.EMPTY, 0);
        }
        byte[] window = lastBytes(file);
        int end = afterLineFeed(window, window.length);
        byte[] line = {};
        while (end > 0) {
            int begin = afterLineFeed(window, end - 1);
            line = Arrays.copyOfRange(window, begin, end - 1);
            if (!Checkpoint.isTorn(line)) {
                break;
            }
            end = begin;
        }
        if (end == 0) {
            return new Last(Head.EMPTY, 0);
        }
        try {
            Checkpoint read = Checkpoint.parse(line, file.toString());
            return new Last(new Head(read.size(), read.head().hex()), Files.size(file) - window.length + end);
        } catch (MalformedJsonException e) {
            DamagedLedgerException damaged = new DamagedLedgerException(
                    file, lines(file), FlawKind.CHECKPOINT_MISMATCH.words() + " - the line is no checkpoint");
            damaged.initCause(e);
            throw damaged;
        }
    }

    private static byte[] lastBytes(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ)) {
            long from = Math.max(0, channel.size() - SEVERAL_LINES);
            return Channels.newInputStream(channel.position(from)).readAllBytes();
        }
    }

    private static int afterLineFeed(byte[] bytes, int before) {
        int end = before;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static long lines(Path file) throws IOException {
        long lines = 0;
        long size = Files.size(file);
        for (long at = TornTail.lineFeedFrom(file, 0); at < size; at = TornTail.lineFeedFrom(file, at + 1)) {
            lines++;
        }
        return lines;
    }

    /** Writes one, durably, unless the ledger is as it was at the last. */
    synchronized void write(Head head) throws IOException {
        if (head.size() <= lastSize) {
            return;
        }
        Checkpoint signed = Checkpoint.signed(
                options.origin(),
                head.size(),
                Sha256.parse(head.hash()),
                options.clock().instant(),
                options.signer());
        byte[] line = (signed.line() + "\n").getBytes(StandardCharsets.US_ASCII);
        file.append(line, line.length);
        lastSize = head.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
