package org.corebucket.bridge.client;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.json.Quoted;
import org.jspecify.annotations.Nullable;

/**
 * A bridge over HTTP (CONTRACT 6). A token that the bridge does not believe is replaced once for each call, since it may just
 * have expired; nothing else is tried again here.
 */
public final class BridgeClient implements BridgeApi {

    /** How long a call may take, so that a client that is told to end can wait for the last one. */
    public static final Duration LIMIT = Duration.ofSeconds(8);

    private static final int UNAUTHORIZED = 401;
    private static final Set<String> TOKEN_TROUBLE = Set.of("invalid_token", "expired_token");

    private final HttpCaller caller;
    private final Credentials credentials;
    private final InstantSource clock;
    private final Envelopes envelopes;

    /**
     * A client of one bridge.
     *
     * @param clock what its envelopes bear as their time
     * @param limit how long a call may take, whatever the bridge does
     */
    public BridgeClient(BridgeTarget target, Credentials credentials, InstantSource clock, Duration limit) {
        this.caller = new HttpCaller(target, limit);
        this.credentials = credentials;
        this.clock = clock;
        this.envelopes = new Envelopes(credentials, clock);
    }

    /** A call that bears a token. */
    private interface Call {
        /** Is made with a body, or a question, of its own each time. */
        HttpRequest request(String token) throws IOException;
    }

    /** What an outcome means to the caller. */
    private interface ReplyReading {
        Reply reply(HttpOutcome outcome);
    }

    @Override
    public Reply send(Update update) throws InterruptedException {
        return send(update, Optional::empty);
    }

    @Override
    public Reply send(Update update, Next next) throws InterruptedException {
        return authorized(
                update.module(),
                token -> new HttpRequest("/core/update", token, envelopes.of(update)),
                () -> envelopes.signAhead(next),
                outcome -> ReplyReader.posted(outcome, update.sessionId(), clock.instant()));
    }

    @Override
    public Reply send(Heartbeat heartbeat) throws InterruptedException {
        String module = heartbeat.module();
        return authorized(
                module,
                token -> new HttpRequest("/core/heartbeat", token, envelopes.of(heartbeat)),
                outcome -> ReplyReader.posted(outcome, "", clock.instant()));
    }

    @Override
    public Reply receipt(String module, String sessionId) throws InterruptedException {
        // That encoding is of forms, where a blank is a plus; in a path a plus is a plus.
        String id = URLEncoder.encode(sessionId, StandardCharsets.UTF_8).replace("+", "%20");
        return authorized(
                module,
                token -> new HttpRequest("/bucket/receipts/" + id, token, null),
                outcome -> ReplyReader.receipt(outcome, module, sessionId, clock.instant()));
    }

    @Override
    public Reply health() throws InterruptedException {
        HttpOutcome outcome = caller.call(new HttpRequest("/core/health", "", null));
        return ReplyReader.answered(outcome, clock.instant());
    }

    @Override
    public Reply bucketStatus() throws InterruptedException {
        return authorized(
                "",
                token -> new HttpRequest("/bucket/status", token, null),
                outcome -> ReplyReader.answered(outcome, clock.instant()));
    }

    private Reply authorized(String module, Call call, ReplyReading reading) throws InterruptedException {
        return authorized(module, call, () -> {}, reading);
    }

    private Reply authorized(String module, Call call, Runnable meanwhile, ReplyReading reading)
            throws InterruptedException {
        try {
            String token = credentials.token(module);
            Reply reply = reading.reply(caller.call(call.request(token), meanwhile));
            return isTokenTrouble(reply) && credentials.replace(token)
                    ? reading.reply(caller.call(call.request(credentials.token(module))))
                    : reply;
        } catch (IOException e) {
            return new Reply.Unsent(reason(e.getMessage()));
        }
    }

    private static boolean isTokenTrouble(Reply reply) {
        return reply instanceof Reply.RefusedReply refused
                && refused.status() == UNAUTHORIZED
                && TOKEN_TROUBLE.contains(refused.reason());
    }

    private static String reason(@Nullable String message) {
        return message == null ? "key or token can't be read" : Quoted.printable(message);
    }
}
