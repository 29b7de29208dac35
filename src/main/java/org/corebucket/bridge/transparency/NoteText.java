package org.corebucket.bridge.transparency;

import java.util.Base64;
import java.util.regex.Pattern;
import org.corebucket.bridge.digest.Sha256;

/** The small forms that all texts of C2SP share: lines, decimals, base64 and key names. */
final class NoteText {

    /** A decimal without leading zeros, of at most 63 bits. */
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private static final Pattern HASH = Pattern.compile("[A-Za-z0-9+/]{43}=");

    /** A space to Unicode, and none to Java. */
    private static final int NEXT_LINE = 0x85;

    private NoteText() {}

    /**
     * A number of leaves, or a leaf's number.
     *
     * @param what how messages name it
     */
    static long decimal(String text, String what) throws MalformedNoteException {
        if (DECIMAL.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new MalformedNoteException("the " + what + " has more than 63 bits");
            }
        }
        throw new MalformedNoteException("the " + what + " is no decimal number without leading zeros");
    }

    /**
     * Where the first empty line begins: the end of the line before it.
     *
     * @param what how messages name the text
     * @param after what follows the empty line
     */
    static int blankLine(byte[] bytes, String what, String after) throws MalformedNoteException {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == '\n' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        throw new MalformedNoteException("the " + what + " has no empty line before its " + after);
    }

    /** A SHA-256 digest in base64. Other base64 of the same bytes is refused: a text has one form. */
    static Sha256 hash(String text, String what) throws MalformedNoteException {
        byte[] bytes = HASH.matcher(text).matches() ? base64(text, what) : new byte[0];
        if (bytes.length != Sha256.BYTES) {
            throw new MalformedNoteException("the " + what + " is not 32 bytes in base64");
        }
        return Sha256.ofBytes(bytes);
    }

    /** Bytes in base64 (RFC 4648, section 4), in their one canonical form. */
    static byte[] base64(String text, String what) throws MalformedNoteException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // told below, as every other form
        }
        throw new MalformedNoteException("the " + what + " is not in base64");
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Whether this may be the name of a key: it is not empty, and has neither spaces, as Unicode has them, nor a plus sign. */
    static boolean isKeyName(String name) {
        return !name.isEmpty()
                && name.codePoints()
                        .noneMatch(c -> c == '+'
                                || c < ' '
                                || c == NEXT_LINE
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c));
    }
}
