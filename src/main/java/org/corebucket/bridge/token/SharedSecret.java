package org.corebucket.bridge.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret of HS256. It is at least as long as the digest (RFC 7518, section 3.2), and is never printed. */
public final class SharedSecret {

    /** The environment variable that holds it. */
    public static final String VARIABLE = "CORE_BRIDGE_SECRET";

    /** The shortest secret that is accepted, in bytes. */
    static final int MIN_BYTES = 32;

    private static final String HMAC = "HmacSHA256";

    private static final String REMEDY =
            "; set it to " + MIN_BYTES + " random bytes or more, for example: openssl rand -hex 32";

    private final byte[] bytes;

    private SharedSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The secret that is the UTF-8 form of a text.
     *
     * @throws WeakSecretException if it has fewer than 32 bytes
     */
    public static SharedSecret of(String text) throws WeakSecretException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_BYTES) {
            throw new WeakSecretException(VARIABLE + " has " + bytes.length + " bytes" + REMEDY);
        }
        return new SharedSecret(bytes);
    }

    /** Makes the exception for a secret that is not set at all. */
    public static WeakSecretException missing() {
        return new WeakSecretException("tokens are signed with HS256, and " + VARIABLE + " is not set" + REMEDY);
    }

    /** The signature of HS256 over a content: HMAC with SHA-256 (RFC 7518, section 3.2). */
    byte[] sign(byte[] content) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(bytes, HMAC));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
