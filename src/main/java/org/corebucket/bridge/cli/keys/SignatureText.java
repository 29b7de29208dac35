package org.corebucket.bridge.cli.keys;

import java.util.Arrays;
import java.util.Base64;

/** A signature as somebody sent it: raw, or in Base64 as {@code base64} and {@code openssl base64} write it, on any lines. */
final class SignatureText {

    private SignatureText() {}

    /**
     * The signature itself. What is as long as the key is raw; anything else is taken for Base64, with white space and line ends of
     * any kind anywhere, and if it is none stays what it is.
     *
     * @param bits the length of the key
     */
    static byte[] raw(byte[] given, int bits) {
        if (given.length == (bits + 7) / 8) {
            return given;
        }
        byte[] kept = new byte[given.length];
        int length = 0;
        for (byte one : given) {
            if (one != ' ' && one != '\t' && one != '\r' && one != '\n') {
                kept[length++] = one;
            }
        }
        try {
            return Base64.getDecoder().decode(Arrays.copyOf(kept, length));
        } catch (IllegalArgumentException e) {
            return given;
        }
    }
}
