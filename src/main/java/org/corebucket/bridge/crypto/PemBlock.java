package org.corebucket.bridge.crypto;

import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one key in a text in PEM (RFC 7468). Text before its block is ignored, and so are certificates before and after it;
 * nothing else may follow. The body is decoded on demand, so that a block of the wrong kind is refused by its label alone.
 */
final class PemBlock {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DEK_INFO = "DEK-Info:";
    private static final String DASHES = "-----";
    private static final int COLUMNS = 64;
    private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");

    private final String text;
    private final String source;
    private final String label;
    private final int bodyStart;

    private PemBlock(String text, String source, String label, int bodyStart) {
        this.text = text;
        this.source = source;
        this.label = label;
        this.bodyStart = bodyStart;
    }

    /**
     * Finds the key's block, which is the first one that is not a certificate: certificates often stand in one file with their
     * key. The body is not decoded yet.
     */
    static PemBlock first(String text, String source) throws MalformedKeyException {
        PemBlock first = at(text, source, begin(text, 0));
        PemBlock block = first;
        while (block.isCertificate()) {
            int next = begin(text, block.bodyStart);
            if (next < 0) {
                return first;
            }
            block = at(text, source, next);
        }
        return block;
    }

    /**
     * The index of the next BEGIN line. A byte order mark before it is skipped, whether it was decoded as UTF-8 or byte by
     * byte.
     */
    private static int begin(String text, int from) {
        for (String mark : new String[] {"\uFEFF", "\u00EF\u00BB\u00BF"}) {
            if (from == 0 && text.startsWith(mark + BEGIN)) {
                return mark.length();
            }
        }
        return indexOfLine(text, BEGIN, from);
    }

    private boolean isCertificate() {
        return CERTIFICATES.contains(label);
    }

    private static PemBlock at(String text, String source, int begin) throws MalformedKeyException {
        if (begin < 0 && text.indexOf('\0') >= 0 && text.replace("\0", "").contains(BEGIN)) {
            throw new MalformedKeyException(
                    source, "is UTF-16, and PEM is ASCII", "convert it: iconv -f UTF-16 -t UTF-8 FILE");
        }
        if (begin < 0) {
            throw new MalformedKeyException(
                    source,
                    text.isBlank() ? "is empty" : "holds no PEM block",
                    "expected a line like -----BEGIN PUBLIC KEY----- (openssl pkey -inform DER converts from binary)");
        }
        int lineEnd = endOfLine(text, begin);
        String label = label(text.substring(begin + BEGIN.length(), lineEnd));
        if (label.isEmpty()) {
            throw new MalformedKeyException(source, "has a damaged BEGIN line", "copy the file again from its origin");
        }
        return new PemBlock(text, source, label, lineEnd);
    }

    /** Writes one block as openssl does: lines of 64 columns, each ended by a line feed. */
    static String write(String label, byte[] der) {
        byte[] newline = {'\n'};
        String body = Base64.getMimeEncoder(COLUMNS, newline).encodeToString(der);
        return BEGIN + label + DASHES + "\n" + body + "\n" + END + label + DASHES + "\n";
    }

    /** The label, which stands between BEGIN and the dashes. */
    String label() {
        return label;
    }

    /**
     * Decodes the body. A body that is not the only Base64 form of its bytes (RFC 4648, section 3.5) is refused, as is anything
     * but white space and certificates after the END line: of two keys in a file nobody could tell which one counts.
     */
    byte[] der() throws MalformedKeyException {
        int bodyEnd = indexOfLine(text, END, bodyStart);
        if (bodyEnd < 0) {
            throw damaged("has no END line");
        }
        int lineEnd = endOfLine(text, bodyEnd);
        if (!label(text.substring(bodyEnd + END.length(), lineEnd)).equals(label)) {
            throw damaged("ends with another label than it begins with");
        }
        refuseRest(lineEnd);
        return decode(withoutSpace(bodyEnd));
    }

    /**
     * The value of the header DEK-Info, which says how a body is encrypted that is older than PKCS #8 (RFC 1421); null if there
     * is none.
     */
    @Nullable
    String dekInfo() {
        int end = indexOfLine(text, END, bodyStart);
        int header = text.indexOf(DEK_INFO, bodyStart);
        return header < 0 || header > end
                ? null
                : text.substring(header + DEK_INFO.length(), endOfLine(text, header))
                        .strip();
    }

    /** The index at which the Base64 begins: behind the last line with a colon, which is a header. */
    private int base64Start(int bodyEnd) {
        int start = bodyStart;
        int line = text.indexOf(':', bodyStart) < 0 || text.indexOf(':', bodyStart) > bodyEnd ? bodyEnd : bodyStart;
        while (line < bodyEnd) {
            int end = endOfLine(text, line);
            if (text.substring(line, end).indexOf(':') >= 0) {
                start = end;
            }
            line = end + 1;
        }
        return start;
    }

    private void refuseRest(int lineEnd) throws MalformedKeyException {
        int end = lineEnd;
        int next = indexOfLine(text, BEGIN, end);
        if (next >= 0 && at(text, source, next).isCertificate()) {
            // The certificate of the key may follow it. It is skipped, and not read.
            PemBlock certificate = at(text, source, next);
            int certificateEnd = indexOfLine(text, END, certificate.bodyStart);
            certificate.refuseRest(certificateEnd < 0 ? text.length() : endOfLine(text, certificateEnd));
            return;
        }
        if (next >= 0) {
            throw new MalformedKeyException(
                    source, "holds more than one PEM block", "leave only the one key that is meant");
        }
        if (!text.substring(end).isBlank()) {
            throw new MalformedKeyException(
                    source, "goes on after the END line", "remove what follows, or move it before the BEGIN line");
        }
    }

    private byte[] decode(byte[] base64) throws MalformedKeyException {
        byte[] der;
        try {
            der = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw damaged("is not valid Base64");
        }
        if (!Arrays.equals(Base64.getEncoder().encode(der), base64)) {
            throw damaged("is not valid Base64: its end is cut off or altered");
        }
        return der;
    }

    private byte[] withoutSpace(int bodyEnd) {
        byte[] kept = new byte[bodyEnd - base64Start(bodyEnd)];
        int length = 0;
        for (int i = base64Start(bodyEnd); i < bodyEnd; i++) {
            char c = text.charAt(i);
            if (c != '\n' && c != '\r' && c != ' ' && c != '\t') {
                // A character that is not ASCII becomes a zero byte, which Base64 refuses.
                kept[length++] = c < 0x80 ? (byte) c : 0;
            }
        }
        return Arrays.copyOf(kept, length);
    }

    private MalformedKeyException damaged(String problem) {
        return new MalformedKeyException(source, problem, "copy the file again from its origin");
    }

    /** The label in the rest of a boundary line, behind its first word; empty if the closing dashes are missing. */
    private static String label(String rest) {
        String line = rest.stripTrailing();
        return line.endsWith(DASHES) ? line.substring(0, line.length() - DASHES.length()) : "";
    }

    /** The index of the next line that begins with a boundary, or -1. */
    private static int indexOfLine(String text, String boundary, int from) {
        int at = text.indexOf(boundary, from);
        while (at > 0 && !isLineEnd(text.charAt(at - 1))) {
            at = text.indexOf(boundary, at + 1);
        }
        return at;
    }

    private static int endOfLine(String text, int from) {
        int at = from;
        while (at < text.length() && !isLineEnd(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }
}
