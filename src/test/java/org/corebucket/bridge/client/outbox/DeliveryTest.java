package org.corebucket.bridge.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.client.outbox.DeliveryResult.OtherSender;
import org.corebucket.bridge.deployment.LockPatience;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.testkit.ScriptedBridge;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real outbox and a bridge that does as it is told; time passes only where the delivery waits. */
final class DeliveryTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final ScriptedBridge bridge = new ScriptedBridge();
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong nanos = new AtomicLong();
    private Path path;
    private Outbox outbox;
    private boolean told;

    @BeforeEach
    void makeOutbox(@TempDir Path directory) {
        path = directory.resolve("outbox");
        outbox = Outbox.at(path, OutboxLimits.STANDARD);
    }

    private void add(String module, String... sessions) throws Exception {
        List<Update> updates = new ArrayList<>();
        for (String session : sessions) {
            updates.add(new Update(module, session, new JsonObject(Map.of(), 1), NOW));
        }
        outbox.add(updates);
    }

    private DeliveryResult drain() throws Exception {
        return drain(RetryPolicy.STANDARD);
    }

    private DeliveryResult drain(RetryPolicy policy) throws Exception {
        return drain(policy, () -> false);
    }

    private DeliveryResult drain(RetryPolicy policy, BooleanSupplier more) throws Exception {
        OutboxMark since = outbox.mark();
        return drain(policy, since, more);
    }

    private DeliveryResult drain(RetryPolicy policy, OutboxMark since, BooleanSupplier more) throws Exception {
        StopSignal ending = new StopSignal() {
            @Override
            public StopReason ask() {
                return told ? StopReason.ORDERLY : StopReason.NONE;
            }

            @Override
            public StopReason await(Duration atMost) {
                pauses.add(atMost);
                nanos.addAndGet(atMost.toNanos());
                return ask();
            }
        };
        DeliveryListener listener = new DeliveryListener() {
            @Override
            public void settled(boolean accepted) {}

            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        DeliveryClock clock = new DeliveryClock(() -> NOW, nanos::get, () -> 0);
        return new Delivery(outbox, bridge, policy, clock, ending, listener).drain(since, more);
    }

    private static DeliveryResult result(long accepted, long rejected, long queued, boolean gaveUp) {
        return new DeliveryResult(accepted, rejected, queued, gaveUp, false, OtherSender.NOTHING);
    }

    /** The right to send, as another process has it. */
    private Drain other() throws Exception {
        return outbox.drain(LockPatience.atMost(Duration.ZERO)).orElseThrow();
    }

    private static void settle(Drain drain, String module) throws IOException {
        WaitingUpdate first = drain.next(module).orElseThrow();
        drain.attempting(first);
        drain.received(first);
    }

    private static Reply refused(int status, String reason) {
        return new Reply.RefusedReply(status, reason, "", Optional.empty());
    }

    @Test
    void whatWaitsArrivesInOrderAndLeaves() throws Exception {
        add("finance", "f1", "f2", "f3");

        assertThat(drain()).isEqualTo(result(3, 0, 0, false));
        assertThat(bridge.stored()).containsExactly("f1", "f2", "f3");
    }

    @Test
    void theBridgesClientIsToldWhatComesNext() throws Exception {
        add("finance", "f1", "f2", "f3");

        drain();
        assertThat(bridge.announced).containsExactly("f1 before f2", "f2 before f3", "f3 before nothing");
    }

    @Test
    void anAttemptOfUnknownOutcomeEndsInItsReceipt() throws Exception {
        add("finance", "f1", "f2");
        bridge.next("finance", new Reply.UnknownOutcome("cut"), true);

        assertThat(drain()).isEqualTo(result(2, 0, 0, false));
        assertThat(bridge.calls).containsExactly("send f1", "ask f1", "send f2");
    }

    @Test
    void whatBecameOfAnAttemptIsAskedForAtOnce() throws Exception {
        add("finance", "f1");
        bridge.next("finance", new Reply.UnknownOutcome("cut"), true);

        drain();
        assertThat(bridge.calls).containsExactly("send f1", "ask f1");
        assertThat(pauses).isEmpty();
    }

    @Test
    void whileTheReceiptCannotBeHadNothingIsSentAgain() throws Exception {
        add("finance", "f1");
        bridge.next("finance", new Reply.UnknownOutcome("cut"), true);
        bridge.nextReceipt(refused(503, "overloaded"));
        bridge.nextReceipt(refused(403, "insufficient_privileges"));
        bridge.nextReceipt(new Reply.BridgeUnreachable("nobody"));
        bridge.nextReceipt(new Reply.UnknownOutcome("cut"));

        assertThat(drain()).isEqualTo(result(1, 0, 0, false));
        assertThat(bridge.calls).containsExactly("send f1", "ask f1", "ask f1", "ask f1", "ask f1", "ask f1");
    }

    @Test
    void anAttemptInWhichTheSenderEndedIsAskedForByTheNextOne() throws Exception {
        add("finance", "f1");
        bridge.breaksAt("finance");
        assertThatThrownBy(this::drain).isInstanceOf(IllegalStateException.class);

        assertThat(drain()).isEqualTo(result(1, 0, 0, false));
        assertThat(bridge.calls).containsExactly("send f1", "ask f1");
    }

    @Test
    void anAttemptThatDidNotArriveIsMadeAgainAfterAPause() throws Exception {
        add("finance", "f1");
        bridge.next("finance", new Reply.UnknownOutcome("cut"), false);

        assertThat(drain()).isEqualTo(result(1, 0, 0, false));
        assertThat(bridge.calls).containsExactly("send f1", "ask f1", "send f1");
        assertThat(pauses).contains(Duration.ofMillis(100));
    }

    @Test
    void aReplayEndsInItsReceipt() throws Exception {
        add("finance", "f1");
        bridge.next("finance", refused(401, "replay_detected"), true);

        assertThat(drain()).isEqualTo(result(1, 0, 0, false));
        assertThat(bridge.calls).containsExactly("send f1", "ask f1");
    }

    @Test
    void afterACrashTheReceiptIsAskedForFirst() throws Exception {
        add("finance", "f1");
        try (Drain drain = other()) {
            drain.attempting(drain.next("finance").orElseThrow());
        }

        assertThat(drain()).isEqualTo(result(1, 0, 0, false));
        assertThat(bridge.calls).containsExactly("ask f1", "send f1");
    }

    @Test
    void whatTheBridgeWillNeverTakeIsPutAsideWithItsReasonAndTheRestGoesOn() throws Exception {
        for (int status : new int[] {400, 403, 404, 413, 415, 422}) {
            add("finance", "f" + status);
            bridge.next("finance", refused(status, "no"), false);
        }
        add("finance", "last");

        assertThat(drain()).isEqualTo(result(1, 6, 0, false));
        assertThat(bridge.stored()).containsExactly("last");
        assertThat(notes).hasSize(6).contains("finance: rejected \"f422\": HTTP 422 no");
        assertThat(outbox.depth().rejected()).isEqualTo(6);
    }

    @Test
    void whatMayPassLaterIsTriedAgain() throws Exception {
        add("finance", "f1");
        for (int status : new int[] {500, 502, 429, 507}) {
            bridge.next("finance", refused(status, ""), false);
        }
        bridge.next("finance", refused(401, "invalid_token"), false);

        assertThat(drain()).isEqualTo(result(1, 0, 0, false));
        assertThat(pauses)
                .containsSubsequence(
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofMillis(1600));
    }

    @Test
    void theBridgeSaysHowLongToWait() throws Exception {
        add("finance", "f1");
        bridge.next(
                "finance", new Reply.RefusedReply(503, "overloaded", "", Optional.of(Duration.ofSeconds(3))), false);

        assertThat(drain().accepted()).isEqualTo(1);
        assertThat(pauses).contains(Duration.ofSeconds(3));
    }

    @Test
    void aModuleThatDoesNotGetOnIsLeftAndKeepsNoOtherFromArriving() throws Exception {
        add("creative", "c1", "c2");
        add("finance", "f1", "f2");
        bridge.always("creative", refused(401, "invalid_signature"));

        assertThat(drain()).isEqualTo(result(2, 0, 2, true));
        assertThat(bridge.stored()).containsExactly("f1", "f2");
        assertThat(notes).containsExactly("creative: left in the outbox for now: HTTP 401 invalid_signature");
        assertThat(Duration.ofNanos(nanos.get())).isLessThanOrEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void patienceBeginsAnewWithEachUpdateThatArrives() throws Exception {
        add("finance", "f1", "f2");
        Reply busy = new Reply.RefusedReply(503, "overloaded", "", Optional.of(Duration.ofSeconds(6)));
        bridge.next("finance", busy, false);
        bridge.next("finance", new Reply.UnknownOutcome("cut"), true);
        bridge.next("finance", busy, false);

        assertThat(drain()).isEqualTo(result(2, 0, 0, false));
    }

    @Test
    void afterAnUpdateThatArrivedThePausesAreShortAgain() throws Exception {
        add("finance", "f1", "f2");
        bridge.next("finance", refused(500, ""), false);
        bridge.next("finance", refused(500, ""), false);
        bridge.next("finance", new Reply.UnknownOutcome("cut"), true);
        bridge.next("finance", refused(500, ""), false);

        assertThat(drain()).isEqualTo(result(2, 0, 0, false));
        assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(100));
    }

    @Test
    void aModuleThatHadToWaitForItsTurnHasAllItsPatience() throws Exception {
        add("creative", "c1");
        add("finance", "f1");
        bridge.always("creative", refused(500, ""));
        bridge.next("finance", new Reply.RefusedReply(503, "", "", Optional.of(Duration.ofSeconds(5))), false);

        assertThat(drain(oneConnection())).isEqualTo(result(1, 0, 1, true));
        assertThat(bridge.stored()).containsExactly("f1");
    }

    @Test
    void aLongQueueLetsTheOthersHaveTheirTurn() throws Exception {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add("c" + i);
        }
        add("creative", many.toArray(String[]::new));
        add("finance", "f1");

        assertThat(drain(oneConnection())).isEqualTo(result(301, 0, 0, false));
        assertThat(bridge.stored()).containsSubsequence("c0", "f1", "c299");
    }

    private static RetryPolicy oneConnection() {
        RetryPolicy standard = RetryPolicy.STANDARD;
        return new RetryPolicy(
                1, standard.firstPause(), standard.longestPause(), standard.patience(), standard.greetings());
    }

    @Test
    void whereThereIsNoBridgeItIsGivenUpAfterThreeAttempts() throws Exception {
        add("finance", "f1");
        bridge.always("finance", new Reply.BridgeUnreachable("nobody"));

        assertThat(drain()).isEqualTo(result(0, 0, 1, true));
        assertThat(bridge.calls).containsExactly("send f1", "send f1", "send f1");
    }

    @Test
    void aBridgeThatHasAnsweredIsLookedForLonger() throws Exception {
        add("finance", "f1");
        bridge.next("finance", refused(500, ""), false);
        for (int i = 0; i < 4; i++) {
            bridge.next("finance", new Reply.BridgeUnreachable("nobody"), false);
        }

        assertThat(drain()).isEqualTo(result(1, 0, 0, false));
    }

    @Test
    void whatIsAskedForLaterThanItsPatienceIsNotWaitedFor() throws Exception {
        add("finance", "f1");
        bridge.always("finance", new Reply.RefusedReply(503, "", "", Optional.of(Duration.ofHours(1))));

        assertThat(drain()).isEqualTo(result(0, 0, 1, true));
        assertThat(bridge.calls).containsExactly("send f1");
    }

    @Test
    void whoeverIsToldToEndBeginsNothing() throws Exception {
        add("finance", "f1");
        told = true;

        assertThat(drain()).isEqualTo(result(0, 0, 1, false));
        assertThat(bridge.calls).isEmpty();
    }

    @Test
    void whoeverIsToldToEndWaitsForNoMore() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        told = true;

        drain(RetryPolicy.STANDARD, () -> asked.incrementAndGet() < 5);
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatIsAddedUntilNoMoreComesIsSent() throws Exception {
        AtomicInteger asked = new AtomicInteger();

        DeliveryResult result = drain(RetryPolicy.STANDARD, () -> {
            boolean isLast = asked.incrementAndGet() == 2;
            if (isLast) {
                addUnchecked("finance", "f1");
            }
            return asked.get() < 2;
        });
        assertThat(result).isEqualTo(result(1, 0, 0, false));
    }

    private void addUnchecked(String module, String session) {
        try {
            add(module, session);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRedirectIsNoRefusal() throws Exception {
        add("finance", "f1");
        bridge.next("finance", refused(307, ""), false);

        assertThat(drain()).isEqualTo(result(1, 0, 0, false));
    }

    @Test
    void aLineThatIsNoUpdateCountsAsRejected() throws Exception {
        add("finance", "f1");
        Path segment = path.resolve("waiting/finance/000000000001.jsonl");
        Files.writeString(segment, "rubbish\n" + Files.readString(segment));

        assertThat(drain()).isEqualTo(result(1, 1, 0, false));
    }

    @Test
    void anOutboxThatCannotKeepARejectionEndsTheDelivery() throws Exception {
        add("finance", "f1");
        bridge.next("finance", refused(422, "no"), false);
        Files.createFile(path.resolve("rejected"));

        assertThatThrownBy(this::drain).isInstanceOf(FileSystemException.class);
    }

    @Test
    void whoeverHasTheRightToSendAndSendsNothingIsNotWaitedForLonger() throws Exception {
        add("finance", "f1");
        try (Drain other = other()) {
            AtomicInteger looks = new AtomicInteger();
            DeliveryResult result = drain(RetryPolicy.STANDARD, outbox.mark(), () -> {
                looks.incrementAndGet();
                nanos.addAndGet(Duration.ofSeconds(10).toNanos());
                return false;
            });

            assertThat(result).isEqualTo(new DeliveryResult(0, 0, 1, false, false, OtherSender.STUCK));
            assertThat(looks).hasValue(3);
            assertThat(other.modules()).containsExactly("finance");
            assertThat(bridge.calls).isEmpty();
        }
    }

    @Test
    void whoeverSendsIsWaitedForHoweverLongItTakesAndLeavesNothingToDo() throws Exception {
        add("finance", "f1", "f2", "f3");
        OutboxMark since = outbox.mark();
        try (Drain other = other()) {
            AtomicInteger looks = new AtomicInteger();
            DeliveryResult result = drain(RetryPolicy.STANDARD, since, () -> {
                nanos.addAndGet(Duration.ofSeconds(9).toNanos());
                if (looks.incrementAndGet() > 1) {
                    unchecked(() -> settle(other, "finance"));
                }
                return false;
            });

            assertThat(result).isEqualTo(new DeliveryResult(0, 0, 0, false, false, OtherSender.SENT));
            assertThat(looks).hasValue(4);
        }
        assertThat(bridge.calls).isEmpty();
    }

    /** As where hundreds begin at once, and leave the one that sends no processor; but not for ever. */
    @Test
    void whoeverOnlySeesMoreBeingAddedWaitsOnForFiveMinutesAtMost() throws Exception {
        add("finance", "f0");
        AtomicInteger looks = new AtomicInteger();
        try (Drain other = other()) {
            DeliveryResult result = drain(RetryPolicy.STANDARD, outbox.mark(), () -> {
                nanos.addAndGet(Duration.ofSeconds(looks.incrementAndGet() < 3 ? 9 : 299)
                        .toNanos());
                unchecked(() -> add("finance", "f" + looks));
                return false;
            });

            assertThat(result.otherSender()).isEqualTo(OtherSender.STUCK);
            assertThat(looks).hasValue(4);
            assertThat(other.modules()).containsExactly("finance");
        }
    }

    @Test
    void whatIsAddedBehindWhatOneWaitsForIsLeftToOthers() throws Exception {
        add("finance", "f1");
        OutboxMark since = outbox.mark();
        try (Drain other = other()) {
            AtomicInteger looks = new AtomicInteger();
            DeliveryResult result = drain(RetryPolicy.STANDARD, since, () -> {
                if (looks.incrementAndGet() > 1) {
                    unchecked(() -> add("finance", "f2"));
                    unchecked(() -> settle(other, "finance"));
                }
                return false;
            });

            assertThat(result).isEqualTo(new DeliveryResult(0, 0, 0, false, false, OtherSender.SENT));
            assertThat(outbox.depth().total()).isEqualTo(1);
        }
    }

    @Test
    void theRightToSendIsWaitedForWhileMoreIsAdded() throws Exception {
        add("finance", "f1");
        OutboxMark since = outbox.mark();
        Drain other = other();
        settle(other, "finance");
        AtomicInteger looks = new AtomicInteger();

        DeliveryResult result = drain(RetryPolicy.STANDARD, since, () -> {
            int look = looks.incrementAndGet();
            if (look == 2) {
                unchecked(() -> add("finance", "f2"));
                unchecked(other::close);
            }
            return look <= 2;
        });

        assertThat(result).isEqualTo(new DeliveryResult(1, 0, 0, false, false, OtherSender.SENT));
        assertThat(bridge.stored()).containsExactly("f2");
    }

    @Test
    void whatWasRejectedElsewhereIsToldAsWell() throws Exception {
        add("finance", "f1");
        OutboxMark since = outbox.mark();
        try (Drain other = other()) {
            other.rejected(other.next("finance").orElseThrow(), "no", NOW);
        }

        assertThat(drain(RetryPolicy.STANDARD, since, () -> false))
                .isEqualTo(new DeliveryResult(0, 0, 0, false, false, OtherSender.REJECTED));
    }

    @Test
    void whoIsToldToEndWaitsForNoRight() throws Exception {
        add("finance", "f1");
        told = true;
        try (Drain other = other()) {
            assertThat(drain()).isEqualTo(result(0, 0, 1, false));
            assertThat(other.modules()).containsExactly("finance");
        }
    }

    /** What a test does where only values are asked for. */
    private interface Step {
        void take() throws Exception;
    }

    private static void unchecked(Step step) {
        try {
            step.take();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void moreModulesThanConnectionsAllHaveTheirTurn() throws Exception {
        for (int i = 0; i < 20; i++) {
            add("module" + i, "a" + i, "b" + i);
        }

        assertThat(drain()).isEqualTo(result(40, 0, 0, false));
    }
}
