package org.corebucket.bridge.ledger;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.corebucket.bridge.digest.Sha256;

/**
 * A mark as it is remembered: the first 112 bits of a SHA-256 digest. Two marks that share them are not found by
 * accident (one in 10^26 with ten million remembered), and a sender that searched 2^56 for a pair would only have its own
 * envelope refused.
 *
 * @param high 64 bits
 * @param low 48 bits, and below them 16 of zero, where a table may keep something else
 */
public record MarkKey(long high, long low) {

    /** These bits of {@link #low} are always zero. */
    public static final long SPARE_BITS = 0xFFFF;

    private static final byte NONCE = 'n';
    private static final byte SESSION = 's';

    /** Of a nonce. */
    public static MarkKey ofNonce(String nonce) {
        ByteBuffer bytes = ByteBuffer.allocate(1 + 2 * nonce.length()).put(NONCE);
        return of(Sha256.of(append(bytes, nonce).array()));
    }

    /** Of a session, within its module. */
    public static MarkKey ofSession(String module, String sessionId) {
        ByteBuffer bytes = ByteBuffer.allocate(5 + 2 * (module.length() + sessionId.length()));
        bytes.put(SESSION).putInt(module.length());
        return of(Sha256.of(append(append(bytes, module), sessionId).array()));
    }

    /** Of something that was digested before; canonical objects begin with a brace, and so are none of the above. */
    public static MarkKey of(Sha256 digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest.bytes());
        return new MarkKey(bytes.getLong(), bytes.getLong() & ~SPARE_BITS);
    }

    /** As one value, for stores that have a type for 128 bits. */
    public UUID uuid() {
        return new UUID(high, low);
    }

    /** The units themselves: an encoding would make all lone surrogates the same. */
    private static ByteBuffer append(ByteBuffer bytes, String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes.putChar(text.charAt(i));
        }
        return bytes;
    }
}
