package org.corebucket.bridge.bridge.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.incident.StopReserve;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.policy.ExpectedHeartbeats;
import org.corebucket.bridge.policy.HeartbeatWindow;
import org.jspecify.annotations.Nullable;

/** Warns of the thresholds of CONTRACT 7 that are crossed now. */
public final class Warnings {

    /** Latency past this on average for five minutes is a warning, in milliseconds. */
    public static final long SLOW_MILLIS = 100;

    /** More rejects than this within a minute are a warning. */
    public static final long MANY_REJECTS = 10;

    /** More entries than this that wait for the disk are a warning. */
    public static final long LONG_QUEUE = 50;

    private static final String LATE = "late-";

    private final Figures figures;
    private final ModuleStates modules;
    private final Ledger ledger;
    private final StopReserve reserve;
    private final Map<String, ExpectedHeartbeats> registered;
    private final Duration heartbeatMaxAge;
    private final Instant started;
    private final Supplier<Map<String, String>> ofLog;

    /**
     * Which modules must send heartbeats, and since when the bridge listens.
     *
     * @param modules when the heartbeats of each are awaited
     * @param heartbeatMaxAge how old one may be of a module without terms of its own
     */
    public record Expected(Map<String, ExpectedHeartbeats> modules, Duration heartbeatMaxAge, Instant since) {}

    /**
     * Warns of one bridge.
     *
     * @param ofLog what is to be warned of where the ledger is a log
     */
    public Warnings(
            Figures figures,
            ModuleStates modules,
            Ledger ledger,
            StopReserve reserve,
            Expected expected,
            Supplier<Map<String, String>> ofLog) {
        this.figures = figures;
        this.modules = modules;
        this.ledger = ledger;
        this.reserve = reserve;
        this.registered = Map.copyOf(expected.modules());
        this.heartbeatMaxAge = expected.heartbeatMaxAge();
        this.started = expected.since();
        this.ofLog = ofLog;
    }

    /** The warnings of now: the sentence of each, by a name that stays the same while the warning lasts. */
    public Map<String, String> now(Instant now) {
        Map<String, String> warnings = new TreeMap<>();
        double latency = figures.recentLatency(now);
        if (latency > SLOW_MILLIS) {
            warnings.put("latency", "updates took " + Math.round(latency) + " ms on average for 5 minutes");
        }
        long rejects = figures.recentRejects(now);
        if (rejects > MANY_REJECTS) {
            warnings.put("rejects", rejects + " requests were rejected within a minute");
        }
        long crowding = figures.recentCrowding(now);
        if (crowding > 0) {
            warnings.put(
                    "connections",
                    crowding
                            + " connections had to make room or were refused within a minute: limits.connections are open");
        }
        if (ledger.pending() > LONG_QUEUE) {
            warnings.put("queue", ledger.pending() + " entries wait for the disk");
        }
        LedgerTrouble trouble = ledger.trouble().orElse(null);
        if (trouble != null && trouble.takesEntries()) {
            warnings.put("ledger-upkeep", "the ledger takes entries, but " + trouble.words());
        } else if (trouble != null) {
            warnings.put("ledger", "the ledger takes no entry: " + trouble.words());
        }
        warnings.putAll(ofLog.get());
        if (!reserve.isThere()) {
            warnings.put(
                    "stop-reserve",
                    "the room that is kept for the records of an emergency stop is used, or could not be had: make room on"
                            + " the disk; a watch, or bridgectl init, makes it again");
        }
        for (String module : registered.keySet()) {
            lateness(module, now, warnings);
        }
        return warnings;
    }

    /** Whether the warning of that name is of what all nodes see. The others are of this bridge, and what it can reach. */
    public static boolean isShared(String name) {
        return name.startsWith(LATE);
    }

    /** The modules that must send heartbeats. */
    public Set<String> registered() {
        return registered.keySet();
    }

    /** After how long without a heartbeat a module is late. */
    public Duration heartbeatMaxAge() {
        return heartbeatMaxAge;
    }

    /** The name of the warning that a module is late. */
    private static String lateness(String module) {
        return LATE + module;
    }

    /** Whether a module is late, by the one rule in {@link HeartbeatWindow}. */
    public boolean isLate(String module, Instant now) {
        ModuleStates.LastHeartbeat last = lastHeartbeat(module);
        return window(module, now).isLate(last == null ? null : last.time());
    }

    private HeartbeatWindow window(String module, Instant now) {
        return expected(module).at(now);
    }

    private ExpectedHeartbeats expected(String module) {
        return registered.getOrDefault(module, ExpectedHeartbeats.within(heartbeatMaxAge));
    }

    private ModuleStates.@Nullable LastHeartbeat lastHeartbeat(String module) {
        ModuleStates.ModuleState state = modules.all().get(module);
        return state == null ? null : state.heartbeat();
    }

    /** Warns of a late module, but not before the bridge has listened for as long as a heartbeat may take. */
    private void lateness(String module, Instant now, Map<String, String> warnings) {
        if (!isLate(module, now)
                || Duration.between(started, now).compareTo(expected(module).grace()) <= 0) {
            return;
        }
        ModuleStates.LastHeartbeat last = lastHeartbeat(module);
        String time = last == null ? "" : UtcTime.of(last.time());
        warnings.put(
                lateness(module),
                last == null
                        ? module + " was never heard of"
                        : window(module, now).isAhead(last.time())
                                ? module + "'s last heartbeat lies in the future, at " + time + ": it does not count"
                                : module + " was last heard of at " + time);
    }
}
