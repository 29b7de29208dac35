package org.corebucket.bridge.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The bridges of a deployment, in the order in which they are tried (CONTRACT 12). They share one ledger, so each knows what
 * another one took. To those who send, they are one bridge.
 *
 * <p>The one that answers is asked again until it fails. A bridge fails if it is not reached, does not answer, or answers that
 * it can't (5xx); the next one is then asked in the same call, and the one that failed is left out for a while, unless all
 * others fail, too. A refusal (4xx) is an answer, and so is that an emergency stop is in force: it is at all of them. An update whose outcome is not known is not sent to the next one: the reply
 * says so, and the question for its receipt goes to the next one.
 */
public final class BridgesInTurn implements BridgeApi {

    /** How long a bridge that failed is left out. */
    static final Duration LEFT_OUT = Duration.ofSeconds(30);

    /** What a call may take beyond the parts that its bridges have. */
    private static final Duration SLACK = Duration.ofMillis(500);

    private static final Duration SHORTEST_PART = Duration.ofSeconds(2);

    private static final int SERVER_ERRORS = 500;
    private static final int UNAVAILABLE = 503;
    private static final int DISK_FULL = 507;

    private final List<TriedBridge> members = new ArrayList<>();
    private final LongSupplier nanos;
    private final Duration part;
    private int current;

    /** A bridge, and until when it is left out. */
    private static final class TriedBridge {

        private final AddressedBridge at;
        private boolean isLeftOut;
        private long back;

        TriedBridge(AddressedBridge at) {
            this.at = at;
        }
    }

    /** A bridge that failed, and its reply. */
    private record FailedBridge(AddressedBridge at, Reply reply) {

        String words() {
            if (reply instanceof Reply.BridgeUnreachable unreachable) {
                return unreachable.why();
            }
            if (reply instanceof Reply.RefusedReply refused) {
                return at.address() + " answers " + refused.status()
                        + (refused.reason().isEmpty() ? "" : " " + refused.reason())
                        + (refused.detail().isEmpty() ? "" : ", " + refused.detail());
            }
            return at.address() + ": " + (reply instanceof Reply.UnknownOutcome unknown ? unknown.why() : "no answer");
        }
    }

    /** What is asked of one bridge, or of the next one. */
    private interface TurnCall {
        Reply of(BridgeApi bridge, boolean isFirst) throws InterruptedException;
    }

    /**
     * Bridges that are tried in this order.
     *
     * @param nanos a clock for durations, like {@link System#nanoTime}
     */
    public BridgesInTurn(List<AddressedBridge> bridges, LongSupplier nanos) {
        if (bridges.isEmpty()) {
            throw new IllegalArgumentException("there is at least one bridge");
        }
        for (AddressedBridge bridge : bridges) {
            members.add(new TriedBridge(bridge));
        }
        this.nanos = nanos;
        this.part = part(bridges.size());
    }

    /**
     * How long each of so many bridges may take, so that a call ends within the limit of one client: equal parts, but no less
     * than 2 s. Where that is too long for all of them, the last ones have their turn in the next call.
     */
    public static Duration part(int bridges) {
        if (bridges == 1) {
            return BridgeClient.LIMIT;
        }
        Duration equal = BridgeClient.LIMIT.minus(SLACK).dividedBy(bridges);
        return equal.compareTo(SHORTEST_PART) < 0 ? SHORTEST_PART : equal;
    }

    @Override
    public Reply send(Update update) throws InterruptedException {
        return send(update, Optional::empty);
    }

    @Override
    public Reply send(Update update, Next next) throws InterruptedException {
        // A bridge's client signs ahead for itself, and only while the first one is asked.
        return inTurn(false, (bridge, isFirst) -> isFirst ? bridge.send(update, next) : bridge.send(update));
    }

    @Override
    public Reply send(Heartbeat heartbeat) throws InterruptedException {
        // One that arrives twice does no harm.
        return inTurn(true, (bridge, isFirst) -> bridge.send(heartbeat));
    }

    @Override
    public Reply receipt(String module, String sessionId) throws InterruptedException {
        return inTurn(true, (bridge, isFirst) -> bridge.receipt(module, sessionId));
    }

    @Override
    public Reply health() throws InterruptedException {
        return inTurn(true, (bridge, isFirst) -> bridge.health());
    }

    @Override
    public Reply bucketStatus() throws InterruptedException {
        return inTurn(true, (bridge, isFirst) -> bridge.bucketStatus());
    }

    /**
     * Asks one bridge after the other until one answers.
     *
     * @param isRepeatable whether the next one may be asked although this one may have done it
     */
    private Reply inTurn(boolean isRepeatable, TurnCall call) throws InterruptedException {
        long begin = nanos.getAsLong();
        List<FailedBridge> failures = new ArrayList<>(0);
        for (TriedBridge member : order(begin)) {
            boolean isFirst = failures.isEmpty();
            Duration gone = Duration.ofNanos(nanos.getAsLong() - begin);
            if (!isFirst && gone.plus(part).compareTo(BridgeClient.LIMIT) > 0) {
                break;
            }
            Reply reply = call.of(member.at.bridge(), isFirst);
            if (!isFailure(reply)) {
                answered(member, reply);
                return reply;
            }
            failed(member);
            FailedBridge failure = new FailedBridge(member.at, reply);
            if (!isRepeatable && isDoubtful(reply)) {
                return new Reply.UnknownOutcome(failure.words());
            }
            failures.add(failure);
        }
        return all(failures);
    }

    private static boolean isFailure(Reply reply) {
        return reply instanceof Reply.BridgeUnreachable
                || reply instanceof Reply.UnknownOutcome
                || (reply instanceof Reply.RefusedReply refused
                        && refused.status() >= SERVER_ERRORS
                        && !refused.isStop());
    }

    /** Whether the bridge may have done it: a gateway's error says nothing of the bridge behind it. */
    private static boolean isDoubtful(Reply reply) {
        return reply instanceof Reply.UnknownOutcome
                || (reply instanceof Reply.RefusedReply refused
                        && refused.status() != UNAVAILABLE
                        && refused.status() != DISK_FULL);
    }

    /** The one that answered last and those behind it; those that are left out come last. */
    private synchronized List<TriedBridge> order(long now) {
        List<TriedBridge> order = new ArrayList<>(members.size());
        List<TriedBridge> last = new ArrayList<>(0);
        for (int i = 0; i < members.size(); i++) {
            TriedBridge member = members.get((current + i) % members.size());
            member.isLeftOut = member.isLeftOut && now - member.back < 0;
            (member.isLeftOut ? last : order).add(member);
        }
        order.addAll(last);
        return order;
    }

    private synchronized void answered(TriedBridge member, Reply reply) {
        if (!(reply instanceof Reply.Unsent)) {
            member.isLeftOut = false;
            current = members.indexOf(member);
        }
    }

    private synchronized void failed(TriedBridge member) {
        member.isLeftOut = true;
        member.back = nanos.getAsLong() + LEFT_OUT.toNanos();
    }

    /** The one reply of bridges that all failed. It says what is known of the worst: it was sent, was refused, or neither. */
    private static Reply all(List<FailedBridge> failures) {
        StringBuilder words = new StringBuilder();
        boolean isSent = false;
        boolean isTimedOut = false;
        Optional<Reply.RefusedReply> refusal = Optional.empty();
        Optional<Duration> soonest = Optional.empty();
        for (FailedBridge failure : failures) {
            words.append(words.isEmpty() ? "" : "; ").append(failure.words());
            isSent |= failure.reply() instanceof Reply.UnknownOutcome;
            isTimedOut |= failure.reply() instanceof Reply.BridgeUnreachable unreachable && unreachable.timedOut();
            if (failure.reply() instanceof Reply.RefusedReply refused) {
                refusal = refusal.isPresent() ? refusal : Optional.of(refused);
                soonest = sooner(soonest, refused.retryAfter());
            }
        }
        if (isSent) {
            return new Reply.UnknownOutcome(words.toString());
        }
        if (refusal.isPresent()) {
            Reply.RefusedReply first = refusal.get();
            return new Reply.RefusedReply(first.status(), first.reason(), words.toString(), soonest);
        }
        return new Reply.BridgeUnreachable(words.toString(), isTimedOut);
    }

    private static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
        boolean isOther = one.isEmpty() || (other.isPresent() && other.get().compareTo(one.get()) < 0);
        return isOther ? other : one;
    }
}
