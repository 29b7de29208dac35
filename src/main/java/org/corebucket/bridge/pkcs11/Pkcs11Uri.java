package org.corebucket.bridge.pkcs11;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;

/**
 * The name of a private key on a token, a PKCS #11 URI (RFC 7512): {@code pkcs11:token=Release;object=release}. The path says
 * which token, slot, module and key, each attribute at most once and in any order; the query says where the module lies and
 * what file has the PIN. Attributes that the RFC does not know are refused, unless they are a vendor's ({@code x-…}).
 *
 * <p>A PIN is never in it: a command line can be read by every user of the host.
 */
public final class Pkcs11Uri {

    private static final String SCHEME = "pkcs11:";
    private static final String EXAMPLE = "it is written like pkcs11:token=TOKEN;object=LABEL (RFC 7512)";

    /** The path's attributes whose value is text (section 2.3). */
    private static final Set<String> TEXTS = Set.of(
            "token",
            "manufacturer",
            "serial",
            "model",
            "library-manufacturer",
            "library-description",
            "slot-manufacturer",
            "slot-description",
            "object");

    /** The path's attributes whose value has a form of its own. */
    private static final Set<String> OTHERS = Set.of("library-version", "slot-id", "id", "type");

    private static final Set<String> QUERY = Set.of("module-path", "module-name", "pin-source", "pin-value");
    private static final Set<String> TYPES = Set.of("public", "private", "cert", "secret-key", "data");

    /** What may stand unencoded in any value: {@code unreserved} and {@code pk11-res-avail}. */
    private static final String PLAIN = "-._~:[]@!$'()*+,=";

    private static final String PIN_FILE = "file:";

    private final String path;
    private final Map<String, byte[]> values;

    private Pkcs11Uri(String path, Map<String, byte[]> values) {
        this.path = path;
        this.values = values;
    }

    /** Whether a text is meant to be such a URI. */
    public static boolean isOne(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Reads the name of a private key.
     *
     * @throws MendableException if it is not one to the letter, or holds a PIN; the message quotes no value
     */
    public static Pkcs11Uri parse(String text) throws MendableException {
        if (!isOne(text)) {
            throw malformed("begins otherwise than with " + SCHEME);
        }
        String rest = text.substring(SCHEME.length());
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question + 1);
        refusePin(text);
        Map<String, byte[]> values = new HashMap<>();
        read(path, ';', values);
        read(query, '&', values);
        Pkcs11Uri uri = new Pkcs11Uri(SCHEME + path, values);
        uri.requireForms();
        return uri;
    }

    /** A PIN is refused before anything else is said, so that it is known to be lost, and behind a wrong separator too. */
    private static void refusePin(String text) throws MendableException {
        int at = text.indexOf("pin-value=");
        while (at > 0 && ":;?&".indexOf(text.charAt(at - 1)) < 0) {
            at = text.indexOf("pin-value=", at + 1);
        }
        if (at > 0) {
            throw usage(
                    "the pkcs11: URI holds a PIN (pin-value), which every user of this host can read on a command line:"
                            + " change the PIN, and put the new one into a file that only you can read (pin-source=file:/PATH,"
                            + " or --passphrase-file FILE)");
        }
    }

    private static void read(String component, char separator, Map<String, byte[]> values) throws MendableException {
        int from = 0;
        for (int number = 1; !component.isEmpty() && from <= component.length(); number++) {
            int separated = component.indexOf(separator, from);
            int end = separated < 0 ? component.length() : separated;
            readAttribute(component.substring(from, end), number, separator == '&', values);
            from = end + 1;
        }
    }

    private static void readAttribute(String attribute, int number, boolean inQuery, Map<String, byte[]> values)
            throws MendableException {
        int equals = attribute.indexOf('=');
        String name = equals < 0 ? attribute : attribute.substring(0, equals);
        if (equals <= 0 || !isName(name)) {
            throw malformed("has as attribute " + number + " of its " + (inQuery ? "query" : "path")
                    + " something else than NAME=VALUE");
        }
        byte[] value = decode(name, attribute.substring(equals + 1), inQuery);
        boolean known = inQuery ? QUERY.contains(name) : TEXTS.contains(name) || OTHERS.contains(name);
        if (!known && !name.startsWith("x-")) {
            throw malformed(unknown(name, inQuery));
        }
        if (known && values.put(name, value) != null) {
            throw malformed("has the attribute " + name + " twice");
        }
    }

    private static String unknown(String name, boolean inQuery) {
        if (inQuery && (TEXTS.contains(name) || OTHERS.contains(name))) {
            return "has the attribute " + name + " behind the question mark; it belongs before";
        }
        if (!inQuery && QUERY.contains(name)) {
            return "has the attribute " + name + " in its path; it belongs behind a question mark";
        }
        return "has an attribute " + name + ", which RFC 7512 does not know";
    }

    /** {@code pk11-v-attr-nm-char}, of which all names are. */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            if (!isLetterOrDigit(letter) && letter != '-' && letter != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || isDigit(letter);
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    /** {@code *pk11-pchar} or {@code *pk11-qchar}, with what is percent-encoded decoded. */
    private static byte[] decode(String name, String value, boolean inQuery) throws MendableException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            if (letter == '%') {
                int high = i + 2 < value.length() ? hex(value.charAt(i + 1)) : -1;
                int low = i + 2 < value.length() ? hex(value.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    throw malformed("has in the attribute " + name + " a % without two hex digits behind it");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else if (isLetterOrDigit(letter) || (inQuery ? PLAIN + "/?|" : PLAIN + "&").indexOf(letter) >= 0) {
                bytes.write(letter);
            } else {
                throw malformed("has in the attribute " + name + " a character that must be percent-encoded, at place "
                        + (i + 1) + " of its value");
            }
        }
        return bytes.toByteArray();
    }

    private static int hex(char digit) {
        return digit < 0x80 ? Character.digit(digit, 16) : -1;
    }

    private void requireForms() throws MendableException {
        for (Map.Entry<String, byte[]> value : values.entrySet()) {
            if (!value.getKey().equals("id")) {
                requireText(value.getKey(), value.getValue());
            }
        }
        String slot = text("slot-id");
        if (slot != null && (slot.isEmpty() || !isDigits(slot) || slot.length() > 18)) {
            throw malformed("has a slot-id that is no decimal number of up to 18 digits");
        }
        String version = text("library-version");
        if (version != null && !isVersion(version)) {
            throw malformed("has a library-version that is no number, like 2 or 2.40");
        }
        String type = text("type");
        if (type != null && !type.equals("private")) {
            throw TYPES.contains(type)
                    ? usage("the pkcs11: URI names an object of the type " + type + ", and what signs is a private key:"
                            + " write type=private, or leave the type out")
                    : malformed("has a type that is none of public, private, cert, secret-key, data");
        }
        modulePath();
        moduleName();
        pinFile();
    }

    private static void requireText(String name, byte[] value) throws MendableException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
        } catch (CharacterCodingException e) {
            throw malformed("has in the attribute " + name + " bytes that are not UTF-8");
        }
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVersion(String text) {
        int dot = text.indexOf('.');
        String major = dot < 0 ? text : text.substring(0, dot);
        String minor = dot < 0 ? "0" : text.substring(dot + 1);
        return !major.isEmpty() && !minor.isEmpty() && isDigits(major) && isDigits(minor);
    }

    /** The URI without its query, for messages: ASCII, on one line. */
    public String name() {
        return path;
    }

    /** A text attribute's value; null if the URI does not have it, and then any value matches. */
    @Nullable
    String text(String name) {
        byte[] value = values.get(name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** The CKA_ID of the key; null if any matches. */
    byte @Nullable [] id() {
        byte[] id = values.get("id");
        return id == null ? null : id.clone();
    }

    /** The CKA_LABEL of the key, in UTF-8; null if any matches. */
    byte @Nullable [] label() {
        byte[] label = values.get("object");
        return label == null ? null : label.clone();
    }

    /** The number of the slot; empty if any matches. */
    Optional<Long> slotId() {
        return Optional.ofNullable(text("slot-id")).map(Long::valueOf);
    }

    /**
     * The module's file, or the directory that it lies in.
     *
     * @throws MendableException if it is a relative path, which would depend on where the command is typed
     */
    Optional<Path> modulePath() throws MendableException {
        String given = text("module-path");
        return given == null ? Optional.empty() : Optional.of(absolute("module-path", given));
    }

    /** The module's name, without directory, {@code lib} and {@code .so}. */
    Optional<String> moduleName() throws MendableException {
        String given = text("module-name");
        if (given != null && (given.isEmpty() || given.indexOf('/') >= 0 || given.indexOf('\0') >= 0)) {
            throw malformed("has a module-name that is not the name of a file without its directory");
        }
        return Optional.ofNullable(given);
    }

    /**
     * The file that has the PIN on its first line.
     *
     * @throws MendableException if the PIN is to come from anything else than a file with an absolute path
     */
    public Optional<Path> pinFile() throws MendableException {
        String given = text("pin-source");
        if (given == null) {
            return Optional.empty();
        }
        if (!given.startsWith(PIN_FILE)) {
            throw malformed("has a pin-source that is no file:/PATH; a program (|) is not started");
        }
        String file = given.substring(PIN_FILE.length());
        return Optional.of(absolute("pin-source", file.startsWith("///") ? file.substring(2) : file));
    }

    private static Path absolute(String name, String given) throws MendableException {
        try {
            Path path = Path.of(given);
            if (path.isAbsolute() && !given.startsWith("//")) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw malformed("has in the attribute " + name + " what can't be a path");
        }
        throw malformed("has in the attribute " + name + " no absolute path");
    }

    private static MendableException malformed(String flaw) {
        return usage("the pkcs11: URI " + flaw + "; " + EXAMPLE);
    }

    private static MendableException usage(String message) {
        return new MendableException(MendableException.MendableKind.USAGE, message);
    }

    /** The URI without its query. */
    @Override
    public String toString() {
        return path;
    }
}
