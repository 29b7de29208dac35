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
import org.corebucket.bridge.trust.TrustAnchor;
import org.jspecify.annotations.Nullable;

/**
 * What this user remembers of a deployment, outside of it, so that even the replacement of manifest, seal and key together is
 * noticed (CONTRACT 11).
 *
 * @param deployment its id
 * @param believed who may decide in it
 * @param highestSerial the highest serial that was seen
 * @param lastSeen the latest time at which the deployment was verified
 * @param openIncidents the ids of the critical incidents that are not resolved, sorted; if there is one, a stop is in force
 * @param ledger size and head of the ledger when it was last found sound; null if no entry was seen yet
 * @param log the largest checkpoint of the ledger's log; null if none was seen yet
 * @param clockAccepted the time of the {@link ClockAcceptance} that this memory has used; null if none
 */
public record TrustState(
        UUID deployment,
        TrustAnchor believed,
        long highestSerial,
        Instant lastSeen,
        List<String> openIncidents,
        @Nullable SeenLedger ledger,
        @Nullable SeenLog log,
        @Nullable Instant clockAccepted) {

    private static final String RELEASE_KEY = "release_key";
    private static final String TRUST_ROOT = "trust_root";
    private static final String OPEN_INCIDENTS = "open_incidents";
    private static final String LEDGER = "ledger";
    private static final String LOG = "log";
    private static final String CLOCK_ACCEPTED = "clock_accepted";

    /**
     * The size of a ledger, and its head.
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

    /**
     * What a checkpoint of a log says.
     *
     * @param origin the log's name, without spaces
     * @param size how many entries it counts
     * @param root the root of the tree over them, 64 hex digits
     */
    public record SeenLog(String origin, long size, String root) {

        public SeenLog {
            Sha256.parse(root);
            if (size < 1 || origin.isEmpty()) {
                throw new IllegalArgumentException("a checkpoint without a name or an entry is not remembered");
            }
        }

        /** Reads a size, a root and an origin with spaces between them. */
        private static SeenLog parse(String text) {
            String[] words = text.split(" ", 3);
            if (words.length < 3) {
                throw new IllegalArgumentException("a size, a root and an origin are what is remembered of a log");
            }
            return new SeenLog(words[2], Long.parseLong(words[0]), words[1]);
        }
    }

    public TrustState {
        boolean nobody = believed instanceof TrustAnchor.Unknown
                || (believed instanceof TrustAnchor.OneKey one
                        && one.fingerprint().isEmpty());
        if (nobody || highestSerial < 1) {
            throw new IllegalArgumentException("who may decide and a serial from 1 are what is remembered");
        }
        for (String id : openIncidents) {
            requireWord(id);
        }
        openIncidents = List.copyOf(new TreeSet<>(openIncidents));
    }

    /** A state without open incidents, and without a ledger. */
    public TrustState(UUID deployment, TrustAnchor believed, long highestSerial, Instant lastSeen) {
        this(deployment, believed, highestSerial, lastSeen, List.of(), null, null, null);
    }

    /**
     * An incident's id becomes a file name, and stands on a line with others, so it must not have characters with a meaning
     * there.
     */
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

    /** The same state with other open incidents. */
    TrustState withOpenIncidents(List<String> ids) {
        return new TrustState(deployment, believed, highestSerial, lastSeen, ids, ledger, log, clockAccepted);
    }

    /** The same state with others who may decide. */
    TrustState withBelieved(TrustAnchor others) {
        return new TrustState(deployment, others, highestSerial, lastSeen, openIncidents, ledger, log, clockAccepted);
    }

    /** The same state with another ledger. */
    TrustState withLedger(@Nullable SeenLedger seen) {
        return new TrustState(deployment, believed, highestSerial, lastSeen, openIncidents, seen, log, clockAccepted);
    }

    /** The same state with another checkpoint of a log. */
    TrustState withLog(@Nullable SeenLog seen) {
        return new TrustState(
                deployment, believed, highestSerial, lastSeen, openIncidents, ledger, seen, clockAccepted);
    }

    /** The same state with another acceptance of the clock. */
    TrustState withClockAccepted(@Nullable Instant said) {
        return new TrustState(deployment, believed, highestSerial, lastSeen, openIncidents, ledger, log, said);
    }

    /** The content of the state's file: one {@code name: value} on each line. */
    String text(String root) {
        return "root: " + root.replace("\n", "\\n")
                + "\ndeployment: " + deployment
                + "\n" + line(believed)
                + "\nhighest_serial: " + highestSerial
                + "\nlast_seen: " + UtcTime.of(lastSeen) + "\n"
                + (openIncidents.isEmpty() ? "" : OPEN_INCIDENTS + ": " + String.join(" ", openIncidents) + "\n")
                + (ledger == null ? "" : LEDGER + ": " + ledger.size() + " " + ledger.head() + "\n")
                + (log == null ? "" : LOG + ": " + log.size() + " " + log.root() + " " + log.origin() + "\n")
                + (clockAccepted == null ? "" : CLOCK_ACCEPTED + ": " + UtcTime.of(clockAccepted) + "\n");
    }

    private static String line(TrustAnchor believed) {
        if (believed instanceof TrustAnchor.KnownVersion known) {
            return TRUST_ROOT + ": " + known.version() + " " + known.digest().hex();
        }
        return RELEASE_KEY + ": " + (believed instanceof TrustAnchor.OneKey one ? one.fingerprint() : "");
    }

    private static TrustAnchor believed(Map<String, String> values) {
        String root = values.get(TRUST_ROOT);
        if (root == null) {
            return new TrustAnchor.OneKey(values.getOrDefault(RELEASE_KEY, ""));
        }
        int space = Math.max(0, root.indexOf(' '));
        return new TrustAnchor.KnownVersion(
                Long.parseLong(root.substring(0, space)), Sha256.parse(root.substring(space + 1)));
    }

    /** Reads what {@link #text} wrote; null if the lines have another form. */
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
                    believed(values),
                    Long.parseLong(values.getOrDefault("highest_serial", "")),
                    UtcTime.parse(values.getOrDefault("last_seen", "")),
                    values.containsKey(OPEN_INCIDENTS)
                            ? List.of(values.get(OPEN_INCIDENTS).split(" ", -1))
                            : List.of(),
                    values.containsKey(LEDGER) ? SeenLedger.parse(values.get(LEDGER)) : null,
                    values.containsKey(LOG) ? SeenLog.parse(values.get(LOG)) : null,
                    values.containsKey(CLOCK_ACCEPTED) ? UtcTime.parse(values.get(CLOCK_ACCEPTED)) : null);
        } catch (IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }
}
