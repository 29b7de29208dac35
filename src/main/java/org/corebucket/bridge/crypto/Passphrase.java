package org.corebucket.bridge.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What opens an encrypted private key: it never prints, and {@link #close} wipes it from memory. */
public final class Passphrase implements AutoCloseable {

    /** No passphrase: what was not given, or given empty, which would protect nothing. */
    public static final Passphrase NONE = new Passphrase(new char[0]);

    /** The longest line that is read, in bytes; openssl takes as many. */
    private static final int MAX_BYTES = 1024;

    private final char[] characters;

    private Passphrase(char[] characters) {
        this.characters = characters;
    }

    /** A passphrase from memory, which is copied: the caller wipes its own. Empty is {@link #NONE}. */
    public static Passphrase of(char[] characters) {
        return characters.length == 0 ? NONE : new Passphrase(characters.clone());
    }

    /**
     * The first line of a file in UTF-8, without its line end, as {@code openssl -passin file:} reads it.
     *
     * @throws IOException if the file can't be read, is not UTF-8, or has a first line of more than 1,024 bytes
     */
    public static Passphrase fromFile(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(MAX_BYTES + 2);
        }
        int length = firstLine(head);
        if (length > MAX_BYTES) {
            throw new IOException(file + ": has a first line of more than " + MAX_BYTES
                    + " bytes; expected a passphrase on a line of its own");
        }
        CharBuffer line = decode(ByteBuffer.wrap(head, 0, length), file);
        Arrays.fill(head, (byte) 0);
        char[] characters = new char[line.length()];
        line.get(characters);
        Arrays.fill(line.array(), '\0');
        return characters.length == 0 ? NONE : new Passphrase(characters);
    }

    private static int firstLine(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != '\n' && bytes[length] != '\r') {
            length++;
        }
        return length;
    }

    private static CharBuffer decode(ByteBuffer line, Path file) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(line);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": has a first line that is not UTF-8; write the passphrase in UTF-8", e);
        }
    }

    /** Whether there is one. */
    boolean isPresent() {
        return characters.length > 0;
    }

    /** The characters themselves, for a key derivation that copies them. */
    char[] characters() {
        return characters;
    }

    /** Overwrites the characters; what is opened with the passphrase afterwards does not open. */
    @Override
    public void close() {
        Arrays.fill(characters, '\0');
    }

    @Override
    public String toString() {
        return isPresent() ? "a passphrase" : "no passphrase";
    }
}
