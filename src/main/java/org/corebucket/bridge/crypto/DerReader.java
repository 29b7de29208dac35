package org.corebucket.bridge.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Takes DER (X.690) apart, element by element. It guards its bounds and no more: its callers encode what they read anew
 * and compare, which leaves a key exactly one spelling. The JDK's reader and BouncyCastle's cost a cold start two and
 * ten times as much.
 */
final class DerReader {

    private final byte[] bytes;
    private final String source;
    private int at;

    DerReader(byte[] bytes, String source) {
        this.bytes = bytes;
        this.source = source;
    }

    /** Steps over one element and reads inside it. */
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

    /** A BIT STRING of whole bytes, read inside it. */
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

    /** Not of the form that was expected. */
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
        if (count > 3) { // No key takes 16 MiB.
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
