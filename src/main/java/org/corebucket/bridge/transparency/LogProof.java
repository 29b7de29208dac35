package org.corebucket.bridge.transparency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.digest.Sha256;

/**
 * A proof that somebody who has neither network nor deployment can verify ({@code c2sp.org/tlog-proof}): a checkpoint with its
 * cosignatures, and the way from a leaf to its root.
 *
 * @param extra what the application says besides; nobody vouches for it
 * @param index the leaf's number, from 0
 * @param path the inclusion proof's hashes, the leaf's sibling first
 * @param checkpoint the log's checkpoint
 */
public record LogProof(Optional<byte[]> extra, long index, List<Sha256> path, SignedNote checkpoint) {

    private static final String FIRST_LINE = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    /** No tree of 2^63 leaves is higher. */
    private static final int MOST_HASHES = 63;

    /** A proof; the list is copied. */
    public LogProof {
        path = List.copyOf(path);
    }

    /**
     * Reads a proof. Nothing of it is verified.
     *
     * @throws MalformedNoteException if it is none to the letter of the specification
     */
    public static LogProof parse(byte[] bytes) throws MalformedNoteException {
        if (bytes.length > 2 * SignedNote.MOST_BYTES) {
            throw new MalformedNoteException("the proof is longer than " + 2 * SignedNote.MOST_BYTES + " bytes");
        }
        int blank = NoteText.blankLine(bytes, "proof", "checkpoint");
        String head = new String(bytes, 0, blank, StandardCharsets.ISO_8859_1);
        List<String> lines = new ArrayList<>(List.of(head.split("\n", -1)));
        if (!lines.remove(0).equals(FIRST_LINE)) {
            throw new MalformedNoteException("the proof's first line is not " + FIRST_LINE);
        }
        Optional<byte[]> extra = Optional.empty();
        if (!lines.isEmpty() && lines.get(0).startsWith(EXTRA)) {
            extra = Optional.of(NoteText.base64(lines.remove(0).substring(EXTRA.length()), "proof's extra data"));
        }
        if (lines.isEmpty() || !lines.get(0).startsWith(INDEX)) {
            throw new MalformedNoteException("the proof has no line \"index N\"");
        }
        long index = NoteText.decimal(lines.remove(0).substring(INDEX.length()), "proof's index");
        if (lines.size() > MOST_HASHES) {
            throw new MalformedNoteException("the proof has more than " + MOST_HASHES + " hashes");
        }
        List<Sha256> path = new ArrayList<>();
        for (String line : lines) {
            path.add(NoteText.hash(line, "proof's hash " + (path.size() + 1)));
        }
        return new LogProof(extra, index, path, SignedNote.parse(Arrays.copyOfRange(bytes, blank + 2, bytes.length)));
    }

    /** The proof as it is written. */
    public byte[] bytes() {
        StringBuilder head = new StringBuilder(FIRST_LINE).append('\n');
        extra.ifPresent(
                bytes -> head.append(EXTRA).append(NoteText.base64(bytes)).append('\n'));
        head.append(INDEX).append(index).append('\n');
        path.forEach(hash -> head.append(NoteText.base64(hash.bytes())).append('\n'));
        byte[] first = head.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
        byte[] note = checkpoint.bytes();
        byte[] all = Arrays.copyOf(first, first.length + note.length);
        System.arraycopy(note, 0, all, first.length, note.length);
        return all;
    }

    /**
     * Verifies the proof: the policy accepts the checkpoint, and the leaf is in its tree.
     *
     * @param content what the leaf is of; for an entry, the 32 bytes of its hash
     * @return who signed what, and when
     */
    public LogPolicy.Accepted verify(Sha256 content, LogPolicy policy)
            throws MalformedNoteException, InvalidSignatureException, InvalidProofException {
        LogPolicy.Accepted accepted = policy.verify(checkpoint);
        new InclusionProof(index, accepted.head().size(), path)
                .verify(content, accepted.head().root());
        return accepted;
    }
}
