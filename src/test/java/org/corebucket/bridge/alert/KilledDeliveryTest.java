package org.corebucket.bridge.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed with SIGKILL, and receivers that are down: what was queued arrives, in order. */
final class KilledDeliveryTest {

    private static final Duration AMPLE = Duration.ofSeconds(60);

    @TempDir
    private Path root;

    private Receiver receiver;

    /** Queues three messages, says so, begins to deliver if it is told to, and never ends. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            AlertDelivery delivery = delivery(Path.of(arguments[0]), arguments[1]);
            delivery.enqueue(Alerts.messages("c", "a", "b"));
            System.out.println("queued");
            if (arguments[2].equals("deliver")) {
                delivery.tick();
            }
            Thread.currentThread().join();
        }
    }

    private static AlertDelivery delivery(Path root, String url) {
        List<Policy.Alert> alerts = List.of(Alerts.webhook(url, ""));
        Host host = Alerts.host(root, new StandingClock(Alerts.START));
        return new AlertDelivery(new Deployment(root), alerts, host, System.err::println);
    }

    @BeforeEach
    void startReceiver() throws Exception {
        receiver = new Receiver();
    }

    @AfterEach
    void stopReceiver() {
        receiver.close();
    }

    private Process queueingChild(String mode) throws Exception {
        Process child = ChildJvm.start(Child.class, root.toString(), receiver.url("/"), mode);
        assertThat(new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8)).readLine())
                .isEqualTo("queued");
        return child;
    }

    private static void kill(Process child) throws InterruptedException {
        assertThat(child.destroyForcibly().waitFor(AMPLE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(child.exitValue()).isEqualTo(128 + 9);
    }

    @Test
    void whatWasQueuedBeforeTheKillIsDeliveredAfterIt() throws Exception {
        kill(queueingChild("wait"));

        try (AlertDelivery delivery = delivery(root, receiver.url("/"))) {
            assertThat(delivery.deliverOnce(AMPLE)).isTrue();
        }
        assertThat(receiver.ids()).containsExactly("c", "a", "b");
    }

    @Test
    void whatWasOnItsWayDuringTheKillIsSentAgainUnderTheSameId() throws Exception {
        receiver.silent = true;
        Process child = queueingChild("deliver");
        assertThat(receiver.arrived.await(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        kill(child);
        receiver.silent = false;

        try (AlertDelivery delivery = delivery(root, receiver.url("/"))) {
            assertThat(delivery.deliverOnce(AMPLE)).isTrue();
            delivery.enqueue(Alerts.messages("c", "a", "b"));
            assertThat(delivery.deliverOnce(AMPLE)).isTrue();
        }
        assertThat(receiver.ids()).containsExactly("c", "c", "a", "b");
    }

    @Test
    void aReceiverThatWasDownGetsAllInOrderOnceItIsBack() throws Exception {
        int port = receiver.port();
        String url = receiver.url("/");
        try (AlertDelivery delivery = delivery(root, url)) {
            receiver.close();
            delivery.enqueue(Alerts.messages("c"));
            assertThat(delivery.deliverOnce(AMPLE)).isFalse();
            delivery.enqueue(Alerts.messages("a", "b"));
            receiver = new Receiver(port);
            receiver.status = 500;
            assertThat(delivery.deliverOnce(AMPLE)).isFalse();
            receiver.status = 204;

            assertThat(delivery.deliverOnce(AMPLE)).isTrue();
        }
        assertThat(receiver.ids()).containsExactly("c", "c", "a", "b");
    }
}
