package org.corebucket.bridge.pkcs11;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;

/**
 * The functions of one PKCS #11 module, as far as a key signs by them. They are called by the wrapper with which Java's own
 * provider SunPKCS11 calls them, in its module {@code jdk.crypto.cryptoki}. The provider itself would not do: it picks a slot by
 * number and tells no token's label, and its {@code KeyStore} hides each private key without a certificate.
 *
 * <p>The wrapper's package has to be exported to the class path, which the jar's manifest and the launcher see to. Its functions
 * are looked up by name when they are called, and not linked when this is compiled: builds of Java differ in how the wrapper is
 * made (Red Hat's takes two arguments more), and not in PKCS #11's own functions.
 */
final class Cryptoki {

    static final long CKA_CLASS = 0x000;
    static final long CKA_LABEL = 0x003;
    static final long CKA_KEY_TYPE = 0x100;
    static final long CKA_ID = 0x102;
    static final long CKA_MODULUS = 0x120;
    static final long CKA_PUBLIC_EXPONENT = 0x122;
    static final long CKA_ALWAYS_AUTHENTICATE = 0x202;

    static final long CKO_PRIVATE_KEY = 3;
    static final long CKK_RSA = 0;

    /** {@code CKU_USER}: the user logs in to the token. */
    static final long USER = 1;

    /** {@code CKU_CONTEXT_SPECIFIC}: the user allows the one operation that was begun. */
    static final long ONE_OPERATION = 2;

    private static final long CKM_RSA_PKCS = 1;
    private static final long CKF_SERIAL_SESSION = 4;
    private static final long CKR_ATTRIBUTE_SENSITIVE = 0x11;
    private static final long CKR_ATTRIBUTE_TYPE_INVALID = 0x12;

    private static final String JAVA_MODULE = "jdk.crypto.cryptoki";
    private static final String PACKAGE = "sun.security.pkcs11.wrapper";

    private final Object module;

    private Cryptoki(Object module) {
        this.module = module;
    }

    /**
     * Loads a module and initializes it.
     *
     * @throws MendableException if this Java can't call any module
     * @throws IOException if the file is no PKCS #11 module
     * @throws CryptokiException if the module does not initialize
     */
    static Cryptoki load(Path library) throws MendableException, IOException, CryptokiException {
        Class<?> wrapper = wrapper();
        Method make = function(wrapper, "getInstance");
        // The library, the name of its list of functions, no arguments of C_Initialize, which is not omitted.
        Object[] arguments = new Object[make.getParameterCount()];
        Object[] known = {library.toString(), "C_GetFunctionList", null, false};
        System.arraycopy(known, 0, arguments, 0, Math.min(known.length, arguments.length));
        try {
            return new Cryptoki(invoke(make, null, arguments));
        } catch (LinkageError e) {
            throw MendableException.notAllowed("this Java can't load its library for PKCS #11: " + e.getMessage()
                    + "\nUse a Java that has it, as Debian's openjdk-17-jre-headless has.");
        }
    }

    private static Class<?> wrapper() throws MendableException {
        try {
            Class<?> wrapper = Class.forName(PACKAGE + ".PKCS11", false, Cryptoki.class.getClassLoader());
            if (!wrapper.getModule().isExported(PACKAGE, Cryptoki.class.getModule())) {
                throw MendableException.notAllowed("Java was started so that it keeps PKCS #11 for itself"
                        + "\nStart bridgectl by its launcher or by java -jar, or add --add-exports=" + JAVA_MODULE + "/"
                        + PACKAGE + "=ALL-UNNAMED.");
            }
            return wrapper;
        } catch (ClassNotFoundException e) {
            throw new MendableException(
                    MendableException.MendableKind.NOT_ALLOWED,
                    "this Java has no module " + JAVA_MODULE + ", by which keys on a token sign"
                            + "\nUse a whole Java, such as Debian's openjdk-17-jre-headless.",
                    e);
        }
    }

    /** The slots that have a token ({@code C_GetSlotList}). */
    long[] slots() throws CryptokiException, IOException {
        return (long[]) call("C_GetSlotList", true);
    }

    /** What the module says of itself, by the names that a URI has for it ({@code C_GetInfo}). */
    Map<String, String> information() throws CryptokiException, IOException {
        Object info = call("C_GetInfo");
        Object version = field(info, "libraryVersion");
        return Map.of(
                "library-manufacturer", text(info, "manufacturerID"),
                "library-description", text(info, "libraryDescription"),
                "library-version",
                        Byte.toUnsignedInt((byte) field(version, "major")) + "."
                                + Byte.toUnsignedInt((byte) field(version, "minor")));
    }

    /** What is said of a slot, by the names that a URI has for it ({@code C_GetSlotInfo}). */
    Map<String, String> slot(long slot) throws CryptokiException, IOException {
        Object info = call("C_GetSlotInfo", slot);
        return Map.of(
                "slot-manufacturer", text(info, "manufacturerID"), "slot-description", text(info, "slotDescription"));
    }

    /** What is said of the token in a slot ({@code C_GetTokenInfo}). */
    TokenFacts token(long slot) throws CryptokiException, IOException {
        Object info = call("C_GetTokenInfo", slot);
        return new TokenFacts(
                text(info, "label"),
                text(info, "manufacturerID"),
                text(info, "model"),
                text(info, "serialNumber"),
                (long) field(info, "flags"));
    }

    /** Opens a session in which nothing can be changed ({@code C_OpenSession}). */
    long open(long slot) throws CryptokiException, IOException {
        return (long) call("C_OpenSession", slot, CKF_SERIAL_SESSION, null, null);
    }

    /**
     * Logs in ({@code C_Login}).
     *
     * @param as {@link #USER} or {@link #ONE_OPERATION}
     * @param pin in UTF-8, a byte in each character; null if the token asks for it itself
     */
    void login(long session, long as, char @Nullable [] pin) throws CryptokiException, IOException {
        call("C_Login", session, as, pin);
    }

    /**
     * Finds objects that have these attributes ({@code C_FindObjects}).
     *
     * @param most how many are wanted
     */
    long[] find(long session, Map<Long, Object> attributes, int most) throws CryptokiException, IOException {
        Object template = Array.newInstance(type("CK_ATTRIBUTE"), attributes.size());
        int index = 0;
        for (Map.Entry<Long, Object> attribute : attributes.entrySet()) {
            Array.set(template, index++, attribute(attribute.getKey(), attribute.getValue()));
        }
        call("C_FindObjectsInit", session, template);
        long[] found = new long[0];
        while (found.length < most) {
            long[] more = (long[]) call("C_FindObjects", session, (long) (most - found.length));
            if (more.length == 0) {
                break;
            }
            int had = found.length;
            found = Arrays.copyOf(found, had + more.length);
            System.arraycopy(more, 0, found, had, more.length);
        }
        call("C_FindObjectsFinal", session);
        return found;
    }

    /**
     * One attribute of an object ({@code C_GetAttributeValue}): a number, a truth value, bytes, or characters that each hold a
     * byte; null if the object does not have it, or does not show it.
     */
    @Nullable
    Object attribute(long session, long object, long attribute) throws CryptokiException, IOException {
        Object template = Array.newInstance(type("CK_ATTRIBUTE"), 1);
        Array.set(template, 0, attribute(attribute, null));
        try {
            call("C_GetAttributeValue", session, object, template);
        } catch (CryptokiException e) {
            if (e.isOneOf(CKR_ATTRIBUTE_SENSITIVE, CKR_ATTRIBUTE_TYPE_INVALID)) {
                return null;
            }
            throw e;
        }
        return field(Array.get(template, 0), "pValue");
    }

    /** An attribute that is a number without sign, of any length; null if the object does not show it. */
    @Nullable
    BigInteger number(long session, long object, long attribute) throws CryptokiException, IOException {
        return attribute(session, object, attribute) instanceof byte[] bytes ? new BigInteger(1, bytes) : null;
    }

    /** An attribute that is true or false, for which the wrapper gives a byte unless it knows the attribute; false if it is not there. */
    boolean isTrue(long session, long object, long attribute) throws CryptokiException, IOException {
        Object value = attribute(session, object, attribute);
        return Boolean.TRUE.equals(value) || (value instanceof byte[] bytes && bytes.length == 1 && bytes[0] != 0);
    }

    /** Begins a signature of the kind {@code CKM_RSA_PKCS} ({@code C_SignInit}). */
    void beginSignature(long session, long key) throws CryptokiException, IOException {
        call("C_SignInit", session, make("CK_MECHANISM", new Class<?>[] {long.class}, CKM_RSA_PKCS), key);
    }

    /** Signs a DigestInfo ({@code C_Sign}). */
    byte[] sign(long session, byte[] digestInfo) throws CryptokiException, IOException {
        return (byte[]) call("C_Sign", session, digestInfo);
    }

    private static Object attribute(long type, @Nullable Object value) throws CryptokiException, IOException {
        return make("CK_ATTRIBUTE", new Class<?>[] {long.class, Object.class}, type, value);
    }

    /** Text in UTF-8 that is padded with blanks; the wrapper gives a character for each byte. */
    private static String text(Object info, String name) {
        String padded = utf8((char[]) field(info, name));
        int end = padded.length();
        while (end > 0 && (padded.charAt(end - 1) == ' ' || padded.charAt(end - 1) == '\0')) {
            end--;
        }
        return padded.substring(0, end);
    }

    /** The text of bytes in UTF-8 that the wrapper gave as a character each. */
    static String utf8(char[] bytes) {
        return new String(new String(bytes).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    // ---- the wrapper ----

    private Object call(String name, @Nullable Object... arguments) throws CryptokiException, IOException {
        return invoke(function(type("PKCS11"), name), module, arguments);
    }

    private static Method function(Class<?> type, String name) {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name)) {
                return method;
            }
        }
        throw new IllegalStateException("the wrapper of PKCS #11 in this Java has no function " + name);
    }

    private static Object invoke(Method method, @Nullable Object on, @Nullable Object[] arguments)
            throws CryptokiException, IOException {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw trouble(e.getCause() == null ? e : e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the package was found to be exported", e);
        }
    }

    private static CryptokiException trouble(Throwable cause) throws IOException {
        if (cause instanceof IOException notLoaded) {
            throw notLoaded;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause.getClass().getSimpleName().equals("PKCS11Exception")) {
            try {
                long code = (long) cause.getClass().getMethod("getErrorCode").invoke(cause);
                return new CryptokiException(code, String.valueOf(cause.getMessage()), cause);
            } catch (ReflectiveOperationException e) {
                cause.addSuppressed(e);
            }
        }
        throw new IllegalStateException("the wrapper of PKCS #11 in this Java failed", cause);
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(PACKAGE + "." + name, true, Cryptoki.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the wrapper of PKCS #11 in this Java has no type " + name, e);
        }
    }

    private static Object make(String name, Class<?>[] parameters, @Nullable Object... arguments) {
        try {
            return type(name).getConstructor(parameters).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the wrapper of PKCS #11 in this Java makes no " + name, e);
        }
    }

    private static Object field(Object of, String name) {
        try {
            return of.getClass().getField(name).get(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the wrapper of PKCS #11 in this Java has no field " + name, e);
        }
    }
}
