package org.corebucket.bridge.ledger.read;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * Walks over JSON and says whether it is in canonical form (CONTRACT 6), without building anything. A walk can't tell
 * the order of names with escapes or the digits of most floats; there {@link CanonicalJson} decides.
 *
 * <p>The bytes must have a line feed behind them. No canonical form has one, so every walk ends there at the latest.
 */
final class CanonicalScanner {

    private static final int MAX_DEPTH = Json.MAX_STORED_DEPTH;
    private static final int MAX_DIGITS = 4300;

    /**
     * No two decimals of up to 15 digits are the same double, so such a decimal without trailing zeros is the shortest
     * form.
     */
    private static final int UNIQUE_DIGITS = 15;

    /** Python writes 0.0001 without an exponent, and 0.00001 with one. */
    private static final int MOST_LEADING_ZEROS = 3;

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[0];
    private int at;
    private boolean escaped;
    private boolean unsure;

    /** Begins at an offset. */
    void begin(byte[] in, int from) {
        bytes = in;
        at = from;
    }

    /** The offset that the walk has reached. */
    int at() {
        return at;
    }

    /**
     * Goes over exactly these bytes.
     *
     * @return whether they stand here
     */
    boolean take(byte[] expected) {
        for (byte b : expected) {
            if (bytes[at] != b) {
                return false;
            }
            at++;
        }
        return true;
    }

    /**
     * Goes over any value.
     *
     * @return whether it is in canonical form
     */
    boolean value() {
        int from = at;
        unsure = false;
        return value(0) && (!unsure || isCanonical(from, at));
    }

    private boolean value(int depth) {
        return switch (bytes[at]) {
            case '"' -> string();
            case '{' -> depth < MAX_DEPTH && object(depth + 1);
            case '[' -> depth < MAX_DEPTH && array(depth + 1);
            case 't' -> take(TRUE);
            case 'f' -> take(FALSE);
            case 'n' -> take(NULL);
            default -> number();
        };
    }

    private boolean object(int depth) {
        at++;
        if (takeByte('}')) {
            return true;
        }
        int lastFrom = -1;
        int lastTo = -1;
        while (true) {
            int from = at + 1;
            escaped = false;
            if (!string()) {
                return false;
            }
            int to = at - 1;
            unsure |= escaped;
            if (lastFrom >= 0 && !unsure && Arrays.compareUnsigned(bytes, lastFrom, lastTo, bytes, from, to) >= 0) {
                return false;
            }
            lastFrom = from;
            lastTo = to;
            if (!takeByte(':') || !takeByte(' ') || !value(depth)) {
                return false;
            }
            if (takeByte('}')) {
                return true;
            }
            if (!takeByte(',') || !takeByte(' ')) {
                return false;
            }
        }
    }

    private boolean array(int depth) {
        at++;
        if (takeByte(']')) {
            return true;
        }
        while (value(depth)) {
            if (takeByte(']')) {
                return true;
            }
            if (!takeByte(',') || !takeByte(' ')) {
                return false;
            }
        }
        return false;
    }

    private boolean takeByte(char expected) {
        if (bytes[at] != expected) {
            return false;
        }
        at++;
        return true;
    }

    /**
     * Goes over a string.
     *
     * @return whether one in canonical form begins here
     */
    boolean string() {
        if (bytes[at] != '"') {
            return false;
        }
        int i = at + 1;
        while (true) {
            byte b = bytes[i];
            if (b == '"') {
                at = i + 1;
                return true;
            }
            if (b == '\\') {
                escaped = true;
                int length = escape(i + 1);
                if (length == 0) {
                    return false;
                }
                i += length;
            } else if (b < ' ' || b > '~') {
                return false;
            }
            i++;
        }
    }

    /** How many bytes of an escape follow the backslash; 0 if the canonical form has no such escape. */
    private int escape(int i) {
        return switch (bytes[i]) {
            case '"', '\\', 'b', 'f', 'n', 'r', 't' -> 1;
            case 'u' -> isNeeded(codeUnit(i + 1)) ? 5 : 0;
            default -> 0;
        };
    }

    /** Four lower-case hex digits; -1 for anything else. */
    private int codeUnit(int from) {
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = HexDigest.digit(bytes[i]);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** Whether the canonical form writes a character as its number. */
    private static boolean isNeeded(int unit) {
        return unit > '~' || (unit >= 0 && unit < ' ' && (unit < '\b' || unit > '\r' || unit == 0x0B));
    }

    private boolean number() {
        int from = at;
        takeByte('-');
        int first = at;
        digits();
        int whole = at - first;
        if (whole == 0 || (whole > 1 && bytes[first] == '0')) {
            return false;
        }
        if (bytes[at] != '.' && bytes[at] != 'e') {
            return whole <= MAX_DIGITS && (first == from || bytes[first] != '0');
        }
        int point = at;
        while (isFloatByte(bytes[at])) {
            at++;
        }
        return isShortest(first, point, at) || isCanonical(from, at);
    }

    private void digits() {
        while (bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
    }

    private static boolean isFloatByte(byte b) {
        return (b >= '0' && b <= '9') || b == '.' || b == 'e' || b == '+' || b == '-';
    }

    /** Whether a float has no exponent and is so short that its digits alone show that it is in canonical form. */
    private boolean isShortest(int first, int point, int end) {
        if (bytes[point] != '.' || end - first > UNIQUE_DIGITS + 1 || end - point < 2) {
            return false;
        }
        int zeros = 0;
        boolean leading = bytes[first] == '0';
        for (int i = point + 1; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
            leading &= bytes[i] == '0';
            zeros += leading ? 1 : 0;
        }
        return bytes[end - 1] == '0' ? end - point == 2 : zeros <= MOST_LEADING_ZEROS;
    }

    private boolean isCanonical(int from, int to) {
        byte[] text = Arrays.copyOfRange(bytes, from, to);
        try {
            return Arrays.equals(text, CanonicalJson.bytes(Json.parse(text, "entry")));
        } catch (MalformedJsonException e) {
            return false;
        }
    }
}
