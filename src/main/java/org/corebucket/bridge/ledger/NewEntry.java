package org.corebucket.bridge.ledger;

import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.corebucket.bridge.crypto.RsaSigner;

/**
 * An accepted entry that is to be recorded (CONTRACT 8). Its payload is not copied, so the caller must not change it
 * afterwards.
 *
 * @param timestamp when the bridge accepted it; recorded to the millisecond
 * @param endpoint the route's name, such as {@code /core/update}
 * @param module the module that sent it
 * @param sessionId names the entry within its module
 * @param nonce as it was sent
 * @param payload an object in canonical form
 * @param signature over the payload, in base64
 * @param key the fingerprint of the key that verified the signature
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once and never compared, so a copy would gain nothing.
public record NewEntry(
        Instant timestamp,
        String endpoint,
        String module,
        String sessionId,
        String nonce,
        byte[] payload,
        String signature,
        String key) {

    /** The module name of the bridge's own entries. */
    public static final String BRIDGE = "bridge";

    /**
     * Refuses a payload that would break the ledger's line.
     *
     * @throws IllegalArgumentException if the payload is not an object on one line of ASCII, and so not in canonical
     *     form
     */
    public NewEntry {
        boolean object = payload.length >= 2 && payload[0] == '{' && payload[payload.length - 1] == '}';
        if (!object || !isPrintableAscii(payload)) {
            throw new IllegalArgumentException("the payload is not an object in canonical form");
        }
    }

    /**
     * An entry that the bridge makes by itself, signed with its own key.
     *
     * @param payload an object in canonical form
     */
    public static NewEntry byBridge(Instant now, String endpoint, byte[] payload, RsaSigner bridge) {
        return new NewEntry(
                now,
                endpoint,
                BRIDGE,
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                payload,
                Base64.getEncoder().encodeToString(bridge.sign(payload)),
                bridge.publicKey().fingerprint());
    }

    /** The same under another session. */
    public NewEntry ofSession(String session) {
        return new NewEntry(timestamp, endpoint, module, session, nonce, payload, signature, key);
    }

    private static boolean isPrintableAscii(byte[] text) {
        for (byte b : text) {
            if (b < ' ' || b > '~') {
                return false;
            }
        }
        return true;
    }
}
