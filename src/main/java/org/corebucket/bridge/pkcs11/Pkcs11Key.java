package org.corebucket.bridge.pkcs11;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.crypto.EmsaPkcs1;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.crypto.SignerFailedException;
import org.corebucket.bridge.crypto.WeakKeyException;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.MendableException.MendableKind;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * An RSA private key on a token, which signs there ({@code CKM_RSA_PKCS}) and never leaves it. A pair without a certificate will
 * do. Each signature is verified before it is given away. The session with the token ends with this process.
 */
public final class Pkcs11Key implements RsaSigner {

    private static final long CKR_GENERAL_ERROR = 0x05;
    private static final long CKR_DEVICE_ERROR = 0x30;
    private static final long CKR_DEVICE_REMOVED = 0x32;
    private static final long CKR_KEY_FUNCTION_NOT_PERMITTED = 0x68;
    private static final long CKR_MECHANISM_INVALID = 0x70;
    private static final long CKR_PIN_INCORRECT = 0xA0;
    private static final long CKR_PIN_INVALID = 0xA1;
    private static final long CKR_PIN_LEN_RANGE = 0xA2;
    private static final long CKR_PIN_EXPIRED = 0xA3;
    private static final long CKR_PIN_LOCKED = 0xA4;
    private static final long CKR_SESSION_CLOSED = 0xB0;
    private static final long CKR_SESSION_HANDLE_INVALID = 0xB3;
    private static final long CKR_TOKEN_NOT_PRESENT = 0xE0;
    private static final long CKR_USER_ALREADY_LOGGED_IN = 0x100;
    private static final long CKR_USER_PIN_NOT_INITIALIZED = 0x102;

    /** How many keys a message lists at most. */
    private static final int LISTED = 20;

    private final FoundToken token;
    private final long session;
    private final long key;
    private final RsaPublicKey publicKey;

    /** What each signature asks for once more; none if the key does not ask, or the token asks by itself. */
    private final Passphrase pinForEach;

    private final boolean asksForEach;

    private Pkcs11Key(
            FoundToken token, long session, long key, RsaPublicKey publicKey, boolean asksForEach, Passphrase pin) {
        this.token = token;
        this.session = session;
        this.key = key;
        this.publicKey = publicKey;
        this.asksForEach = asksForEach;
        this.pinForEach = asksForEach ? Passphrase.of(pin.characters()) : Passphrase.NONE;
    }

    /**
     * Finds the key that a URI names, and logs in to its token.
     *
     * @param pin the user's PIN; none if the token asks for none, or for it by itself
     * @throws MendableException if module, token or key is not there or not the only one, the PIN is wrong, or the key is not
     *     an RSA key of {@link RsaPublicKey#MIN_BITS} to {@link RsaPublicKey#MAX_BITS} bits
     */
    public static Pkcs11Key open(Pkcs11Uri uri, Host host, Passphrase pin) throws MendableException, IOException {
        FoundToken token = FoundToken.of(uri, host);
        try {
            long session = token.module().open(token.slot());
            login(token, session, pin);
            long key = find(uri, token, session);
            RsaPublicKey publicKey = publicKey(uri, token, session, key);
            boolean asksForEach = token.module().isTrue(session, key, Cryptoki.CKA_ALWAYS_AUTHENTICATE);
            return new Pkcs11Key(token, session, key, publicKey, asksForEach, pin);
        } catch (CryptokiException e) {
            throw new MendableException(kind(e), token.facts().name() + words(e), e);
        }
    }

    private static void login(FoundToken token, long session, Passphrase pin)
            throws MendableException, CryptokiException, IOException {
        if (!token.facts().asksForPin()) {
            return;
        }
        if (!pin.isPresent() && !token.facts().hasPinPad()) {
            throw MendableException.missing(token.facts().name() + " asks for its PIN, and none was given"
                    + "\nName a file that has it on its first line: --passphrase-file FILE, or pkcs11:…?pin-source=file:/PATH;"
                    + " or put it into the variable BRIDGECTL_PASSPHRASE.");
        }
        char[] bytes = bytes(pin);
        try {
            token.module().login(session, Cryptoki.USER, pin.isPresent() ? bytes : null);
        } catch (CryptokiException e) {
            if (!e.isOneOf(CKR_USER_ALREADY_LOGGED_IN)) {
                throw notLoggedIn(token, e);
            }
        } finally {
            Arrays.fill(bytes, '\0');
        }
    }

    /** A PIN is UTF-8 for a token, and the wrapper takes a character for each byte. */
    private static char[] bytes(Passphrase pin) {
        CharBuffer characters = CharBuffer.wrap(pin.characters());
        ByteBuffer encoded = ByteBuffer.allocate(characters.length() * 4);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(characters, encoded, true);
        encoded.flip();
        char[] bytes = new char[encoded.remaining()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (char) (encoded.get() & 0xff);
        }
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    private static MendableException notLoggedIn(FoundToken token, CryptokiException e)
            throws CryptokiException, IOException {
        String name = token.facts().name();
        if (e.isOneOf(CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE)) {
            String tries = token.module().token(token.slot()).triesLeft();
            return new MendableException(
                    MendableKind.REFUSED,
                    name + " does not take this PIN" + tries
                            + "\nCheck the PIN before you try again: a token locks itself" + " after a few wrong ones.",
                    e);
        }
        if (e.isOneOf(CKR_PIN_LOCKED, CKR_PIN_EXPIRED, CKR_USER_PIN_NOT_INITIALIZED)) {
            String why = e.isOneOf(CKR_PIN_LOCKED)
                    ? "is locked, since a wrong PIN was given too often"
                    : e.isOneOf(CKR_PIN_EXPIRED) ? "has a PIN that is expired" : "has no PIN of the user yet";
            return new MendableException(
                    MendableKind.NOT_ALLOWED,
                    name + " " + why
                            + "\nWhoever has its SO-PIN or PUK gives it a new PIN, by the token's own tool, such as"
                            + " pkcs11-tool --login --login-type so --init-pin.",
                    e);
        }
        throw e;
    }

    private static long find(Pkcs11Uri uri, FoundToken token, long session)
            throws MendableException, CryptokiException, IOException {
        Map<Long, Object> wanted = new LinkedHashMap<>();
        wanted.put(Cryptoki.CKA_CLASS, Cryptoki.CKO_PRIVATE_KEY);
        putIfNamed(wanted, Cryptoki.CKA_LABEL, uri.label());
        putIfNamed(wanted, Cryptoki.CKA_ID, uri.id());
        long[] found = token.module().find(session, wanted, LISTED);
        if (found.length > 1) {
            throw MendableException.refused(
                    found.length + " private keys on " + token.facts().name() + " match " + uri.name()
                            + names(token, session, found) + "\nName one of them by object= and id= together.");
        }
        if (found.length == 0) {
            long[] all = token.module().find(session, Map.of(Cryptoki.CKA_CLASS, Cryptoki.CKO_PRIVATE_KEY), LISTED);
            throw MendableException.missing("no private key on " + token.facts().name() + " matches " + uri.name()
                    + (all.length == 0 ? "; it has none" : "; it has" + names(token, session, all))
                    + "\nCorrect object= or id=, or make or import the key by the token's own tool.");
        }
        return found[0];
    }

    private static void putIfNamed(Map<Long, Object> wanted, long attribute, byte @Nullable [] value) {
        if (value != null) {
            wanted.put(attribute, value);
        }
    }

    /** A line for each key, with what a URI names it by. */
    private static String names(FoundToken token, long session, long[] keys) throws CryptokiException, IOException {
        List<String> names = new ArrayList<>();
        for (long key : keys) {
            Object label = token.module().attribute(session, key, Cryptoki.CKA_LABEL);
            Object id = token.module().attribute(session, key, Cryptoki.CKA_ID);
            names.add(
                    "\n  \"" + (label instanceof char[] bytes ? OneLine.of(Cryptoki.utf8(bytes)) : "") + "\"" + id(id));
        }
        Collections.sort(names);
        return String.join("", names);
    }

    private static String id(@Nullable Object id) {
        return id instanceof byte[] bytes && bytes.length > 0
                ? ", id=" + HexFormat.of().withPrefix("%").formatHex(bytes)
                : "";
    }

    private static RsaPublicKey publicKey(Pkcs11Uri uri, FoundToken token, long session, long key)
            throws MendableException, CryptokiException, IOException {
        String source = uri.name();
        Object type = token.module().attribute(session, key, Cryptoki.CKA_KEY_TYPE);
        if (!Long.valueOf(Cryptoki.CKK_RSA).equals(type)) {
            throw new MendableException(
                    MendableKind.MALFORMED,
                    source + ": is no RSA key, and seals are signed by RSA keys\nName an RSA key, or make one there.");
        }
        BigInteger modulus = token.module().number(session, key, Cryptoki.CKA_MODULUS);
        BigInteger exponent = token.module().number(session, key, Cryptoki.CKA_PUBLIC_EXPONENT);
        if (modulus == null || exponent == null) {
            throw new MendableException(
                    MendableKind.MALFORMED,
                    source + ": does not tell its modulus and public exponent, so that nobody knows which key it is"
                            + "\nMake or import the key again, with both.");
        }
        try {
            return RsaPublicKey.of(modulus, exponent, source);
        } catch (WeakKeyException e) {
            throw new MendableException(
                    MendableKind.MALFORMED,
                    source + ": is an RSA key of " + e.bits() + " bits, and fewer than " + RsaPublicKey.MIN_BITS
                            + " are refused\nMake a longer one on the token.",
                    e);
        }
    }

    @Override
    public RsaPublicKey publicKey() {
        return publicKey;
    }

    @Override
    public synchronized byte[] signDigest(byte[] sha256) {
        try {
            token.module().beginSignature(session, key);
            if (asksForEach) {
                allowThisOne();
            }
            byte[] signature = token.module().sign(session, EmsaPkcs1.digestInfo(sha256));
            publicKey.verify(sha256, signature);
            return signature;
        } catch (CryptokiException e) {
            throw new SignerFailedException(kind(e), token.facts().name() + words(e), e);
        } catch (InvalidSignatureException e) {
            throw new SignerFailedException(
                    MendableKind.NOT_ALLOWED,
                    token.facts().name() + " made a signature that does not hold under the key's own public half: "
                            + e.getMessage() + "\nDon't use this key before you know why.",
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("only loading a module reads a file", e);
        }
    }

    private void allowThisOne() throws CryptokiException, IOException {
        char[] bytes = bytes(pinForEach);
        try {
            token.module().login(session, Cryptoki.ONE_OPERATION, pinForEach.isPresent() ? bytes : null);
        } finally {
            Arrays.fill(bytes, '\0');
        }
    }

    private static MendableKind kind(CryptokiException e) {
        return isGone(e) ? MendableKind.MISSING : MendableKind.NOT_ALLOWED;
    }

    private static boolean isGone(CryptokiException e) {
        return e.isOneOf(CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, CKR_SESSION_CLOSED, CKR_SESSION_HANDLE_INVALID);
    }

    /** The predicate of a sentence about the token, and what to do. */
    private static String words(CryptokiException e) {
        if (isGone(e)) {
            return " was taken out before it had signed (" + e.getMessage()
                    + ")\nPut it in again, leave it there, and type the same again.";
        }
        if (e.isOneOf(CKR_KEY_FUNCTION_NOT_PERMITTED)) {
            return " does not let this key sign (" + e.getMessage() + ")\nUse a key that was made for signing.";
        }
        if (e.isOneOf(CKR_MECHANISM_INVALID)) {
            return " does not know RSASSA-PKCS1-v1_5 (" + e.getMessage() + ")\nUse another token for this key.";
        }
        return e.isOneOf(CKR_DEVICE_ERROR, CKR_GENERAL_ERROR)
                ? " failed (" + e.getMessage() + ")\nTake it out, put it in again, and type the same again."
                : " refuses (" + e.getMessage() + ")\nThe token's own documentation says what that means.";
    }

    /** Tells which key it is, and nothing that is not public. */
    @Override
    public String toString() {
        return "RSA private key of " + publicKey.bits() + " bits on "
                + token.facts().name() + ", for " + publicKey.fingerprint();
    }
}
