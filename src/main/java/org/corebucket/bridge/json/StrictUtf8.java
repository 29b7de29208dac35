package org.corebucket.bridge.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 (RFC 3629), with nothing replaced, skipped or guessed. */
final class StrictUtf8 {

    private static final String REMEDY = "save it as UTF-8 without a byte order mark";

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private StrictUtf8() {}

    static CharBuffer decode(byte[] utf8, String source) throws MalformedJsonException {
        ByteBuffer in = ByteBuffer.wrap(utf8);
        CharBuffer out = CharBuffer.allocate(utf8.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int at = in.position();
            String problem = "byte 0x" + hex(utf8[at]) + " at offset " + at + " is not UTF-8";
            throw new MalformedJsonException(source, lineAt(utf8, at), problem, REMEDY);
        }
        out.flip();
        if (out.hasRemaining() && out.get(0) == BYTE_ORDER_MARK) {
            throw new MalformedJsonException(source, 1, "the document begins with a byte order mark", REMEDY);
        }
        return out;
    }

    private static String hex(byte value) {
        return "" + Character.forDigit((value >> 4) & 0xF, 16) + Character.forDigit(value & 0xF, 16);
    }

    private static int lineAt(byte[] utf8, int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            if (utf8[i] == '\n') {
                line++;
            }
        }
        return line;
    }
}
