package org.corebucket.bridge.bridge.state;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.incident.StopReserve;
import org.corebucket.bridge.ledger.EntryOutcome.EntrySender;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.Receipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a ledger's trouble means is told as it is: whether entries are taken or not. */
final class LedgerTroubleToldTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    private Path root;

    @Test
    void aLedgerThatTakesNoEntryIsUnavailable() {
        Ledger ledger = new TroubledLedger(Optional.of(new LedgerTrouble("No space left on device", false)));

        assertThat(warnings(ledger)).containsEntry("ledger", "the ledger takes no entry: No space left on device");
        assertThat(metrics(ledger)).contains("bridgectl_ledger_available 0.0");
    }

    @Test
    void aLedgerWithoutACheckpointTakesEntries() {
        Ledger ledger = new TroubledLedger(Optional.of(new LedgerTrouble("no checkpoint could be written", true)));

        assertThat(warnings(ledger))
                .containsEntry("ledger-upkeep", "the ledger takes entries, but no checkpoint could be written")
                .doesNotContainKey("ledger");
        assertThat(metrics(ledger)).contains("bridgectl_ledger_available 1.0");
    }

    @Test
    void aLedgerThatWorksIsNoWarning() {
        Ledger ledger = new TroubledLedger(Optional.empty());

        assertThat(warnings(ledger)).doesNotContainKeys("ledger", "ledger-upkeep");
        assertThat(metrics(ledger)).contains("bridgectl_ledger_available 1.0");
    }

    private Map<String, String> warnings(Ledger ledger) {
        StopReserve reserve = new StopReserve(new Deployment(root));
        Warnings.Expected expected = new Warnings.Expected(Map.of(), Duration.ofMinutes(15), NOW);
        return new Warnings(new Figures(), new ModuleStates(), ledger, reserve, expected, Map::of).now(NOW);
    }

    private static String metrics(Ledger ledger) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return new String(new BridgeMetrics(ledger, new ModuleStates(), clock).text(), US_ASCII);
    }

    /** A ledger of which only its trouble is asked. */
    private record TroubledLedger(Optional<LedgerTrouble> trouble) implements Ledger {

        @Override
        public void append(NewEntry entry, EntrySender to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Receipt> receipt(String module, String sessionId) {
            return Optional.empty();
        }

        @Override
        public Head head() {
            return Head.EMPTY;
        }

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
