package org.corebucket.bridge.text;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * File names as strings, without any loss. A file name on Linux may have any bytes. Each byte that is not UTF-8 becomes one of
 * the lone surrogates U+DC80 to U+DCFF (PEP 383), which {@link OneLine} shows as {@code \xff}. Java's own strings of paths have
 * the same replacement character for all such bytes, so that two names look alike and neither can be opened.
 */
public final class FileNames {

    private static final char REPLACEMENT = '\uFFFD';
    private static final char BYTE = 0xDC00;

    private FileNames() {}

    /** The string of a path, with every byte of it. */
    public static String of(Path path) {
        String text = path.toString();
        return text.indexOf(REPLACEMENT) < 0 ? text : of(bytes(path));
    }

    /** The string of a name that is given in bytes. */
    public static String of(byte[] name) {
        StringBuilder text = new StringBuilder(name.length);
        int at = 0;
        while (at < name.length) {
            int length = sequence(name, at);
            if (length == 0) {
                text.append((char) (BYTE + (name[at] & 0xff)));
                at++;
            } else {
                text.append(new String(name, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
        return text.toString();
    }

    /** Whether a name has bytes that are not UTF-8. */
    public static boolean hasRawBytes(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (isRawByte(name, i)) {
                return true;
            }
        }
        return false;
    }

    /** The path of a single file name, from the string that {@link #of} gave. */
    public static Path name(String name) {
        if (!hasRawBytes(name)) {
            return Path.of(name);
        }
        // Only a URI can give a path with arbitrary bytes, and the URI must be absolute.
        StringBuilder uri = new StringBuilder("file:///");
        for (byte one : bytes(name)) {
            uri.append('%').append(hex(one >> 4)).append(hex(one));
        }
        Path absolute = Path.of(URI.create(uri.toString()));
        Path last = absolute.getFileName();
        return last == null ? absolute : last;
    }

    /** The path of a file below a directory, from the string that {@link #of} gave for its relative path. */
    public static Path resolve(Path directory, String names) {
        if (!hasRawBytes(names)) {
            return directory.resolve(names);
        }
        Path path = directory;
        for (String name : names.split("/", -1)) {
            path = path.resolve(name(name));
        }
        return path;
    }

    /** A name's bytes. */
    public static byte[] bytes(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length());
        int at = 0;
        while (at < name.length()) {
            int end = at;
            while (end < name.length() && !isRawByte(name, end)) {
                end++;
            }
            bytes.writeBytes(name.substring(at, end).getBytes(StandardCharsets.UTF_8));
            if (end < name.length()) {
                bytes.write(name.charAt(end) - BYTE);
                end++;
            }
            at = end;
        }
        return bytes.toByteArray();
    }

    /** Whether the character at an index stands for a raw byte. A low surrogate behind a high one does not. */
    static boolean isRawByte(String text, int at) {
        char c = text.charAt(at);
        return c >= BYTE + 0x80 && c <= BYTE + 0xff && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    private static byte[] bytes(Path path) {
        String uri = path.toUri().getRawPath();
        String whole = path.isAbsolute() ? uri : relative(uri, path);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(whole.length());
        for (int i = 0; i < whole.length(); i++) {
            if (whole.charAt(i) == '%') {
                bytes.write(Integer.parseInt(whole, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(whole.charAt(i));
            }
        }
        byte[] read = bytes.toByteArray();
        // A directory's URI ends in a slash.
        boolean slash = read.length > 1 && read[read.length - 1] == '/';
        return slash ? Arrays.copyOf(read, read.length - 1) : read;
    }

    /** The last names of an absolute URI, as many as the relative path has. */
    private static String relative(String uri, Path path) {
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
        int from = end;
        for (int names = path.getNameCount(); names > 0; names--) {
            from = uri.lastIndexOf('/', from - 1);
        }
        return uri.substring(from + 1, end);
    }

    private static char hex(int digit) {
        return Character.forDigit(digit & 0xf, 16);
    }

    /** How many bytes from here make one character of UTF-8; 0 if they are not UTF-8. */
    private static int sequence(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) {
            return 0;
        }
        String decoded = new String(bytes, at, length, StandardCharsets.UTF_8);
        return decoded.indexOf(REPLACEMENT) >= 0 && !isReplacement(bytes, at, length) ? 0 : length;
    }

    /** Whether the bytes are those of the replacement character itself, which a name may contain. */
    private static boolean isReplacement(byte[] bytes, int at, int length) {
        return length == 3
                && (bytes[at] & 0xff) == 0xef
                && (bytes[at + 1] & 0xff) == 0xbf
                && (bytes[at + 2] & 0xff) == 0xbd;
    }
}
