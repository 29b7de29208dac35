package org.corebucket.bridge.digest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Spells the name of a file so that no two names are spelled alike. A path's own text has U+FFFD for every byte that is not
 * UTF-8; here such a byte is the lone surrogate U+DC00 plus the byte, as Python's {@code surrogateescape} has it. It is for
 * telling and comparing: the JDK opens no file by such a text.
 */
public final class ExactName {

    private static final char REPLACEMENT = '\uFFFD';
    private static final char FIRST = '\uDC80';
    private static final char LAST = '\uDCFF';

    private ExactName() {}

    /** The spelling of a path, which for most is its own text. */
    public static String of(Path path) {
        String text = path.toString();
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        StringBuilder exact = new StringBuilder(path.isAbsolute() ? "/" : "");
        String separator = "";
        for (Path name : path) {
            exact.append(separator).append(decoded(bytes(name)));
            separator = "/";
        }
        return exact.toString();
    }

    /** The bytes of a spelling, as they are in the file system. */
    public static byte[] bytes(String spelling) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(spelling.length());
        int from = 0;
        for (int i = 0; i < spelling.length(); i++) {
            if (isByte(spelling, i)) {
                bytes.writeBytes(spelling.substring(from, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(spelling.charAt(i) - FIRST + 0x80);
                from = i + 1;
            }
        }
        bytes.writeBytes(spelling.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static boolean isByte(String text, int at) {
        char c = text.charAt(at);
        return c >= FIRST && c <= LAST && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /** The JDK tells a name's bytes by its address alone. */
    private static byte[] bytes(Path name) {
        String address = name.toAbsolutePath().toUri().getRawPath();
        int end = address.endsWith("/") ? address.length() - 1 : address.length();
        int from = address.lastIndexOf('/', end - 1) + 1;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - from);
        for (int i = from; i < end; i++) {
            if (address.charAt(i) == '%') {
                bytes.write(Integer.parseInt(address.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(address.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static String decoded(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (FIRST + (in.get() & 0xFF) - 0x80));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }
}
