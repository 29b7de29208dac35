package org.corebucket.bridge.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.corebucket.bridge.alert.Alerts.Memory;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UndeliveredAlertsTest {

    private static final Duration QUARTER = Duration.ofMinutes(15);

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

    private List<Finding> findings(Policy.Alert... alerts) throws IOException {
        return UndeliveredAlerts.findings(deployment, List.of(alerts), clock.instant(), 3);
    }

    private void failOnce() {
        sink.down = true;
        new SinkDelivery(queue, sink, new DeliveryLog(deployment, 1 << 20), clock, () -> 0, ignored -> {}).pass();
    }

    @Test
    void findsNothingAndMakesNothingWhereThereWasNeverAnAlert() throws Exception {
        assertThat(findings(alert)).isEmpty();
        assertThat(Alerts.files(root)).isEmpty();
    }

    @Test
    void aMessageMayWaitForFifteenMinutes() throws Exception {
        queue.add(Alerts.messages("INC-1"));
        clock.advance(QUARTER);

        assertThat(findings(alert)).isEmpty();
    }

    @Test
    void tellsOfTheOldestThatWaitsLonger() throws Exception {
        queue.add(Alerts.messages("INC-1", "INC-2"));
        failOnce();
        failOnce();
        clock.advance(QUARTER.plusMinutes(1));

        assertThat(findings(alert))
                .containsExactly(Finding.of(
                        Consequence.FAILED,
                        "alert-undelivered",
                        "logs/alerts/" + target.key(),
                        "ALERT UNDELIVERED: INC-1 has waited 16 minutes for webhook alerts.example.org, 1 more behind"
                                + " it; 2 attempts failed, the last with: HTTP status 500",
                        "make it take alerts again, and keep the watch running: bridgectl verify --every 5m"));
    }

    @Test
    void tellsThatNobodyTried() throws Exception {
        queue.add(Alerts.messages("INC-1"));
        clock.advance(QUARTER.plusMinutes(1));

        assertThat(findings(alert)).hasSize(1);
        assertThat(findings(alert).get(0).message()).endsWith("; it was never tried");
    }

    @Test
    void isContentOnceItIsDelivered() throws Exception {
        queue.add(Alerts.messages("INC-1"));
        clock.advance(QUARTER.plusMinutes(1));
        queue.delivered(queue.waiting().get(0));

        assertThat(findings(alert)).isEmpty();
    }

    @Test
    void tellsOfAFullQueue() throws Exception {
        queue.add(Alerts.messages("a", "b", "c"));

        assertThat(findings(alert)).extracting(Finding::code).containsExactly("alert-queue-full");
    }

    @Test
    void tellsOfFilesThatWereSetAside() throws Exception {
        queue.add(Alerts.messages("INC-1"));
        Files.writeString(AlertQueue.messages(queue.directory()).resolve("notes"), "x");
        queue.setStrangersAside();

        assertThat(findings(alert)).extracting(Finding::code).containsExactly("alert-unreadable");
    }

    @Test
    void theLogOfDeliveriesBesideTheQueuesIsNone() throws Exception {
        Path sink = Files.createDirectories(queue.directory());
        Files.writeString(sink.resolveSibling("delivered.jsonl"), "{}\n");

        assertThat(findings(alert)).isEmpty();
    }

    @Test
    void tellsOfMessagesToASinkThatIsGone() throws Exception {
        queue.add(Alerts.messages("INC-1"));

        List<Finding> findings = findings(Alerts.webhook("https://alerts.example.org/services/other", ""));

        assertThat(findings)
                .containsExactly(Finding.of(
                        Consequence.FAILED,
                        "alert-orphaned",
                        "logs/alerts/" + target.key(),
                        "ALERT ORPHANED: 1 alerts wait for webhook alerts.example.org, which the policy does not have"
                                + " any more",
                        "put the sink back as it was and run: bridgectl freeze --reason TEXT; or, once they are read, remove"
                                + " them: rm -r logs/alerts/" + target.key()));
    }

    @Test
    void anEmptyQueueOfASinkThatIsGoneIsNoMatter() throws Exception {
        queue.add(Alerts.messages("INC-1"));
        queue.delivered(queue.waiting().get(0));

        assertThat(findings()).isEmpty();
    }
}
