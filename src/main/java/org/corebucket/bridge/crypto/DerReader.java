package org.corebucket.bridge.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Takes DER (X.690) apart, element by element. It checks lengths and nothing else: its callers encode again what they have
 * read, and compare, so that a key has exactly one encoding. At a cold start the JDK's reader costs twice as much time, and
 * BouncyCastle's ten times.
 */
final class DerReader {

    private final byte[] bytes;
    private final String source;
    private int at;

    DerReader(byte[] bytes, String source) {
        this.bytes = bytes;
        this.source = source;
    }

    /** Steps over one element, and returns a reader of its content. */
    DerReader enter(int tag) throws MalformedKeyException {
        return new DerReader(content(tag), source);
    }

    /** An INTEGER of either sign. */
    BigInteger integer() throws MalformedKeyException {
        byte[] content = content(Der.INTEGER);
        if (content.length == 0) {
            throw broken();
        }
        return new BigInteger(content);
    }

    /** Steps over a BIT STRING of whole bytes, and returns a reader of its content. */
    DerReader enterBitString() throws MalformedKeyException {
        byte[] content = content(Der.BIT_STRING);
        if (content.length == 0 || content[0] != 0) {
            throw broken();
        }
        return new DerReader(Arrays.copyOfRange(content, 1, content.length), source);
    }

    /** The content of the next element, which must have this tag. */
    byte[] content(int tag) throws MalformedKeyException {
        if (next() != tag) {
            throw broken();
        }
        int length = length();
        if (length > bytes.length - at) {
            throw broken();
        }
        byte[] content = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return content;
    }

    /** The exception for DER of another form than was expected. */
    MalformedKeyException broken() {
        return new MalformedKeyException(
                source,
                "is not the DER encoding of the key that its label promises",
                "write the file anew with openssl rsa, or copy it again from its origin");
    }

    private int length() throws MalformedKeyException {
        int first = next();
        if (first < 0x80) {
            return first;
        }
        int count = first - 0x80;
        if (count > 3) { // No key has 16 MiB.
            throw broken();
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << 8) | next();
        }
        return length;
    }

    private int next() throws MalformedKeyException {
        if (at == bytes.length) {
            throw broken();
        }
        return bytes[at++] & 0xff;
    }
}
