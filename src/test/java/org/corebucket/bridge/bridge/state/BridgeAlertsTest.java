package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.alert.AlertDelivery;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.policy.Policy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Warnings on their way to a real command. */
@Timeout(60)
final class BridgeAlertsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Map<String, String> LATE = Map.of("late-finance", "finance was never heard of");

    /** A duty that others share, who may be away. */
    private static final class Shared implements AlertDuty {
        private boolean isAway;
        private Set<String> mine = Set.of();
        private final Set<String> told = new HashSet<>();

        @Override
        public Set<String> toTell(Set<String> keys) throws IOException {
            if (isAway) {
                throw new IOException("nobody answers");
            }
            return mine;
        }

        @Override
        public void told(Set<String> keys) {
            told.addAll(keys);
        }
    }

    private static final Map<String, String> SLOW = Map.of("latency", "updates took 200 ms");

    private final List<String> trouble = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path directory;

    private final Shared shared = new Shared();

    private Path told;
    private BridgeAlerts alerts;

    @BeforeEach
    void make() throws IOException {
        // Outside of the deployment: no command of alerts may name what lies in it.
        told = directory.resolve("told");
        Path root = Files.createDirectory(directory.resolve("deployment"));
        Host host = new Host(Map.of("PATH", "/usr/bin:/bin"), root, Clock.fixed(NOW, ZoneOffset.UTC));
        Policy.Alert sink = new Policy.Alert(
                Policy.Alert.AlertKind.COMMAND, "", List.of("sh", "-c", "cat >>\"$1\"", "sh", told.toString()), "");
        alerts = new BridgeAlerts(
                new AlertDelivery(new Deployment(root), List.of(sink), host, trouble::add), shared, trouble::add);
    }

    @AfterEach
    void close() {
        alerts.close();
        assertThat(trouble).isEmpty();
    }

    @Test
    void aWarningIsToldWhenItBegins() {
        alerts.tick(SLOW, NOW);

        await().atMost(Duration.ofSeconds(30)).until(() -> lines() == 1);
        assertThat(told)
                .content()
                .contains(
                        "\"type\":\"bridge.warning\"",
                        "\"severity\":\"warning\"",
                        "\"summary\":\"updates took 200 ms\"");
    }

    @Test
    void oneThatLastsOrComesBackSoonIsToldOnceAndOneThatWasAwayLongAgain() {
        alerts.tick(SLOW, NOW);
        alerts.tick(SLOW, NOW.plusSeconds(1));
        alerts.tick(Map.of(), NOW.plusSeconds(2));
        alerts.tick(SLOW, NOW.plusSeconds(600));
        await().atMost(Duration.ofSeconds(30)).until(() -> lines() == 1);

        alerts.tick(Map.of(), NOW.plusSeconds(700));
        alerts.tick(SLOW, NOW.plusSeconds(2000));

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            alerts.tick(SLOW, NOW.plusSeconds(2000));
            return lines() == 2;
        });
    }

    @Test
    void whatAllNodesSeeIsToldByTheOneWhoseDutyItIs() throws Exception {
        shared.mine = Set.of();
        alerts.tickShared(LATE, NOW);
        assertThat(shared.told).isEmpty();

        shared.mine = LATE.keySet();
        alerts.tickShared(LATE, NOW.plusSeconds(30));
        alerts.tick(Map.of(), NOW.plusSeconds(30));

        await().atMost(Duration.ofSeconds(30)).until(() -> lines() == 1);
        assertThat(told).content().contains("finance was never heard of");
        assertThat(shared.told).containsExactly("late-finance");
    }

    @Test
    void whoCanNotAskTheOthersTellsOnceByItself() throws Exception {
        shared.isAway = true;
        alerts.tickShared(LATE, NOW);
        alerts.tickShared(LATE, NOW.plusSeconds(5));
        shared.isAway = false;
        shared.mine = LATE.keySet();
        alerts.tickShared(LATE, NOW.plusSeconds(10));
        alerts.tick(Map.of(), NOW.plusSeconds(10));

        await().atMost(Duration.ofSeconds(30)).until(() -> lines() == 1);
        assertThat(shared.told).containsExactly("late-finance");
    }

    @Test
    void whatAnotherNodeHasToldIsNotToldAgainWhenTheOthersCanNotBeAsked() throws Exception {
        shared.mine = Set.of();
        alerts.tickShared(LATE, NOW);
        shared.isAway = true;
        alerts.tickShared(LATE, NOW.plusSeconds(5));
        alerts.tick(SLOW, NOW.plusSeconds(5));

        await().atMost(Duration.ofSeconds(30)).until(() -> lines() == 1);
        assertThat(told).content().doesNotContain("finance");
    }

    private long lines() throws IOException {
        return Files.exists(told) ? Files.readAllLines(told).size() : 0;
    }
}
