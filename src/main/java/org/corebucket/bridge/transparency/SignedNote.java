package org.corebucket.bridge.transparency;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text and signatures of it, as {@code c2sp.org/signed-note} writes them. The text is to be ignored unless somebody who is
 * trusted signed it.
 *
 * @param text what is signed, with the line feed at its end
 * @param signatures at least one
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

    /** More than any honest note has, so that nobody is made to verify for ever. */
    static final int MOST_SIGNATURES = 64;

    /** Longer than that is no note: 64 signatures of ML-DSA-44 and a text fit. */
    static final int MOST_BYTES = 1 << 20;

    /** A note; the list is copied. */
    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /**
     * Reads a note. No signature is verified.
     *
     * @throws MalformedNoteException if it is none to the letter of the specification
     */
    public static SignedNote parse(byte[] bytes) throws MalformedNoteException {
        if (bytes.length > MOST_BYTES) {
            throw new MalformedNoteException("the note is longer than " + MOST_BYTES + " bytes");
        }
        String all = utf8(bytes);
        if (all.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new MalformedNoteException("the note has a control character");
        }
        int blank = all.lastIndexOf("\n\n");
        if (blank < 0 || !all.endsWith("\n")) {
            throw new MalformedNoteException(
                    "the note has no empty line before its signatures, or no end of its last line");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        String lines = all.substring(blank + 2);
        for (String line : lines.isEmpty()
                ? new String[0]
                : lines.substring(0, lines.length() - 1).split("\n", -1)) {
            if (signatures.size() == MOST_SIGNATURES) {
                throw new MalformedNoteException("the note has more than " + MOST_SIGNATURES + " signatures");
            }
            signatures.add(NoteSignature.parse(line));
        }
        if (signatures.isEmpty()) {
            throw new MalformedNoteException("the note has no signature");
        }
        return new SignedNote(all.substring(0, blank + 1), signatures);
    }

    private static String utf8(byte[] bytes) throws MalformedNoteException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedNoteException("the note is not in UTF-8");
        }
    }

    /** The note as it is written. */
    public byte[] bytes() {
        StringBuilder all = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> all.append(signature.line()).append('\n'));
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * When whoever the first line names signed it, as that signature says; nothing is verified. A log's key of ML-DSA-44 says so, and
     * its key of Ed25519 does not.
     */
    public Optional<Instant> signedAt() {
        String origin = text.substring(0, Math.max(0, text.indexOf('\n')));
        for (NoteSignature signature : signatures) {
            byte[] bytes = signature.bytes();
            if (signature.name().equals(origin) && bytes.length > SignatureType.UNTIMED_BYTES) {
                long seconds = ByteBuffer.wrap(bytes).getLong();
                if (seconds >= 0 && seconds <= Instant.MAX.getEpochSecond()) {
                    return Optional.of(Instant.ofEpochSecond(seconds));
                }
            }
        }
        return Optional.empty();
    }

    /** The same note with one more signature, in place of one that the same key made before. */
    public SignedNote with(NoteSignature signature) {
        List<NoteSignature> more = new ArrayList<>(signatures);
        more.removeIf(old -> old.keyId() == signature.keyId() && old.name().equals(signature.name()));
        more.add(signature);
        return new SignedNote(text, more);
    }

    /** The signatures that name a key; each is to be verified by it. */
    public List<NoteSignature> of(VerifierKey key) {
        return signatures.stream()
                .filter(signature ->
                        signature.keyId() == key.id() && signature.name().equals(key.name()))
                .toList();
    }
}
