package org.corebucket.bridge.manifest;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;

/**
 * Reads lists of digests that other programs made, as {@code sha256sum -c} of GNU coreutils 9.1 reads them (CONTRACT 2). A line
 * of another form is reported and passed over; only a list without any usable line is refused. Accepted are blanks before a
 * line, one blank or tab instead of two, names of any bytes, files that are listed twice, and the text around a clear-signed
 * list. Beyond GNU, the length of a digest tells its algorithm, so that the lists of {@code sha512sum} and {@code openssl dgst}
 * are read as well. A deployment's own manifest is read by {@link ManifestReader} alone, which is strict.
 */
public final class ChecksumList {

    private static final int LONGEST = 64 * 1024;

    /** The most bytes without a line end that are read. A device such as {@code /dev/zero} never gives a line end. */
    private static final int LARGEST = 16 << 20;

    private static final List<String> TAGS =
            List.of("SHA256", "SHA512", "SHA384", "SHA224", "SHA2-256", "SHA2-512", "SHA2-384", "SHA2-224");
    private static final int[] TAG_BYTES = {32, 64, 48, 28, 32, 64, 48, 28};

    /**
     * A line that was passed over, or whose file can't be verified.
     *
     * @param source the list's name in messages
     * @param line from 1
     * @param problem why it was passed over
     */
    public record Odd(String source, long line, String problem) {
        /** The line and the problem, for messages. */
        public String words() {
            return source + ":" + line + ": " + problem;
        }
    }

    private final Path root;
    private final MessageDigest all = Sha256.newDigest();
    private final List<ManifestEntry> entries = new ArrayList<>();
    private final List<Odd> malformed = new ArrayList<>();
    private final List<Odd> outside = new ArrayList<>();
    private Sha256 digest = Sha256.ofBytes(new byte[Sha256.BYTES]);
    private String source = "";
    private long number;

    /** How the name is set apart from the digest: 1 for one blank, 0 for two characters, -1 until the first line shows it. */
    private int oneBlank = -1;

    private ChecksumList(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /**
     * Reads lists, one after the other.
     *
     * @param root where relative names begin, and below which a file must lie
     * @throws MalformedManifestException if one of them has no line that can be used
     */
    public static ChecksumList read(List<InputFile> lists, Path root) throws IOException, MalformedManifestException {
        ChecksumList read = new ChecksumList(root);
        for (InputFile list : lists) {
            read.add(list);
        }
        return read;
    }

    /** The entries, in the order of the lines; a path may be listed more than once. */
    public Manifest manifest() {
        return new Manifest(Map.of(), List.copyOf(entries), digest);
    }

    /** The lines that were passed over. */
    public List<Odd> malformed() {
        return List.copyOf(malformed);
    }

    /** The lines whose files lie outside of the root, where nothing is verified. */
    public List<Odd> outside() {
        return List.copyOf(outside);
    }

    private void add(InputFile list) throws IOException, MalformedManifestException {
        source = list.name();
        number = 0;
        oneBlank = -1;
        int before = entries.size() + outside.size();
        try (InputStream in = new BufferedInputStream(list.open(), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(256);
            long length = 0;
            int next = in.read();
            while (next >= 0) {
                all.update((byte) next);
                if (next == '\n') {
                    line(line.toByteArray());
                    line.reset();
                    length = 0;
                } else if (line.size() <= LONGEST) {
                    line.write(next);
                }
                if (++length > LARGEST) {
                    throw new MalformedManifestException(
                            source,
                            number + 1,
                            "a line of more than " + LARGEST + " bytes: this is no list of digests");
                }
                next = in.read();
            }
            if (line.size() > 0) {
                line(line.toByteArray());
            }
        }
        if (entries.size() + outside.size() == before) {
            throw unusable();
        }
        try {
            digest = Sha256.ofBytes(((MessageDigest) all.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every Java platform copies a SHA-256", e);
        }
    }

    private MalformedManifestException unusable() {
        Odd first = malformed.isEmpty() || !malformed.get(0).source().equals(source) ? null : malformed.get(0);
        return first == null
                ? new MalformedManifestException(source, 1, "an empty list: it names no file")
                : new MalformedManifestException(
                        source, first.line(), first.problem() + "; no line of it is a digest and a name");
    }

    private void line(byte[] read) throws MalformedManifestException {
        number++;
        byte[] line = read.length > 0 && read[read.length - 1] == '\r' ? Arrays.copyOf(read, read.length - 1) : read;
        if (number == 1 && isUtf16(line)) {
            throw new MalformedManifestException(
                    source, 1, "it is UTF-16, as PowerShell writes; convert it: iconv -f UTF-16 -t UTF-8");
        }
        if (line.length == 0 || line[0] == '#') {
            return;
        }
        try {
            if (line.length > LONGEST) {
                throw new ManifestLine.MalformedLine("a line of more than " + LONGEST + " bytes");
            }
            parse(line);
        } catch (ManifestLine.MalformedLine e) {
            malformed.add(new Odd(source, number, e.problem()));
        }
    }

    private static boolean isUtf16(byte[] line) {
        return line.length > 1
                && ((line[0] == (byte) 0xff && line[1] == (byte) 0xfe)
                        || (line[0] == (byte) 0xfe && line[1] == (byte) 0xff));
    }

    private void parse(byte[] line) throws ManifestLine.MalformedLine {
        int at = skipBlanks(line, 0);
        boolean escaped = at < line.length && line[at] == '\\';
        if (escaped) {
            at++;
        }
        for (int tag = 0; tag < TAGS.size(); tag++) {
            if (startsWith(line, at, TAGS.get(tag))) {
                int behind = at + TAGS.get(tag).length();
                tagged(
                        line,
                        behind < line.length && line[behind] == ' ' ? behind + 1 : behind,
                        TAG_BYTES[tag],
                        escaped);
                return;
            }
        }
        plain(line, at, escaped);
    }

    /** Reads {@code SHA256 (NAME) = DIGEST}, as BSD and openssl write it. */
    private void tagged(byte[] line, int open, int bytes, boolean escaped) throws ManifestLine.MalformedLine {
        int close = line.length - 1;
        while (close > open && line[close] != ')') {
            close--;
        }
        if (open >= line.length || line[open] != '(' || close <= open) {
            throw new ManifestLine.MalformedLine("expected a name in parentheses after the algorithm");
        }
        int at = skipBlanks(line, close + 1);
        if (at == line.length || line[at] != '=') {
            throw new ManifestLine.MalformedLine("expected = and a digest after the name");
        }
        at = skipBlanks(line, at + 1);
        if (hexDigits(line, at) != 2 * bytes || at + 2 * bytes != line.length) {
            throw new ManifestLine.MalformedLine("expected " + 2 * bytes + " hex digits after the name");
        }
        add(digest(line, at, bytes), name(line, open + 1, close, escaped));
    }

    /** Reads {@code DIGEST  NAME}, with an asterisk or nothing in the place of the second blank. */
    private void plain(byte[] line, int at, boolean escaped) throws ManifestLine.MalformedLine {
        int digits = hexDigits(line, at);
        int blank = at + digits;
        if (digits == 32 || digits == 40) {
            throw new ManifestLine.MalformedLine("a digest of " + (digits == 32 ? "MD5" : "SHA-1")
                    + ", which proves nothing any more; get a list of SHA-256");
        }
        if (OtherDigest.algorithm(digits / 2) == null
                || digits % 2 != 0
                || blank + 1 >= line.length
                || !isBlank(line[blank])) {
            throw new ManifestLine.MalformedLine("expected a digest, a blank and a name");
        }
        int name = blank + 1;
        boolean marked = line[name] == ' ' || line[name] == '*';
        if (line.length - name == 1 || !marked) {
            // A list that mixed both forms would be ambiguous: the second blank or the asterisk could belong to the
            // name.
            if (oneBlank == 0) {
                throw new ManifestLine.MalformedLine(
                        "expected two blanks, or a blank and an asterisk, as in the lines before");
            }
            oneBlank = 1;
        } else if (oneBlank != 1) {
            oneBlank = 0;
            name++;
        }
        add(digest(line, at, digits / 2), name(line, name, line.length, escaped));
    }

    private void add(byte[] digest, String spelling) {
        String path = below(spelling);
        if (path.isEmpty()) {
            outside.add(new Odd(source, number, OneLine.of(spelling)));
        } else if (digest.length == Sha256.BYTES) {
            entries.add(new ManifestEntry(Sha256.ofBytes(digest), path, spelling));
        } else {
            entries.add(ManifestEntry.of(OtherDigest.of(digest), path, spelling));
        }
    }

    /**
     * The path relative to the root, without {@code .} and empty names. It is empty for a path outside of the root, and for the
     * root itself.
     */
    private String below(String spelling) {
        String relative = spelling;
        if (spelling.startsWith("/")) {
            String start = root.toString().equals("/") ? "/" : FileNames.of(root) + "/";
            if (!spelling.startsWith(start)) {
                return "";
            }
            relative = spelling.substring(start.length());
        }
        StringBuilder path = new StringBuilder();
        for (String name : relative.split("/", -1)) {
            if (name.equals("..")) {
                return "";
            }
            if (!name.isEmpty() && !name.equals(".")) {
                path.append(path.length() == 0 ? "" : "/").append(name);
            }
        }
        return path.toString();
    }

    private static String name(byte[] line, int from, int to, boolean escaped) throws ManifestLine.MalformedLine {
        byte[] name = escaped ? ManifestLine.unescape(line, from, to) : Arrays.copyOfRange(line, from, to);
        for (byte one : name) {
            if (one == 0) {
                throw new ManifestLine.MalformedLine("a name with a NUL in it");
            }
        }
        if (name.length == 0) {
            throw new ManifestLine.MalformedLine("expected a name");
        }
        return FileNames.of(name);
    }

    private static byte[] digest(byte[] line, int from, int bytes) {
        return HexFormat.of().parseHex(new String(line, from, 2 * bytes, StandardCharsets.US_ASCII));
    }

    private static int hexDigits(byte[] line, int from) {
        int at = from;
        while (at < line.length && line[at] >= 0 && HexFormat.isHexDigit(line[at])) {
            at++;
        }
        return at - from;
    }

    private static boolean startsWith(byte[] line, int from, String tag) {
        byte[] start = tag.getBytes(StandardCharsets.US_ASCII);
        int behind = from + start.length;
        return behind < line.length
                && (line[behind] == ' ' || line[behind] == '(')
                && Arrays.equals(line, from, behind, start, 0, start.length);
    }

    private static int skipBlanks(byte[] line, int from) {
        int at = from;
        while (at < line.length && isBlank(line[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte one) {
        return one == ' ' || one == '\t';
    }
}
