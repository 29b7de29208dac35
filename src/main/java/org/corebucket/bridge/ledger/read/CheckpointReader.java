package org.corebucket.bridge.ledger.read;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.jspecify.annotations.Nullable;

/**
 * Reads the checkpoints of a ledger one at a time, from the first to the last. A line is a flaw of the chain if it is
 * no checkpoint, is not signed by the bridge, is of another deployment, or has a smaller size than the one before. A
 * torn last line, without its end or with a hole in it, is what a crash left, and is ignored.
 */
final class CheckpointReader implements Closeable {

    private static final int LONGEST_LINE = 16 * 1024;

    private final InputStream in;
    private final String name;
    private final SignedCheckpoints.Trust trust;
    private long line;
    private long compared;
    private @Nullable Checkpoint next;
    private @Nullable Checkpoint last;
    private boolean begun;

    /** No checkpoints at all. */
    static CheckpointReader none() {
        return new CheckpointReader(
                InputStream.nullInputStream(), "", new SignedCheckpoints.Trust(new UUID(0, 0), KeyRing.of(List.of())));
    }

    CheckpointReader(InputStream in, String name, SignedCheckpoints.Trust trust) {
        this.in = new BufferedInputStream(in);
        this.name = name;
        this.trust = trust;
    }

    /** Compares an entry with all checkpoints that have it as their last entry. */
    void compare(long seq, byte[] hash, ChainLinks chain) throws IOException {
        begin(chain);
        // Smaller checkpoints end before the place where verification began, or at a missing entry, which is a flaw
        // already.
        for (Checkpoint at = next; at != null && at.size() <= seq; at = next) {
            if (at.size() == seq) {
                compared++;
                if (!MessageDigest.isEqual(at.head().bytes(), hash)) {
                    flaw(
                            chain,
                            "entry " + seq + " has the hash " + HexDigest.of(hash, 0) + ", and signed was "
                                    + at.head().hex());
                }
            }
            advance(chain);
        }
    }

    /**
     * Reads the rest of the checkpoints when the ledger has ended, and adds a flaw if one of them covers more entries.
     */
    void end(long entries, ChainLinks chain) throws IOException {
        begin(chain);
        long largest = 0;
        long at = 0;
        for (; next != null; advance(chain)) {
            largest = next.size();
            at = line;
        }
        if (largest > entries) {
            chain.add(new ChainFlaw(
                    FlawKind.SHORTER_THAN_CHECKPOINT,
                    name,
                    at,
                    "signed were " + largest + " entries, and the ledger has " + entries));
        }
    }

    /** Why it is not believed that entries were archived; empty if it is. */
    String problem(ArchivedEntries archived) {
        return archived.problem(trust);
    }

    /** How many checkpoints were compared with an entry. */
    long compared() {
        return compared;
    }

    /** The last sound checkpoint. */
    Optional<Checkpoint> last() {
        return Optional.ofNullable(last);
    }

    private void begin(ChainLinks chain) throws IOException {
        if (!begun) {
            begun = true;
            advance(chain);
        }
    }

    private void advance(ChainLinks chain) throws IOException {
        next = null;
        byte[] text = readLine();
        while (text != null && next == null) {
            line++;
            next = sound(text, chain);
            text = next == null ? readLine() : null;
        }
    }

    private @Nullable Checkpoint sound(byte[] text, ChainLinks chain) {
        String problem;
        try {
            Checkpoint read = Checkpoint.parse(text, name);
            problem = trust.problem(read);
            if (problem.isEmpty() && last != null && read.size() < last.size()) {
                problem = "it is of " + read.size() + " entries, and the one before of " + last.size();
            }
            if (problem.isEmpty()) {
                last = read;
                return read;
            }
        } catch (MalformedJsonException e) {
            problem = "the line is no checkpoint";
        }
        flaw(chain, problem);
        return null;
    }

    private void flaw(ChainLinks chain, String detail) {
        chain.add(new ChainFlaw(FlawKind.CHECKPOINT_MISMATCH, name, line, detail));
    }

    /** The next line without its line feed, cut at {@value #LONGEST_LINE} bytes; null if no whole line is left. */
    private byte @Nullable [] readLine() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                byte[] whole = text.toByteArray();
                return Checkpoint.isTorn(whole) && isAtEnd() ? null : whole;
            }
            if (text.size() < LONGEST_LINE) {
                text.write(b);
            }
        }
        return null;
    }

    private boolean isAtEnd() throws IOException {
        in.mark(1);
        boolean end = in.read() < 0;
        in.reset();
        return end;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
