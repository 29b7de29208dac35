package org.corebucket.bridge.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.alert.Alerts.Memory;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SinkStandingTest {

    private final StandingClock clock = new StandingClock(Alerts.START);
    private final Policy.Alert alert = Alerts.webhook("https://alerts.example.org/services/secret", "");
    private final AlertTarget target = new AlertTarget(alert);
    private final Memory sink = new Memory();

    @TempDir
    private Path root;

    private Deployment deployment;
    private AlertQueue queue;

    @BeforeEach
    void makeQueue() {
        deployment = new Deployment(root);
        queue = new AlertQueue(target.directory(deployment), target.label(), clock, AlertQueue.LIMIT);
    }

    private SinkStanding standing() throws IOException {
        List<SinkStanding> all = SinkStanding.of(deployment, List.of(alert, alert));
        assertThat(all).as("each sink once").hasSize(1);
        return all.get(0);
    }

    private void pass() {
        new SinkDelivery(queue, sink, new DeliveryLog(deployment, 1 << 20), clock, () -> 0, ignored -> {}).pass();
    }

    @Test
    void beforeTheFirstAlertNothingIsKnownAndNothingIsMade() throws Exception {
        assertThat(standing())
                .isEqualTo(new SinkStanding(
                        "webhook alerts.example.org", 0, Optional.empty(), 0, "", "", Optional.empty()));
        assertThat(Alerts.files(root)).isEmpty();
    }

    @Test
    void whatWaitsIsNotFailingUntilAnAttemptFailed() throws Exception {
        queue.add(Alerts.messages("INC-1", "INC-2"));
        assertThat(standing().isFailing()).isFalse();
        sink.down = true;
        pass();

        SinkStanding failing = standing();

        assertThat(failing.isFailing()).isTrue();
        assertThat(failing.waiting()).isEqualTo(2);
        assertThat(failing.oldest()).contains(Alerts.START);
        assertThat(failing.attempts()).isEqualTo(1);
        assertThat(failing.error()).isEqualTo("HTTP status 500");
        assertThat(failing.delivered()).isEmpty();
    }

    @Test
    void theLastDeliveryIsTheNewestOneAndEndsTheFailure() throws Exception {
        queue.add(Alerts.messages("INC-1"));
        sink.down = true;
        pass();
        sink.down = false;
        clock.advance(Duration.ofMinutes(2));
        pass();
        queue.add(Alerts.messages("INC-2"));
        clock.advance(Duration.ofMinutes(3));
        pass();

        assertThat(standing())
                .isEqualTo(new SinkStanding(
                        "webhook alerts.example.org",
                        0,
                        Optional.empty(),
                        0,
                        "",
                        "",
                        Optional.of(Alerts.START.plus(Duration.ofMinutes(5)))));
    }

    @Test
    void aReceiverThatWantsNoMoreSaysSo() throws Exception {
        queue.add(Alerts.messages("INC-1"));
        sink.gone = true;
        pass();

        assertThat(standing().ended()).isEqualTo("HTTP status 410, Gone");
    }
}
