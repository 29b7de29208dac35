package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.corebucket.bridge.admission.Endpoint;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.read.EntryScanner;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineVisitor;
import org.corebucket.bridge.policy.HeartbeatWindow;

/**
 * The last heartbeat of each module, found from the ledger's end. The ledger is read backwards until every module was
 * found or the entries are older than the window, so the time depends on the traffic, not on the ledger's size. At
 * least the last {@value #IN_ANY_CASE} bytes are searched, to say when a late module was last heard. A heartbeat from
 * the future, which a clock that was ahead has left, does not count, and {@link #remark} reports it.
 */
public final class LastHeartbeats implements LineVisitor {

    /** How many bytes are searched in any case: several thousand updates, which takes milliseconds. */
    private static final long IN_ANY_CASE = 8 << 20;

    /** The time of every 64th entry is looked at; to take each entry apart would be slow. */
    private static final int BETWEEN_TIMES = 64;

    /** How every heartbeat's entry begins: the endpoint is the first member of the canonical form. */
    private static final byte[] BEGINNING =
            ("{\"endpoint\": \"" + Endpoint.HEARTBEAT.route() + "\", ").getBytes(StandardCharsets.US_ASCII);

    private final EntryScanner entry = new EntryScanner();
    private final Map<String, Heard> heard = new HashMap<>();
    private final Map<String, Instant> ahead = new HashMap<>();
    private final Map<String, HeartbeatWindow> windows;
    private final Instant oldest;
    private long bytesRead;
    private long lines;
    private boolean past;
    private boolean cut;

    /**
     * A heartbeat.
     *
     * @param time when the bridge accepted it
     * @param status what the module said of itself: alive, warning or error
     */
    public record Heard(Instant time, String status) {}

    private LastHeartbeats(Map<String, HeartbeatWindow> windows) {
        this.windows = windows;
        Instant earliest = Instant.MAX;
        for (HeartbeatWindow window : windows.values()) {
            earliest = window.oldest().isBefore(earliest) ? window.oldest() : earliest;
        }
        oldest = earliest;
    }

    /**
     * Searches a deployment's ledger.
     *
     * @param place where the ledger is kept
     * @param windows of the modules to search for: a heartbeat within its module's window is found for sure
     */
    public static LastHeartbeats of(LedgerPlace place, Map<String, HeartbeatWindow> windows) throws IOException {
        LastHeartbeats search = new LastHeartbeats(Map.copyOf(windows));
        try (LedgerReading ledger = place.read()) {
            ledger.backward(LedgerPosition.END, search);
        }
        return search;
    }

    /** The last heartbeat of a module; empty if none was found. Unless {@link #isWhole}, there may be an older one. */
    public Optional<Heard> of(String module) {
        return Optional.ofNullable(heard.get(module));
    }

    /** Whether a module is late. */
    public boolean isLate(String module) {
        Heard last = heard.get(module);
        return Objects.requireNonNull(windows.get(module)).isLate(last == null ? null : last.time());
    }

    /** Whether a heartbeat of a module is awaited at this time. */
    public boolean isAwaited(String module) {
        return Objects.requireNonNull(windows.get(module)).awaited();
    }

    /**
     * A remark about a module for people: that a heartbeat from the future does not count, that none is awaited; empty if there is
     * none.
     */
    public String remark(String module) {
        Instant time = ahead.get(module);
        String early = time == null
                ? ""
                : "; one of " + UtcTime.of(time) + " does not count: this host's clock is not there yet";
        return isAwaited(module) ? early : early + "; none is awaited now";
    }

    /** Whether the search was not cut short. Then a module that was not found was never heard. */
    public boolean isWhole() {
        return !cut;
    }

    @Override
    public boolean visit(byte[] bytes, int from, int to, LedgerPosition at) {
        bytesRead += to - from + 1;
        boolean heartbeat = begins(bytes, from, to);
        if ((heartbeat || lines % BETWEEN_TIMES == 0) && entry.scan(bytes, from, to)) {
            Instant time = entry.time();
            if (time != null) {
                past |= time.isBefore(oldest);
                note(heartbeat, time);
            }
        }
        lines++;
        cut = heard.size() < windows.size() && past && bytesRead > IN_ANY_CASE;
        return heard.size() < windows.size() && !cut;
    }

    private static boolean begins(byte[] bytes, int from, int to) {
        boolean is = to - from > BEGINNING.length;
        for (int i = 0; is && i < BEGINNING.length; i++) {
            is = bytes[from + i] == BEGINNING[i];
        }
        return is;
    }

    private void note(boolean heartbeat, Instant time) {
        String module = heartbeat ? entry.text(EntryPart.MODULE) : "";
        HeartbeatWindow window = windows.get(module);
        if (!heartbeat || window == null || heard.containsKey(module)) {
            return;
        }
        if (window.isAhead(time)) {
            ahead.putIfAbsent(module, time);
        } else {
            heard.put(module, new Heard(time, status()));
        }
    }

    private String status() {
        try {
            return Json.parseStored(entry.raw(EntryPart.PAYLOAD), "entry") instanceof JsonObject payload
                            && payload.members().get("status") instanceof JsonString status
                    ? status.text()
                    : "";
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the scanner takes nothing that the parser refuses", e);
        }
    }
}
