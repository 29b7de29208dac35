package org.corebucket.bridge.cli.send;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.connection.BridgeConnection;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.text.TextColumns;

/** What the bridge says of the bucket ({@code GET /bucket/status}), a line each. */
final class BucketStatus {

    private static final int WIDTH = 20;

    private final Session session;
    private final ResultFormat format;

    BucketStatus(Session session, ResultFormat format) {
        this.session = session;
        this.format = format;
    }

    int show(BridgeConnection connection) throws Exception {
        connection.requireToken();
        Reply reply = connection.bridge().bucketStatus();
        if (reply instanceof Reply.Answered answered) {
            show(answered.body(), format.text(session));
            format.json(session, json -> write(answered.body(), json));
            return ExitCode.OK;
        }
        session.warn(trouble(reply));
        return reply instanceof Reply.RefusedReply refused && refused.status() / 100 == 4
                ? ExitCode.REFUSED
                : ExitCode.UNREACHABLE;
    }

    private static void show(JsonObject body, PrintWriter out) {
        for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
            if (member.getValue() instanceof JsonObject counts) {
                for (Map.Entry<String, JsonValue> count : counts.members().entrySet()) {
                    line("  " + Quoted.printable(count.getKey()), count.getValue(), out);
                }
            } else {
                line(Quoted.printable(member.getKey()), member.getValue(), out);
            }
        }
    }

    private static void write(JsonObject body, JsonWriter json) throws IOException {
        json.beginObject();
        for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
            json.field(member.getKey(), member.getValue());
        }
        json.endObject();
    }

    private static void line(String name, JsonValue value, PrintWriter out) {
        String text = value instanceof JsonString string ? Quoted.printable(string.text()) : CanonicalJson.of(value);
        out.println(TextColumns.padded(name + " ", WIDTH) + text);
    }

    private static String trouble(Reply reply) {
        if (reply instanceof Reply.RefusedReply refused) {
            return "the bridge refuses: HTTP " + refused.status() + " " + refused.reason() + " " + refused.detail();
        }
        if (reply instanceof Reply.BridgeUnreachable unreachable) {
            return unreachable.why();
        }
        if (reply instanceof Reply.Unsent unsent) {
            return unsent.why();
        }
        return reply instanceof Reply.UnknownOutcome unknown ? unknown.why() : "the answer is no status";
    }
}
