package org.corebucket.bridge.ledger.file;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.CheckpointFile;
import org.corebucket.bridge.ledger.read.CheckpointLines.CheckpointLine;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.lines.LineFile;

/**
 * Writes the ledger's checkpoints (CONTRACT 8) to their file, durably. A ledger that opens must reach at least what the
 * last one signs.
 */
final class Checkpoints implements Closeable {

    private final LedgerOptions options;
    private final LineFile file;
    private long lastSize;

    /**
     * Goes on after the last checkpoint of the file.
     *
     * @param lastSize the size that the last checkpoint names; 0 if there is none
     */
    Checkpoints(LedgerOptions options, LineFile file, long lastSize) {
        this.options = options;
        this.file = file;
        this.lastSize = lastSize;
    }

    /**
     * Where a file of checkpoints ends.
     *
     * @param head what the last checkpoint signs; the empty head if there is none
     * @param length how many bytes the whole lines take; what follows them is a torn tail
     */
    record Last(Head head, long length) {}

    /**
     * Reads the last checkpoint. Its signature is not verified here; {@code provenance verify} does that.
     *
     * @throws DamagedLedgerException if the last whole line is not a checkpoint
     */
    static Last last(Path file) throws IOException, DamagedLedgerException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Last(Head.EMPTY, 0);
        }
        List<CheckpointLine> lines = CheckpointFile.lastLines(file);
        if (lines.isEmpty()) {
            return new Last(Head.EMPTY, 0);
        }
        try {
            Checkpoint read = Checkpoint.parse(lines.get(0).text(), file.toString());
            return new Last(
                    new Head(read.size(), read.head().hex()), lines.get(0).end());
        } catch (MalformedJsonException e) {
            DamagedLedgerException damaged = new DamagedLedgerException(
                    file,
                    lines(file, lines.get(0).end()),
                    FlawKind.CHECKPOINT_MISMATCH.words() + " - the line is no checkpoint");
            damaged.initCause(e);
            throw damaged;
        }
    }

    /** How many lines end at this offset or before it. */
    private static long lines(Path file, long end) throws IOException {
        long lines = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
            for (long at = 0; at < end; at++) {
                lines += in.read() == '\n' ? 1 : 0;
            }
        }
        return lines;
    }

    /** Signs a checkpoint and writes it durably, unless the ledger has not grown since the last one. */
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
