package org.corebucket.bridge.transparency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;

/**
 * What a log sends to a witness ({@code c2sp.org/tlog-witness}, "add-checkpoint"): a checkpoint, and the proof that its tree goes
 * on with the one that the witness saw last.
 *
 * @param oldSize how many leaves the tree had that the witness saw last, as the log believes
 * @param proof the consistency proof's hashes; at most 63
 * @param checkpoint the log's checkpoint
 */
public record AddCheckpoint(long oldSize, List<Sha256> proof, SignedNote checkpoint) {

    /** Where it is posted, behind a witness's submission prefix. */
    public static final String PATH = "/add-checkpoint";

    /** The type of the body of a 409, which is the size of the tree that the witness saw last. */
    public static final String SIZE_TYPE = "text/x.tlog.size";

    private static final String OLD = "old ";
    private static final int MOST_HASHES = 63;

    /** What is sent; the list is copied. */
    public AddCheckpoint {
        proof = List.copyOf(proof);
    }

    /**
     * Reads the body of a request. Nothing of it is verified.
     *
     * @throws MalformedNoteException if it is none to the letter of the specification
     */
    public static AddCheckpoint parse(byte[] body) throws MalformedNoteException {
        int blank = NoteText.blankLine(body, "request", "checkpoint");
        String[] lines = new String(body, 0, blank, StandardCharsets.ISO_8859_1).split("\n", -1);
        if (!lines[0].startsWith(OLD)) {
            throw new MalformedNoteException("the request's first line is not \"old SIZE\"");
        }
        long oldSize = NoteText.decimal(lines[0].substring(OLD.length()), "old size");
        if (lines.length - 1 > MOST_HASHES) {
            throw new MalformedNoteException("the request has more than " + MOST_HASHES + " lines of a proof");
        }
        List<Sha256> proof = new ArrayList<>();
        for (String line : List.of(lines).subList(1, lines.length)) {
            proof.add(NoteText.hash(line, "proof's hash " + (proof.size() + 1)));
        }
        return new AddCheckpoint(oldSize, proof, SignedNote.parse(Arrays.copyOfRange(body, blank + 2, body.length)));
    }

    /** The body of the request. */
    public byte[] bytes() {
        StringBuilder head = new StringBuilder(OLD).append(oldSize).append('\n');
        proof.forEach(hash -> head.append(NoteText.base64(hash.bytes())).append('\n'));
        byte[] first = head.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
        byte[] note = checkpoint.bytes();
        byte[] all = Arrays.copyOf(first, first.length + note.length);
        System.arraycopy(note, 0, all, first.length, note.length);
        return all;
    }

    /**
     * The size in the body of a 409.
     *
     * @throws MalformedNoteException if it is not a decimal number and the end of a line
     */
    public static long size(String body) throws MalformedNoteException {
        if (!body.endsWith("\n")) {
            throw new MalformedNoteException("the witness's size has no end of its line");
        }
        return NoteText.decimal(body.substring(0, body.length() - 1), "witness's size");
    }
}
