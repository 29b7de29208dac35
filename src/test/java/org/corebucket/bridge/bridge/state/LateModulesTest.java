package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.cron.CronExpression;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.incident.StopReserve;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.file.FileStore;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.policy.ExpectedHeartbeats;
import org.corebucket.bridge.policy.MaintenanceWindow;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bridge warns of when modules are silent, each by its own terms. */
final class LateModulesTest {

    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

    @Test
    void eachModuleIsLateByItsOwnTermsAndNoneBeforeTheBridgeListenedForSoLong(@TempDir Path directory)
            throws Exception {
        MaintenanceWindow nine =
                new MaintenanceWindow(CronExpression.parse("0 9 * * *"), Duration.ofHours(1), ZoneOffset.UTC);
        Duration quarter = Duration.ofMinutes(15);
        Map<String, ExpectedHeartbeats> modules = Map.of(
                "education", ExpectedHeartbeats.within(quarter),
                "finance", ExpectedHeartbeats.within(Duration.ofHours(3)),
                "robotics", new ExpectedHeartbeats(quarter, Optional.empty(), ZoneOffset.UTC, List.of(nine)));
        try (QueuedLedger ledger =
                FileStore.ledger(new LedgerFiles(directory), Head.EMPTY, SampleLedgerOptions.STANDARD, entry -> {})) {
            Warnings warnings = new Warnings(
                    new Figures(),
                    new ModuleStates(),
                    ledger,
                    new StopReserve(new Deployment(directory)),
                    new Warnings.Expected(modules, quarter, START),
                    Map::of);

            assertThat(late(warnings, "2026-11-23T08:15:00Z")).isEmpty();
            assertThat(late(warnings, "2026-11-23T08:15:01Z")).containsExactly("late-education", "late-robotics");
            assertThat(late(warnings, "2026-11-23T09:30:00Z")).containsExactly("late-education");
            assertThat(late(warnings, "2026-11-23T11:00:01Z"))
                    .containsExactly("late-education", "late-finance", "late-robotics");
        }
    }

    private static List<String> late(Warnings warnings, String now) {
        return warnings.now(Instant.parse(now)).keySet().stream()
                .filter(name -> name.startsWith("late-"))
                .toList();
    }
}
