package org.corebucket.bridge.cli.send;

import java.util.Map;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.connection.BridgeConnection;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.text.TextColumns;

/** What the bridge says of the bucket ({@code GET /bucket/status}), a line each. */
final class BucketStatus {

    private static final int WIDTH = 20;

    private final Session session;

    BucketStatus(Session session) {
        this.session = session;
    }

    int show(BridgeConnection connection) throws Exception {
        connection.requireToken();
        Reply reply = connection.bridge().bucketStatus();
        if (reply instanceof Reply.Answered answered) {
            show(answered.body());
            return ExitCode.OK;
        }
        session.warn(trouble(reply));
        return reply instanceof Reply.RefusedReply refused && refused.status() / 100 == 4
                ? ExitCode.REFUSED
                : ExitCode.UNREACHABLE;
    }

    private void show(JsonObject body) {
        for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
            if (member.getValue() instanceof JsonObject counts) {
                for (Map.Entry<String, JsonValue> count : counts.members().entrySet()) {
                    line("  " + Quoted.printable(count.getKey()), count.getValue());
                }
            } else {
                line(Quoted.printable(member.getKey()), member.getValue());
            }
        }
    }

    private void line(String name, JsonValue value) {
        String text = value instanceof JsonString string ? Quoted.printable(string.text()) : CanonicalJson.of(value);
        session.out().println(TextColumns.padded(name + " ", WIDTH) + text);
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
