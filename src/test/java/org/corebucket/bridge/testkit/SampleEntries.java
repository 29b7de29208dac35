package org.corebucket.bridge.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.corebucket.bridge.ledger.NewEntry;

/** Entries as the bridge would append them, told apart by a number. */
public final class SampleEntries {

    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    private static final String SIGNATURE = "c2lnbmF0dXJl".repeat(28) + "c2lnbmE=";
    private static final String KEY = "5f".repeat(32);

    private SampleEntries() {}

    /** The nth of the module education: session s-n, about 700 bytes. */
    public static NewEntry entry(long n) {
        String payload =
                "{\"data\": {\"course\": \"algebra \\u00fc " + n + "\", \"score\": 0.5}, \"module\": \"education\"}";
        return entry("education", "s-" + n, payload);
    }

    /** One with a given session and payload. */
    public static NewEntry entry(String module, String session, String payload) {
        return new NewEntry(
                START.plusMillis(session.length()),
                "/core/update",
                module,
                session,
                "nonce of " + module + " " + session,
                payload.getBytes(StandardCharsets.US_ASCII),
                SIGNATURE,
                KEY);
    }

    /** One whose line has some 300 bytes. */
    public static NewEntry shortEntry(String session) {
        byte[] payload = "{}".getBytes(StandardCharsets.US_ASCII);
        return new NewEntry(START, "/core/update", "education", session, session, payload, "c2ln", "5f");
    }
}
