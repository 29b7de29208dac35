package org.corebucket.bridge.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.corebucket.bridge.alert.AlertDelivery.Enqueued;
import org.corebucket.bridge.alert.Alerts.Memory;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlertDeliveryTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration AMPLE = Duration.ofSeconds(60);

    private final StandingClock clock = new StandingClock(Alerts.START);
    private final Memory sink = new Memory();
    private final List<String> trouble = new ArrayList<>();
    private double chance;

    @TempDir
    private Path root;

    private Path directory(String name) {
        return root.resolve(AlertTarget.QUEUES).resolve(name);
    }

    private SinkDelivery to(String name, AlertSink sink) {
        AlertQueue queue = new AlertQueue(directory(name), "command " + name, clock, AlertQueue.LIMIT);
        DeliveryLog log = new DeliveryLog(new Deployment(root), 1 << 20);
        return new SinkDelivery(queue, sink, log, clock, () -> chance, trouble::add);
    }

    private AlertDelivery delivery() {
        return delivery(new SameThread(), to("one", sink));
    }

    /** With messages of these subjects waiting. */
    private AlertDelivery delivery(String... subjects) throws IOException {
        AlertDelivery delivery = delivery();
        delivery.enqueue(Alerts.messages(subjects));
        return delivery;
    }

    /** To a sink that is down. */
    private AlertDelivery downWithOneWaiting() throws IOException {
        sink.down = true;
        return delivery("a");
    }

    private AlertDelivery delivery(ExecutorService threads, SinkDelivery... sinks) {
        return new AlertDelivery(List.of(sinks), trouble::add, threads);
    }

    /** At which seconds a sink that is down is tried, in the first two minutes or so. */
    private List<Integer> secondsOfAttempts(AlertDelivery delivery, int seconds) {
        List<Integer> attempts = new ArrayList<>();
        for (int second = 0; second <= seconds; second++) {
            int before = sink.attempts;
            delivery.tick();
            if (sink.attempts > before) {
                attempts.add(second);
            }
            clock.advance(SECOND);
        }
        return attempts;
    }

    @Test
    void deliversInOrderAndOnce() throws Exception {
        AlertDelivery delivery = delivery("c", "a", "b");

        delivery.tick();
        delivery.tick();

        assertThat(sink.taken).containsExactly("c", "a", "b");
        assertThat(sink.attempts).isEqualTo(3);
        assertThat(trouble).isEmpty();
    }

    @Test
    void retriesWithinFiveSecondsAndThenBacksOffToAMinute() throws Exception {
        AlertDelivery delivery = downWithOneWaiting();

        assertThat(secondsOfAttempts(delivery, 250)).containsExactly(0, 4, 12, 28, 60, 120, 180, 240);
    }

    @Test
    void chanceTakesAtMostAQuarterOffAPause() throws Exception {
        chance = 1;
        AlertDelivery delivery = downWithOneWaiting();

        assertThat(secondsOfAttempts(delivery, 95)).containsExactly(0, 3, 9, 21, 45, 90);
    }

    @Test
    void aSinkThatIsBackGetsAllThatWaitedInOrder() throws Exception {
        sink.down = true;
        AlertDelivery delivery = delivery("b");
        secondsOfAttempts(delivery, 30);
        delivery.enqueue(Alerts.messages("a"));
        secondsOfAttempts(delivery, 30);

        sink.down = false;
        secondsOfAttempts(delivery, 60);

        assertThat(sink.taken).containsExactly("b", "a");
    }

    @Test
    void afterASuccessTheNextFailureIsRetriedSoonAgain() throws Exception {
        AlertDelivery delivery = downWithOneWaiting();
        secondsOfAttempts(delivery, 59);
        sink.down = false;
        secondsOfAttempts(delivery, 60);
        sink.down = true;
        delivery.enqueue(Alerts.messages("b"));

        assertThat(secondsOfAttempts(delivery, 10)).containsExactly(0, 4);
    }

    @Test
    void whatTheReceiverAsksForIsHonoured() throws Exception {
        sink.retryAfter = Duration.ofSeconds(100);
        AlertDelivery delivery = downWithOneWaiting();

        assertThat(secondsOfAttempts(delivery, 250)).containsExactly(0, 100, 200);
    }

    @Test
    void aPauseThatIsShorterThanOursIsNotTaken() throws Exception {
        sink.retryAfter = Duration.ofSeconds(1);
        AlertDelivery delivery = downWithOneWaiting();

        assertThat(secondsOfAttempts(delivery, 30)).containsExactly(0, 4, 12, 28);
    }

    @Test
    void noReceiverIsLeftAloneForLongerThanAnAlertMayWait() throws Exception {
        sink.retryAfter = Duration.ofDays(400);
        AlertDelivery delivery = downWithOneWaiting();

        assertThat(secondsOfAttempts(delivery, 1030)).containsExactly(0, 900, 908, 924, 956, 1016);
    }

    @Test
    void aRestartComesNoEarlierThanTheReceiverAsked() throws Exception {
        sink.retryAfter = Duration.ofSeconds(100);
        AlertDelivery before = downWithOneWaiting();
        before.tick();

        AlertDelivery restarted = delivery();
        restarted.deliverOnce(SECOND);

        assertThat(sink.attempts).isEqualTo(1);
        assertThat(secondsOfAttempts(restarted, 101)).containsExactly(100);
    }

    @Test
    void aReceiverThatIsGoneIsAskedNoMoreAndTold() throws Exception {
        sink.gone = true;
        AlertDelivery delivery = delivery("a", "b");

        assertThat(secondsOfAttempts(delivery, 300)).containsExactly(0);
        delivery.enqueue(Alerts.messages("c"));
        delivery().tick();

        assertThat(sink.attempts).isEqualTo(1);
        assertThat(trouble)
                .singleElement()
                .asString()
                .startsWith("alerts to command one end: HTTP status 410, Gone; take it out of the policy's alerts");
        assertThat(Alerts.files(AlertQueue.messages(directory("one")))).hasSize(2);
    }

    @Test
    void aTestAsksAReceiverThatWasGoneAndItIsBack() throws Exception {
        sink.gone = true;
        AlertDelivery delivery = delivery("a");
        delivery.tick();
        assertThat(delivery.tryOut(Alerts.message("t"), SECOND))
                .containsExactly(new AlertDelivery.Tried("command one", false, "HTTP status 410, Gone"));

        sink.gone = false;
        assertThat(delivery.tryOut(Alerts.message("u"), SECOND))
                .containsExactly(new AlertDelivery.Tried("command one", true, ""));

        assertThat(sink.taken).containsExactly("a", "t", "u");
        delivery.enqueue(Alerts.messages("b"));
        delivery.tick();
        assertThat(sink.taken).endsWith("b");
    }

    @Test
    void aClockThatWasSetBackDelaysNothing() throws Exception {
        AlertDelivery delivery = downWithOneWaiting();
        delivery.tick();
        sink.down = false;
        clock.advance(Duration.ofDays(-1));

        delivery.tick();

        assertThat(sink.taken).containsExactly("a");
    }

    @Test
    void aRestartTriesAtOnceAndGoesOnCounting() throws Exception {
        AlertDelivery delivery = downWithOneWaiting();
        secondsOfAttempts(delivery, 61);
        int before = sink.attempts;

        delivery().tick();

        assertThat(sink.attempts).isEqualTo(before + 1);
        assertThat(FailedAttempts.read(directory("one")))
                .hasValueSatisfying(attempts -> assertThat(attempts.count()).isEqualTo(before + 1));
    }

    @Test
    void aRestartRepeatsNothingThatWasDelivered() throws Exception {
        AlertDelivery delivery = delivery("a");
        delivery.tick();

        AlertDelivery next = delivery();
        assertThat(next.enqueue(Alerts.messages("a"))).containsExactly(new Enqueued.KnownAlert());
        next.tick();

        assertThat(sink.taken).containsExactly("a");
    }

    @Test
    void eachDeliveryIsALineOfTheLog() throws Exception {
        AlertDelivery delivery = downWithOneWaiting();
        delivery.tick();
        sink.down = false;
        clock.advance(Duration.ofSeconds(5));
        delivery.tick();

        assertThat(root.resolve("logs/alerts/delivered.jsonl"))
                .hasContent("{\"timestamp\":\"2026-11-23T08:00:05Z\",\"id\":\"a\",\"type\":\"incident.raised\","
                        + "\"sink\":\"command one\",\"queued_at\":\"2026-11-23T08:00:00Z\",\"attempts\":2}\n");
    }

    @Test
    void theLogKeepsOneFileBesidesTheLiveOne() throws Exception {
        DeliveryLog log = new DeliveryLog(new Deployment(root), 400);
        OwnerOnly.directory(root.resolve(AlertTarget.QUEUES));
        for (int i = 0; i < 20; i++) {
            AlertMessage message = Alerts.message("INC-" + i);
            log.append(
                    new DeliveryLog.DeliveryRecord(Alerts.START, "s", new AlertFileName(i, message.id()), message, 0));
        }

        assertThat(Alerts.files(root.resolve(AlertTarget.QUEUES)))
                .containsExactly(".delivered.lock", "delivered.1.jsonl", "delivered.jsonl");
        assertThat(Files.size(root.resolve("logs/alerts/delivered.1.jsonl"))).isBetween(400L, 600L);
        assertThat(root.resolve("logs/alerts/delivered.jsonl")).content().contains("INC-19");
    }

    @Test
    void aFailureIsToldWithItsSink() throws Exception {
        AlertDelivery delivery = downWithOneWaiting();

        delivery.tick();

        assertThat(trouble).containsExactly("alert not delivered to command one: HTTP status 500");
    }

    @Test
    void aSinkThatHangsDelaysNoOther() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch delivered = new CountDownLatch(2);
        AlertSink hangs = message -> {
            hanging.await();
            return new AlertSink.Delivered();
        };
        AlertSink works = message -> {
            delivered.countDown();
            return new AlertSink.Delivered();
        };
        try (AlertDelivery delivery = delivery(Executors.newCachedThreadPool(), to("one", hangs), to("two", works))) {
            delivery.enqueue(Alerts.messages("a", "b"));

            delivery.tick();
            delivery.tick();

            assertThat(delivered.await(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(AlertQueue.waiting(directory("one"))).hasSize(2);
            hanging.countDown();
        }
        assertThat(AlertQueue.waiting(directory("one"))).isEmpty();
    }

    @Test
    void aSinkIsLeftToTheProcessThatDeliversAlready() throws Exception {
        AlertDelivery delivery = delivery("a");

        try (DeploymentLock held = DeploymentLock.acquire(directory("one").resolve(".lock"))) {
            assertThat(held).isNotNull();
            delivery.tick();
            assertThat(sink.attempts).isZero();
        }
        delivery.tick();

        assertThat(sink.taken).containsExactly("a");
    }

    @Test
    void oneSinkThatCantBeWrittenDoesNotKeepTheOthersFromTheirs() throws Exception {
        Files.createDirectories(root.resolve(AlertTarget.QUEUES));
        Files.createFile(directory("one"));
        Memory other = new Memory();
        AlertDelivery delivery = delivery(new SameThread(), to("one", sink), to("two", other));

        assertThatThrownBy(() -> delivery.enqueue(Alerts.messages("a"))).isInstanceOf(IOException.class);
        delivery.tick();

        assertThat(other.taken).containsExactly("a");
    }

    @Test
    void whatCantBeRecordedIsSentAllTheSameAndOnce() throws Exception {
        AlertDelivery delivery = delivery("a", "b");
        Files.createDirectory(directory("one").resolve("delivered"));

        delivery.tick();
        delivery.tick();
        assertThat(sink.attempts).isEqualTo(1);
        assertThat(trouble).hasSize(1);
        Files.delete(directory("one").resolve("delivered"));
        clock.advance(Duration.ofSeconds(5));
        delivery.tick();

        assertThat(sink.taken).containsExactly("a", "b");
    }

    @Test
    void oneLookTriesEverySinkWhateverItsBackOff() throws Exception {
        sink.down = true;
        AlertDelivery delivery = delivery("a", "b");

        assertThat(delivery.deliverOnce(AMPLE)).isFalse();
        assertThat(sink.attempts).isEqualTo(1);
        sink.down = false;
        assertThat(delivery.deliverOnce(AMPLE)).isTrue();

        assertThat(sink.taken).containsExactly("a", "b");
    }

    @Test
    void oneLookEndsWithItsBudgetAndLeavesTheRest() throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        AlertSink hangs = message -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                ended.countDown();
                throw e;
            }
            return new AlertSink.Delivered();
        };
        try (AlertDelivery delivery = delivery(Executors.newCachedThreadPool(), to("one", hangs), to("two", sink))) {
            delivery.enqueue(Alerts.messages("a"));

            assertThat(delivery.deliverOnce(Duration.ofMillis(300))).isFalse();

            assertThat(ended.await(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(interrupted).hasValue(1);
            assertThat(AlertQueue.waiting(directory("one"))).hasSize(1);
        }
    }

    @Test
    void afterItWasClosedItBeginsNothing() throws Exception {
        AlertDelivery delivery = delivery("a");
        delivery.close();

        delivery.tick();

        assertThat(sink.attempts).isZero();
        assertThat(AlertQueue.waiting(directory("one"))).hasSize(1);
    }

    @Test
    void withoutSinksThereIsNothingToDo() throws Exception {
        AlertDelivery delivery = delivery(new SameThread());

        assertThat(delivery.enqueue(Alerts.messages("a"))).isEmpty();
        delivery.tick();
        assertThat(delivery.deliverOnce(AMPLE)).isTrue();
        assertThat(Alerts.files(root)).isEmpty();
    }
}
