package org.corebucket.bridge.seal;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What this user remembers of a deployment outside of it, so that whoever replaces manifest, seal and key together is
 * still noticed (CONTRACT 11).
 *
 * @param deployment its id
 * @param releaseKey SHA-256 fingerprint of its release key, in hex
 * @param highestSerial the highest serial that was seen
 * @param lastSeen the latest time at which it was seen
 * @param openIncidents the ids of the critical incidents that nobody has resolved, sorted: a stop is in force
 * @param ledger what the ledger came to when it was last found sound; null while nothing was seen in it
 * @param clockAccepted when the {@link ClockAcceptance} was said that this memory has taken; null for none
 */
public record TrustState(
        UUID deployment,
        String releaseKey,
        long highestSerial,
        Instant lastSeen,
        List<String> openIncidents,
        @Nullable SeenLedger ledger,
        @Nullable Instant clockAccepted) {

    private static final String OPEN_INCIDENTS = "open_incidents";
    private static final String LEDGER = "ledger";
    private static final String CLOCK_ACCEPTED = "clock_accepted";

    /**
     * How long the ledger was, and what it ended with.
     *
     * @param size the number of entries, from 1
     * @param head the hash of the last of them, 64 hex digits
     */
    public record SeenLedger(long size, String head) {

        public SeenLedger {
            Sha256.parse(head);
            if (size < 1) {
                throw new IllegalArgumentException("an empty ledger is not remembered");
            }
        }

        /** Reads a size and a head with a space between them. */
        private static SeenLedger parse(String text) {
            int space = text.indexOf(' ');
            return new SeenLedger(Long.parseLong(text.substring(0, Math.max(0, space))), text.substring(space + 1));
        }
    }

    public TrustState {
        if (releaseKey.isEmpty() || highestSerial < 1) {
            throw new IllegalArgumentException("a key and a serial from 1 are what is remembered");
        }
        for (String id : openIncidents) {
            requireWord(id);
        }
        openIncidents = List.copyOf(new TreeSet<>(openIncidents));
    }

    /** A state in which no stop is in force, of a ledger that was not seen. */
    public TrustState(UUID deployment, String releaseKey, long highestSerial, Instant lastSeen) {
        this(deployment, releaseKey, highestSerial, lastSeen, List.of(), null, null);
    }

    /** An id becomes a file's name and stands on a line with others, so it has nothing that means something there. */
    private static void requireWord(String id) {
        boolean word = !id.isEmpty();
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            word &= (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
        }
        if (!word) {
            throw new IllegalArgumentException("an incident's id has letters, digits and hyphens alone");
        }
    }

    /** The same, but for the open incidents. */
    TrustState withOpenIncidents(List<String> ids) {
        return new TrustState(deployment, releaseKey, highestSerial, lastSeen, ids, ledger, clockAccepted);
    }

    /** The same, but for the ledger. */
    TrustState withLedger(@Nullable SeenLedger seen) {
        return new TrustState(deployment, releaseKey, highestSerial, lastSeen, openIncidents, seen, clockAccepted);
    }

    /** The same, but for the acceptance of the clock. */
    TrustState withClockAccepted(@Nullable Instant said) {
        return new TrustState(deployment, releaseKey, highestSerial, lastSeen, openIncidents, ledger, said);
    }

    /** The state as its file holds it: a {@code name: value} a line. */
    String text(String root) {
        return "root: " + root.replace("\n", "\\n")
                + "\ndeployment: " + deployment
                + "\nrelease_key: " + releaseKey
                + "\nhighest_serial: " + highestSerial
                + "\nlast_seen: " + UtcTime.of(lastSeen) + "\n"
                + (openIncidents.isEmpty() ? "" : OPEN_INCIDENTS + ": " + String.join(" ", openIncidents) + "\n")
                + (ledger == null ? "" : LEDGER + ": " + ledger.size() + " " + ledger.head() + "\n")
                + (clockAccepted == null ? "" : CLOCK_ACCEPTED + ": " + UtcTime.of(clockAccepted) + "\n");
    }

    /** Reads what {@link #text} wrote; null if it is not that. */
    static @Nullable TrustState parse(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        try {
            return new TrustState(
                    UUID.fromString(values.getOrDefault("deployment", "")),
                    values.getOrDefault("release_key", ""),
                    Long.parseLong(values.getOrDefault("highest_serial", "")),
                    UtcTime.parse(values.getOrDefault("last_seen", "")),
                    values.containsKey(OPEN_INCIDENTS)
                            ? List.of(values.get(OPEN_INCIDENTS).split(" ", -1))
                            : List.of(),
                    values.containsKey(LEDGER) ? SeenLedger.parse(values.get(LEDGER)) : null,
                    values.containsKey(CLOCK_ACCEPTED) ? UtcTime.parse(values.get(CLOCK_ACCEPTED)) : null);
        } catch (IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }
}
