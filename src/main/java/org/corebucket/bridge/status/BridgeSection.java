package org.corebucket.bridge.status;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.corebucket.bridge.client.AddressedBridge;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.http.WebOrigin;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonArray;
import org.corebucket.bridge.json.JsonValue.JsonDouble;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonWriter;

/**
 * The health of the bridge, or of each of several, as it answers. Bridges are asked while the other sections are, and there
 * is a limit to the wait.
 */
public final class BridgeSection implements StatusSection {

    private static final String START = "bridgectl run bridge";
    private static final List<String> FIGURES =
            List.of("uptime_s", "pending_queue", "error_count_24h", "avg_latency_ms_24h", "ledger_entries");

    private final FutureTask<List<AskedBridge>> asked;
    private final Duration patience;
    private final boolean mayStart;

    /** A bridge, and its reply when it comes. */
    private record AskedBridge(URI address, FutureTask<Reply> reply) {}

    /** A bridge, and what it was found to be. */
    private record BridgeFacts(URI address, SectionFacts facts) {}

    /**
     * Begins to ask.
     *
     * @param bridges gives the bridges that are to be asked
     * @param patience how long to wait for the answers
     * @param mayStart whether to suggest starting a bridge: no emergency stop is in force
     */
    public BridgeSection(Callable<List<AddressedBridge>> bridges, Duration patience, boolean mayStart) {
        this.asked = begun(() -> asked(bridges.call()));
        this.patience = patience;
        this.mayStart = mayStart;
    }

    private static List<AskedBridge> asked(List<AddressedBridge> bridges) {
        List<AskedBridge> asked = new ArrayList<>();
        for (AddressedBridge bridge : bridges) {
            asked.add(new AskedBridge(
                    bridge.address(), begun(() -> bridge.bridge().health())));
        }
        return asked;
    }

    private static <T> FutureTask<T> begun(Callable<T> question) {
        FutureTask<T> task = new FutureTask<>(question);
        Thread thread = new Thread(task, "status-health");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public SectionFacts ask() throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        List<AskedBridge> bridges;
        try {
            bridges = asked.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return tooSlow();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
        List<BridgeFacts> each = new ArrayList<>();
        for (AskedBridge bridge : bridges) {
            each.add(new BridgeFacts(bridge.address(), facts(bridge.reply(), end)));
        }
        return each.size() == 1 ? each.get(0).facts() : together(each);
    }

    private SectionFacts facts(FutureTask<Reply> reply, long end) throws Exception {
        try {
            return facts(reply.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return tooSlow();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private SectionFacts tooSlow() {
        return silent("did not answer within " + TimeAgo.span(patience));
    }

    private SectionFacts facts(Reply reply) {
        if (reply instanceof Reply.Answered answered) {
            return health(answered.body());
        }
        if (reply instanceof Reply.RefusedReply refused) {
            return strange("it answered " + refused.status() + " " + refused.reason());
        }
        if (reply instanceof Reply.BridgeUnreachable unreachable) {
            return unreachable.timedOut() ? silent(unreachable.why()) : away(unreachable.why());
        }
        return reply instanceof Reply.UnknownOutcome unknown
                ? silent(unknown.why())
                : strange("it answered with a receipt");
    }

    /** The facts of several: a paragraph of each, the worst level, and for programs also those of the first that is best. */
    private static SectionFacts together(List<BridgeFacts> each) {
        List<String> lines = new ArrayList<>();
        Level worst = Level.OK;
        String next = "";
        SectionFacts best = each.get(0).facts();
        for (BridgeFacts bridge : each) {
            SectionFacts facts = bridge.facts();
            lines.add(bridge.address() + ": " + facts.lines().get(0));
            facts.lines().stream().skip(1).forEach(line -> lines.add("  " + line));
            worst = facts.level().compareTo(worst) > 0 ? facts.level() : worst;
            best = facts.level().compareTo(best.level()) < 0 ? facts : best;
            // A command that is typed here starts no bridge elsewhere.
            next = WebOrigin.isThisHost(bridge.address()) && next.isEmpty() ? facts.next() : next;
        }
        JsonWriter.Members members = best.members();
        return new SectionFacts(worst, lines, next, json -> {
            members.writeTo(json);
            json.beginArray("bridges");
            for (BridgeFacts bridge : each) {
                json.beginObject()
                        .field("address", bridge.address().toString())
                        .field("level", bridge.facts().level().text());
                bridge.facts().members().writeTo(json);
                json.endObject();
            }
            json.endArray();
        });
    }

    /**
     * The facts of a bridge that did not answer in time. It may be running and busy, so starting one is not suggested.
     */
    private static SectionFacts silent(String why) {
        return new SectionFacts(
                Level.WARNING,
                List.of(why),
                json -> json.field("reachable", false).field("reason", why).nullField("health"));
    }

    private SectionFacts away(String why) {
        return new SectionFacts(
                Level.WARNING,
                List.of("not reachable: " + why),
                mayStart ? START : "",
                json -> json.field("reachable", false).field("reason", why).nullField("health"));
    }

    private static SectionFacts strange(String why) {
        return new SectionFacts(
                Level.ERROR,
                List.of("is no bridge, or not well: " + why),
                json -> json.field("reachable", true).field("reason", why).nullField("health"));
    }

    private static SectionFacts health(JsonObject body) {
        boolean well = body.text("status").orElse("").equals("ok");
        List<String> warnings = body.texts("warnings");
        List<String> lines = new ArrayList<>();
        lines.add((well ? "ok" : "ERROR") + words(body));
        lines.addAll(witnesses(body));
        lines.addAll(warnings);
        Level level = !well ? Level.ERROR : warnings.isEmpty() ? Level.OK : Level.WARNING;
        return new SectionFacts(level, lines, json -> write(body, well, warnings, json));
    }

    /** What each witness of the log cosigned last, and up to where they are a quorum; none if there are none. */
    private static List<String> witnesses(JsonObject body) {
        List<String> lines = new ArrayList<>();
        if (!(body.members().get("log") instanceof JsonObject log)
                || !(log.members().get("witnesses") instanceof JsonArray witnesses)
                || !(log.members().get("quorum") instanceof JsonObject quorum)) {
            return lines;
        }
        lines.add("log: witnesses are a quorum up to size " + number(quorum) + " of " + number(log));
        for (JsonValue element : witnesses.elements()) {
            if (element instanceof JsonObject witness) {
                String time = witness.text("time").orElse("");
                String trouble = witness.text("trouble").orElse("");
                lines.add("witness " + witness.text("name").orElse("") + ": "
                        + (time.isEmpty() ? "cosigned nothing yet" : "cosigned size " + number(witness) + " at " + time)
                        + (trouble.isEmpty() ? "" : "; " + trouble));
            }
        }
        return lines;
    }

    private static String number(JsonObject object) {
        return object.members().get("size") instanceof JsonInteger size ? size.digits() : "0";
    }

    private static String words(JsonObject body) {
        StringBuilder words = new StringBuilder();
        if (body.members().get("uptime_s") instanceof JsonInteger uptime) {
            words.append(", up ").append(uptime(uptime));
        }
        if (body.members().get("error_count_24h") instanceof JsonInteger errors) {
            words.append(", ").append(errors.digits()).append(" errors in 24 h");
        }
        if (body.members().get("avg_latency_ms_24h") instanceof JsonDouble latency) {
            words.append(", ").append(latency.value()).append(" ms");
        }
        return words.toString();
    }

    private static String uptime(JsonInteger seconds) {
        try {
            return TimeAgo.span(Duration.ofSeconds(Long.parseLong(seconds.digits())));
        } catch (NumberFormatException e) {
            return seconds.digits() + " s";
        }
    }

    private static void write(JsonObject body, boolean well, List<String> warnings, JsonWriter json)
            throws IOException {
        json.field("reachable", true).nullField("reason").beginObject("health").field("status", well ? "ok" : "error");
        for (String name : FIGURES) {
            JsonValue figure = body.members().get(name);
            if (figure instanceof JsonInteger || figure instanceof JsonDouble) {
                json.field(name, figure);
            } else {
                json.nullField(name);
            }
        }
        json.strings("warnings", warnings);
        if (body.members().get("log") instanceof JsonObject log) {
            json.field("log", log);
        }
        json.endObject();
    }
}
