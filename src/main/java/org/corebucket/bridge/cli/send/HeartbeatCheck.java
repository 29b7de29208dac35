package org.corebucket.bridge.cli.send;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import org.corebucket.bridge.bridge.LastHeartbeats;
import org.corebucket.bridge.bridge.LastHeartbeats.Heard;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.policy.DurationText;
import org.corebucket.bridge.policy.HeartbeatWindow;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/** Asks the ledger on this host which registered modules are late with their heartbeats. */
final class HeartbeatCheck {

    private final Deployment deployment;
    private final Map<String, HeartbeatWindow> modules;
    private final Duration maxAge;

    /**
     * A check.
     *
     * @param modules the registered ones, and which of their heartbeats count
     * @param maxAge how old a heartbeat may be, unless its module has terms of its own
     */
    HeartbeatCheck(Deployment deployment, Map<String, HeartbeatWindow> modules, Duration maxAge) {
        this.deployment = deployment;
        this.modules = modules;
        this.maxAge = maxAge;
    }

    /** Says a line of each module, or the same as JSON; returns 1 if one is late. */
    int run(Session session, ResultFormat format) throws IOException, MendableException {
        LastHeartbeats last;
        try (LedgerPlace ledger = DeploymentLedger.of(deployment, session.host())) {
            last = LastHeartbeats.of(ledger, modules);
        }
        int late = print(last, format.text(session));
        format.json(session, json -> write(last, late, json));
        return late == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Says a line of each module; returns how many are late. */
    private int print(LastHeartbeats last, PrintWriter out) {
        int late = 0;
        for (String module : modules.keySet()) {
            Heard heard = last.of(module).orElse(null);
            boolean inTime = !last.isLate(module);
            late += inTime ? 0 : 1;
            out.println((inTime ? "ok    " : "LATE  ") + OneLine.of(module) + ": " + words(heard, last.isWhole())
                    + last.remark(module));
        }
        out.println(
                late == 0
                        ? "Every module was heard " + terms() + "."
                        : late + " of " + modules.size() + " modules not heard " + terms() + ".");
        return late;
    }

    /** What is demanded of all of them, for people. */
    private String terms() {
        for (HeartbeatWindow window : modules.values()) {
            if (!window.awaited() || !window.oldest().equals(window.now().minus(maxAge))) {
                return "in time";
            }
        }
        return "within " + DurationText.of(maxAge);
    }

    private void write(LastHeartbeats last, int late, JsonWriter json) throws IOException {
        json.beginObject()
                .field("max_age_s", maxAge.toSeconds())
                .field("late", late)
                .beginArray("modules");
        for (String module : modules.keySet()) {
            Heard heard = last.of(module).orElse(null);
            json.beginObject()
                    .field("module", module)
                    .field("late", last.isLate(module))
                    .field("awaited", last.isAwaited(module))
                    .knownField("last_heard", heard == null ? "" : UtcTime.of(heard.time()))
                    .knownField("status", heard == null ? "" : heard.status())
                    .endObject();
        }
        json.endArray().endObject();
    }

    private static String words(@Nullable Heard heard, boolean whole) {
        return heard == null
                ? whole ? "never heard" : "not heard for long"
                : "last heard " + UtcTime.of(heard.time()) + ", " + OneLine.of(heard.status());
    }
}
