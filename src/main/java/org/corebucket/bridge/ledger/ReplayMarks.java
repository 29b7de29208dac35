package org.corebucket.bridge.ledger;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What must not come twice of an envelope.
 *
 * @param nonce its nonce
 * @param signed the digest of what its signature covers: whoever replays it may change the nonce, but not this
 * @param module with the session, its name in the ledger
 * @param sent the payload's timestamp; null if it has none, and so never grows stale
 */
public record ReplayMarks(
        String nonce,
        Sha256 signed,
        String module,
        String sessionId,
        @Nullable Instant sent) {

    /** Those of an entry that the ledger has. */
    public static ReplayMarks of(StoredEntry entry) {
        return of(entry.nonce(), entry.payload(), entry.module(), entry.sessionId());
    }

    /** Those of an entry that the ledger is to have. */
    public static ReplayMarks of(NewEntry entry) {
        return of(entry.nonce(), entry.payload(), entry.module(), entry.sessionId());
    }

    private static ReplayMarks of(String nonce, byte[] canonical, String module, String sessionId) {
        return new ReplayMarks(nonce, Sha256.of(canonical), module, sessionId, sent(canonical));
    }

    /** The timestamp of a payload in canonical form; null if it has none. */
    public static @Nullable Instant sent(byte[] canonical) {
        String text = CanonicalMember.string(canonical, "timestamp");
        if (text == null) {
            return null;
        }
        try {
            return SentTime.parse(text);
        } catch (DateTimeException e) {
            return null; // no gate let it pass; remembering it for ever errs on the side of refusing
        }
    }

    /** The key of the nonce. */
    public MarkKey nonceKey() {
        return MarkKey.ofNonce(nonce);
    }

    /** The key of what was signed. */
    public MarkKey payloadKey() {
        return MarkKey.of(signed);
    }

    /** The key of module and session. */
    public MarkKey sessionKey() {
        return MarkKey.ofSession(module, sessionId);
    }

    /**
     * Until when the marks of an envelope must be remembered: as long as they could be replayed, and a while after they were accepted in any case.
     *
     * @param sent its timestamp; null if it has none
     * @param accepted when the bridge took it
     * @param memory how long it is remembered at least
     * @param window how much a payload's timestamp may differ from the bridge's time
     * @return empty if for ever
     */
    public static Optional<Instant> replayableUntil(
            @Nullable Instant sent, Instant accepted, Duration memory, Duration window) {
        if (sent == null) {
            return Optional.empty();
        }
        Instant remembered = accepted.plus(memory);
        Instant fresh = sent.plus(window);
        return Optional.of(remembered.isAfter(fresh) ? remembered : fresh);
    }
}
