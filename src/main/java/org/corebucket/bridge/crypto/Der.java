package org.corebucket.bridge.crypto;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** Writes the elements of DER (X.690) that RSA keys are made of. DER has exactly one encoding of each. */
final class Der {

    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;

    private Der() {}

    /** A SEQUENCE of elements that are encoded already. */
    static byte[] sequence(byte[]... elements) {
        return element(SEQUENCE, elements);
    }

    /** An INTEGER. */
    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    /** A BIT STRING of whole bytes. */
    static byte[] bitString(byte[] content) {
        byte[] noUnusedBits = {0};
        return element(BIT_STRING, noUnusedBits, content);
    }

    /** An OCTET STRING. */
    static byte[] octetString(byte[] content) {
        return element(OCTET_STRING, content);
    }

    /** An OBJECT IDENTIFIER from its encoded content. */
    static byte[] objectIdentifier(byte[] content) {
        return element(OBJECT_IDENTIFIER, content);
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        writeLength(out, length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        int count = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        out.write(0x80 | count);
        for (int i = count - 1; i >= 0; i--) {
            out.write(length >>> (8 * i));
        }
    }
}
