package org.corebucket.bridge.manifest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.text.TextColumns;

/**
 * One line of a manifest, in any of the forms that GNU {@code sha256sum -c} reads: {@code DIGEST  NAME} (text),
 * {@code DIGEST *NAME} (binary), {@code SHA256 (NAME) = DIGEST} (BSD), each with a backslash before it if the name is
 * escaped, and with LF or CRLF at its end.
 */
final class ManifestLine {

    /** The longest line, in bytes: twice {@code PATH_MAX}, since each byte may be escaped, and room for the rest. */
    static final int LONGEST = 2 * 4096 + 128;

    private static final int LONGEST_SHOWN = 120;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] BSD = "SHA256 (".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BSD_MIDDLE = ") = ".getBytes(StandardCharsets.US_ASCII);
    private static final int HEX_DIGITS = 2 * Sha256.BYTES;
    private static final byte[] HEX = hexDigits();

    /** The problem with a line, without its place, which the reader adds. */
    static final class MalformedLine extends Exception {

        private static final long serialVersionUID = 1L;

        MalformedLine(String problem) {
            super(problem, null, false, false);
        }

        String problem() {
            return String.valueOf(getMessage());
        }
    }

    private final byte[] bytes;
    private final int start;
    private final int end;

    /** A line without its LF; a CR at its end is not part of it either. */
    ManifestLine(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    }

    boolean isComment() {
        return end > start && bytes[start] == '#';
    }

    /** Puts a comment of the form {@code # name: value} into a header. The first one of each name counts. */
    void addTo(Map<String, String> header) {
        String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        int colon = text.indexOf(": ");
        if (text.startsWith("# ") && colon > 2) {
            header.putIfAbsent(text.substring(2, colon), text.substring(colon + 2));
        }
    }

    ManifestEntry entry() throws MalformedLine {
        if (end == start) {
            throw new MalformedLine("an empty line; remove it");
        }
        if (matches(BYTE_ORDER_MARK, start)) {
            throw new MalformedLine("a byte order mark before the line; save the file without one");
        }
        boolean escaped = bytes[start] == '\\';
        int from = escaped ? start + 1 : start;
        return matches(BSD, from) ? bsd(from + BSD.length, escaped) : gnu(from, escaped);
    }

    private ManifestEntry gnu(int from, boolean escaped) throws MalformedLine {
        int name = from + HEX_DIGITS + 2;
        if (name >= end) {
            throw new MalformedLine("expected 64 hex digits, two spaces and a path");
        }
        Sha256 digest = digest(from);
        if (bytes[name - 2] != ' ' || (bytes[name - 1] != ' ' && bytes[name - 1] != '*')) {
            throw new MalformedLine("expected two spaces, or a space and an asterisk, after 64 hex digits");
        }
        return entry(digest, text(name, end, escaped));
    }

    private ManifestEntry bsd(int name, boolean escaped) throws MalformedLine {
        int middle = end - HEX_DIGITS - BSD_MIDDLE.length;
        if (middle <= name || !matches(BSD_MIDDLE, middle)) {
            throw new MalformedLine("expected SHA256 (PATH) = and 64 hex digits");
        }
        return entry(digest(middle + BSD_MIDDLE.length), text(name, middle, escaped));
    }

    private Sha256 digest(int from) throws MalformedLine {
        byte[] digest = new byte[Sha256.BYTES];
        for (int i = 0; i < digest.length; i++) {
            int octet = HEX[bytes[from + 2 * i] & 0xff] << 4 | HEX[bytes[from + 2 * i + 1] & 0xff];
            if (octet < 0) {
                throw new MalformedLine("expected a digest of 64 hex digits");
            }
            digest[i] = (byte) octet;
        }
        return Sha256.ofBytes(digest);
    }

    /** The value of a hex digit of either case by its byte; negative for anything else. */
    private static byte[] hexDigits() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < 16; i++) {
            char digit = Character.forDigit(i, 16);
            values[digit] = (byte) i;
            values[Character.toUpperCase(digit)] = (byte) i;
        }
        return values;
    }

    private String text(int from, int to, boolean escaped) throws MalformedLine {
        if (!escaped && isAscii(from, to)) {
            return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        }
        ByteBuffer name =
                escaped ? ByteBuffer.wrap(unescape(bytes, from, to)) : ByteBuffer.wrap(bytes, from, to - from);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(name).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedLine("the line is not UTF-8");
        }
    }

    private boolean isAscii(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** The name whose escaped form these bytes are. */
    static byte[] unescape(byte[] bytes, int from, int to) throws MalformedLine {
        ByteBuffer plain = ByteBuffer.allocate(to - from);
        int i = from;
        while (i < to) {
            if (bytes[i] != '\\') {
                plain.put(bytes[i]);
                i++;
                continue;
            }
            int escape = i + 1 < to ? bytes[i + 1] : -1;
            switch (escape) {
                case '\\' -> plain.put((byte) '\\');
                case 'n' -> plain.put((byte) '\n');
                case 'r' -> plain.put((byte) '\r');
                default -> throw new MalformedLine("in an escaped name only \\\\, \\n and \\r may follow a backslash");
            }
            i += 2;
        }
        return Arrays.copyOf(plain.array(), plain.position());
    }

    private static ManifestEntry entry(Sha256 digest, String spelling) throws MalformedLine {
        if (spelling.indexOf('\0') >= 0) {
            throw new MalformedLine("a path with a NUL in it");
        }
        if (spelling.startsWith("/")) {
            throw new MalformedLine("an absolute path: " + printable(spelling) + "; paths are relative to the root");
        }
        if (spelling.endsWith("/") || spelling.endsWith("/.") || spelling.equals(".")) {
            throw new MalformedLine("a directory, not a file: " + printable(spelling));
        }
        return new ManifestEntry(digest, normal(spelling), spelling);
    }

    /** The path without {@code .} and empty names. Most paths have none, and are returned as they are. */
    private static String normal(String path) throws MalformedLine {
        if (isNormal(path)) {
            return path;
        }
        StringBuilder normal = new StringBuilder();
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            if (to - from == 2 && path.startsWith("..", from)) {
                throw new MalformedLine("a path that leaves its directory: " + printable(path));
            }
            boolean skipped = to == from || (to - from == 1 && path.charAt(from) == '.');
            if (!skipped) {
                normal.append(normal.length() == 0 ? "" : "/").append(path, from, to);
            }
            from = to + 1;
        }
        return normal.toString();
    }

    /**
     * Whether no name in a path is empty or begins with a dot, so that nothing has to be removed. For a name like {@code .git}
     * the path is then looked at more closely.
     */
    private static boolean isNormal(String path) {
        char before = '/';
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (before == '/' && (c == '.' || c == '/')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private boolean matches(byte[] expected, int from) {
        return from + expected.length <= end
                && Arrays.equals(bytes, from, from + expected.length, expected, 0, expected.length);
    }

    /** A name as messages show it, cut to the length of a screen line. */
    static String printable(String name) {
        return OneLine.of(TextColumns.atMost(LONGEST_SHOWN, name));
    }
}
