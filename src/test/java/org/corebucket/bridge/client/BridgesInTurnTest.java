package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.client.Reply.BridgeUnreachable;
import org.corebucket.bridge.client.Reply.Received;
import org.corebucket.bridge.client.Reply.RefusedReply;
import org.corebucket.bridge.client.Reply.UnknownOutcome;
import org.corebucket.bridge.client.Reply.Unsent;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.testkit.ScriptedBridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bridges that do as they are told; time passes where the test says. */
final class BridgesInTurnTest {

    private static final Reply AWAY = new BridgeUnreachable("no connection to http://one: Connection refused");
    private static final Reply LOST = new UnknownOutcome("no answer within 4000 ms");

    private final ScriptedBridge one = new ScriptedBridge(new Received(1, "one"));
    private final ScriptedBridge two = new ScriptedBridge(new Received(2, "two"));
    private final AtomicLong nanos = new AtomicLong();
    private final BridgesInTurn bridges = inTurn(one, two);

    private BridgesInTurn inTurn(ScriptedBridge first, ScriptedBridge second) {
        return new BridgesInTurn(
                List.of(
                        new AddressedBridge(URI.create("http://one"), first),
                        new AddressedBridge(URI.create("http://two"), second)),
                nanos::get);
    }

    private static Update update(String session) {
        return new Update("finance", session, new JsonObject(Map.of(), 1), Instant.EPOCH);
    }

    private static Reply refused(int status) {
        return new RefusedReply(status, "no", "", Optional.empty());
    }

    private static RefusedReply busy(int seconds) {
        return new RefusedReply(503, "overloaded", "", Optional.of(Duration.ofSeconds(seconds)));
    }

    private Reply send(String session) throws InterruptedException {
        return bridges.send(update(session));
    }

    @Test
    void theFirstOneIsAskedAsLongAsItAnswers() throws Exception {
        send("s1");
        send("s2");

        assertThat(one.stored()).containsExactly("s1", "s2");
        assertThat(two.calls).isEmpty();
    }

    @Test
    void whatTheFirstOneDoesNotGetGoesToTheNextAtOnce() throws Exception {
        one.always("finance", AWAY);

        assertThat(send("s1")).isInstanceOf(Received.class);
        assertThat(two.calls).containsExactly("send s1");
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 507})
    void whatItCanNotTakeNowGoesToTheNextAtOnce(int status) throws Exception {
        one.always("finance", refused(status));

        assertThat(send("s1")).isInstanceOf(Received.class);
        assertThat(two.calls).containsExactly("send s1");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413, 422, 429})
    void aRefusalIsAnAnswerWhichNobodyElseIsAskedFor(int status) throws Exception {
        one.always("finance", refused(status));

        assertThat(send("s1")).isEqualTo(refused(status));
        assertThat(bridges.receipt("finance", "s1")).isEqualTo(refused(status));
        assertThat(two.calls).isEmpty();
    }

    @Test
    void anUpdateWithoutAnAnswerIsNotSentToTheNextWhichIsAskedForItsReceipt() throws Exception {
        one.next("finance", LOST, true);

        assertThat(send("s1")).isEqualTo(new UnknownOutcome("http://one: no answer within 4000 ms"));
        assertThat(two.calls).isEmpty();
        assertThat(bridges.receipt("finance", "s1")).isEqualTo(refused404());
        assertThat(one.calls).containsExactly("send s1");
        assertThat(two.calls).containsExactly("ask s1");
    }

    private static Reply refused404() {
        return new RefusedReply(404, "not_found", "", Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void aGatewaysErrorSaysNothingOfTheUpdate(int status) throws Exception {
        one.next("finance", refused(status), true);

        assertThat(send("s1")).isEqualTo(new UnknownOutcome("http://one answers " + status + " no"));
        assertThat(two.calls).isEmpty();
    }

    @Test
    void aReceiptThatCanNotBeHadIsAskedForAtTheNext() throws Exception {
        two.send(update("s1"));
        one.nextReceipt(LOST);

        assertThat(bridges.receipt("finance", "s1")).isInstanceOf(Received.class);
        assertThat(two.calls).containsExactly("send s1", "ask s1");
    }

    @Test
    void aHeartbeatWithoutAnAnswerGoesToTheNextToo() throws Exception {
        BridgesInTurn both = inTurn(new ScriptedBridge(LOST), two);
        Heartbeat heartbeat = new Heartbeat("finance", Heartbeat.Status.ALIVE, new JsonObject(Map.of(), 1));

        assertThat(both.send(heartbeat)).isEqualTo(new Received(2, "two"));
        assertThat(two.heartbeats()).hasSize(1);
    }

    @Test
    void theOneThatFailedIsLeftOutAndTheOneThatWorksIsKept() throws Exception {
        one.next("finance", AWAY, false);

        send("s1");
        send("s2");
        nanos.addAndGet(BridgesInTurn.LEFT_OUT.toNanos());
        send("s3");
        assertThat(one.calls).containsExactly("send s1");
        assertThat(two.stored()).containsExactly("s1", "s2", "s3");
    }

    @Test
    void theOneThatFailedLongAgoIsAskedWhenTheOtherFails() throws Exception {
        one.next("finance", AWAY, false);
        send("s1");
        nanos.addAndGet(BridgesInTurn.LEFT_OUT.toNanos());
        two.next("finance", AWAY, false);

        assertThat(send("s2")).isInstanceOf(Received.class);
        assertThat(one.stored()).containsExactly("s2");
    }

    @Test
    void whereAllOthersFailTheOneThatWasLeftOutIsAsked() throws Exception {
        one.next("finance", AWAY, false);
        send("s1");
        two.next("finance", AWAY, false);

        assertThat(send("s2")).isInstanceOf(Received.class);
        assertThat(one.calls).containsExactly("send s1", "send s2");
    }

    @Test
    void whereNoneIsReachedThatIsTheReplyWithEachOnesReason() throws Exception {
        one.always("finance", AWAY);
        two.always("finance", new BridgeUnreachable("no connection to http://two: no answer in time", true));

        assertThat(send("s1"))
                .isEqualTo(new BridgeUnreachable(
                        "no connection to http://one: Connection refused; no connection to http://two: no answer in time",
                        true));
    }

    @Test
    void whereSomeAreBusyTheOneThatIsFreeSoonestSaysWhenToComeAgain() throws Exception {
        one.always("finance", busy(9));
        two.always("finance", busy(4));

        assertThat(send("s1"))
                .isEqualTo(new RefusedReply(
                        503,
                        "overloaded",
                        "http://one answers 503 overloaded; http://two answers 503 overloaded",
                        Optional.of(Duration.ofSeconds(4))));
    }

    @Test
    void aQuestionThatAnyOfThemDidNotAnswerMayHaveArrived() throws Exception {
        one.always("finance", LOST);
        two.always("finance", AWAY);

        assertThat(bridges.receipt("finance", "s1"))
                .isEqualTo(new UnknownOutcome(
                        "http://one: no answer within 4000 ms; no connection to http://one: Connection refused"));
    }

    @Test
    void withoutAKeyNoneIsAsked() throws Exception {
        one.always("finance", new Unsent("there is no key"));

        assertThat(send("s1")).isEqualTo(new Unsent("there is no key"));
        assertThat(two.calls).isEmpty();
    }

    @Test
    void aCallEndsWithinTheLimitOfOneClient() throws Exception {
        ScriptedBridge slow = new ScriptedBridge(LOST) {
            @Override
            public synchronized Reply receipt(String module, String sessionId) {
                nanos.addAndGet(BridgeClient.LIMIT.toNanos());
                return LOST;
            }
        };

        assertThat(inTurn(slow, two).receipt("finance", "s1"))
                .isEqualTo(new UnknownOutcome("http://one: no answer within 4000 ms"));
        assertThat(two.calls).isEmpty();
    }

    @Test
    void allThatAreSilentForTheirPartHaveTheirTurnInOneCall() {
        for (int bridges = 2; bridges <= 3; bridges++) {
            assertThat(BridgesInTurn.part(bridges).multipliedBy(bridges)).isLessThan(BridgeClient.LIMIT);
        }
        assertThat(BridgesInTurn.part(1)).isEqualTo(BridgeClient.LIMIT);
        assertThat(BridgesInTurn.part(20)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theOneThatIsAskedFirstIsToldWhatComesNext() throws Exception {
        List<String> asked = new ArrayList<>();
        one.next("finance", AWAY, false);

        bridges.send(update("s1"), () -> {
            asked.add("next");
            return Optional.of(update("s2"));
        });
        assertThat(asked).containsExactly("next");
        assertThat(one.announced).containsExactly("s1 before s2");
    }
}
