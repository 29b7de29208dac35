package org.corebucket.bridge.transparency;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;

/**
 * One signature line of a note (signed-note, "Signatures").
 *
 * @param name the key's name
 * @param keyId the key's id: with the name, it says which key this is
 * @param bytes the signature itself, as the key's type defines it
 */
@SuppressWarnings("ArrayRecordComponent") // Copied in and out; equals is written below.
public record NoteSignature(String name, int keyId, byte[] bytes) {

    private static final String DASH = "\u2014 ";
    private static final int ID_BYTES = 4;

    /** A line; its bytes are copied. */
    public NoteSignature {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    static NoteSignature parse(String line) throws MalformedNoteException {
        int space = line.lastIndexOf(' ');
        if (!line.startsWith(DASH) || space < DASH.length()) {
            throw new MalformedNoteException("a signature line does not begin with a dash, a name and a space");
        }
        String name = line.substring(DASH.length(), space);
        if (!NoteText.isKeyName(name)) {
            throw new MalformedNoteException("a signature line has no name of a key");
        }
        byte[] all = NoteText.base64(line.substring(space + 1), "signature of " + name);
        if (all.length <= ID_BYTES) {
            throw new MalformedNoteException("the signature of " + name + " has no bytes after the key's id");
        }
        ByteBuffer in = ByteBuffer.wrap(all);
        int keyId = in.getInt();
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return new NoteSignature(name, keyId, bytes);
    }

    /**
     * Reads lines of signatures, each with its end, as a witness answers.
     *
     * @throws MalformedNoteException if they are none, or more than a note may have
     */
    public static List<NoteSignature> lines(String text) throws MalformedNoteException {
        if (!text.endsWith("\n")) {
            throw new MalformedNoteException("the last signature line has no end");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            if (signatures.size() == SignedNote.MOST_SIGNATURES) {
                throw new MalformedNoteException("there are more than " + SignedNote.MOST_SIGNATURES + " signatures");
            }
            signatures.add(parse(line));
        }
        return signatures;
    }

    /** The line, without its end. */
    public String line() {
        return DASH + name + " "
                + NoteText.base64(ByteBuffer.allocate(ID_BYTES + bytes.length)
                        .putInt(keyId)
                        .put(bytes)
                        .array());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteSignature same && line().equals(same.line());
    }

    @Override
    public int hashCode() {
        return line().hashCode();
    }

    @Override
    public String toString() {
        return name + "+" + Integer.toHexString(keyId) + ", " + Sha256.of(bytes);
    }
}
