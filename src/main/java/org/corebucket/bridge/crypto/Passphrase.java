package org.corebucket.bridge.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The passphrase of an encrypted private key. It is never printed, and {@link #close} wipes it from memory. */
public final class Passphrase implements AutoCloseable {

    /** No passphrase: none was given, or an empty one, which would protect nothing. */
    public static final Passphrase NONE = new Passphrase(new char[0]);

    /** The longest line that is read, in bytes; openssl has the same limit. */
    public static final int MAX_BYTES = 1024;

    private final char[] characters;

    private Passphrase(char[] characters) {
        this.characters = characters;
    }

    /** A passphrase from memory, which is copied: the caller wipes its own. Empty is {@link #NONE}. */
    public static Passphrase of(char[] characters) {
        return characters.length == 0 ? NONE : new Passphrase(characters.clone());
    }

    /**
     * A passphrase from a line of UTF-8, as {@code openssl -passin file:} reads it from the first line of a file.
     *
     * @param line without its end; it is wiped
     * @param source where it came from, for messages
     * @throws IOException if it is not UTF-8, or has more than {@link #MAX_BYTES} bytes
     */
    public static Passphrase ofLine(byte[] line, String source) throws IOException {
        if (line.length > MAX_BYTES) {
            throw new IOException(source + ": has a first line of more than " + MAX_BYTES
                    + " bytes; expected a passphrase on a line of its own");
        }
        CharBuffer decoded = decode(ByteBuffer.wrap(line), source);
        Arrays.fill(line, (byte) 0);
        char[] characters = new char[decoded.length()];
        decoded.get(characters);
        Arrays.fill(decoded.array(), '\0');
        return characters.length == 0 ? NONE : new Passphrase(characters);
    }

    private static CharBuffer decode(ByteBuffer line, String source) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(line);
        } catch (CharacterCodingException e) {
            throw new IOException(source + ": has a first line that is not UTF-8; write the passphrase in UTF-8", e);
        }
    }

    /** Whether there is one. */
    public boolean isPresent() {
        return characters.length > 0;
    }

    /** The characters themselves, for whoever opens a key with them, and copies them. */
    public char[] characters() {
        return characters;
    }

    /** Overwrites the characters. Afterwards the passphrase opens no key. */
    @Override
    public void close() {
        Arrays.fill(characters, '\0');
    }

    @Override
    public String toString() {
        return isPresent() ? "a passphrase" : "no passphrase";
    }
}
