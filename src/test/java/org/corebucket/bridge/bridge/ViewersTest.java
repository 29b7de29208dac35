package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.bridge.state.Figures;
import org.corebucket.bridge.bridge.state.FiguresFile;
import org.corebucket.bridge.bridge.state.GroupFigures;
import org.corebucket.bridge.bridge.state.ModuleStates;
import org.corebucket.bridge.bridge.state.Warnings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.http.HttpStream;
import org.corebucket.bridge.incident.StopReserve;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.file.FileStore;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.policy.ExpectedHeartbeats;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told, and until when. */
final class ViewersTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private QueuedLedger ledger;
    private Viewers viewers;

    @BeforeEach
    void make(@TempDir Path directory) throws Exception {
        ledger = FileStore.ledger(new LedgerFiles(directory), Head.EMPTY, SampleLedgerOptions.STANDARD, entry -> {});
        Figures figures = new Figures();
        ModuleStates modules = new ModuleStates();
        Warnings warnings = new Warnings(
                figures,
                modules,
                ledger,
                new StopReserve(new Deployment(directory)),
                new Warnings.Expected(
                        Map.of("education", ExpectedHeartbeats.within(Duration.ofMinutes(15))),
                        Duration.ofMinutes(15),
                        NOW),
                Map::of);
        viewers = new Viewers(new Snapshot(
                (json, now) -> {},
                new GroupFigures(
                        figures, new FiguresFile(new Deployment(directory), note -> {}), "node", NOW, note -> {}),
                figures.refusals(),
                modules,
                ledger,
                warnings));
    }

    @AfterEach
    void close() throws Exception {
        ledger.close();
    }

    @Test
    void theLastRoomIsForOneAlsoIfTwoWereToldThatThereIsOne() {
        for (int i = 0; i < 15; i++) {
            viewers.add(new Sent(), now -> true, NOW);
        }
        assertThat(viewers.hasRoom()).isTrue();
        Sent first = new Sent();
        Sent second = new Sent();

        viewers.add(first, now -> true, NOW);
        viewers.add(second, now -> true, NOW);
        viewers.tick(NOW);

        assertThat(first.events).containsExactly("snapshot", "update");
        assertThat(second.events).isEmpty();
        assertThat(second.closed).isTrue();
    }

    @Test
    void whoseTokenExpiredIsSentAwayAndThoseAfterItAreToldStill() {
        Sent expired = new Sent();
        Sent other = new Sent();
        viewers.add(expired, NOW.plusSeconds(1)::isAfter, NOW);
        viewers.add(other, now -> true, NOW);

        viewers.tick(NOW.plusSeconds(1));
        viewers.tick(NOW.plusSeconds(2));

        assertThat(expired.events).containsExactly("snapshot", "expired");
        assertThat(expired.closed).isTrue();
        assertThat(other.events).containsExactly("snapshot", "update", "update");
    }

    @Test
    void allStreamsEndWhenItIsClosed() {
        Sent one = new Sent();
        Sent other = new Sent();
        viewers.add(one, now -> true, NOW);
        viewers.add(other, now -> true, NOW);

        viewers.close();

        assertThat(one.closed).isTrue();
        assertThat(other.closed).isTrue();
    }

    /** A stream that keeps the names of the events. */
    private static final class Sent implements HttpStream {

        private final List<String> events = new ArrayList<>();
        private final List<Runnable> actions = new ArrayList<>();
        private boolean closed;

        @Override
        public boolean send(byte[] bytes) {
            String event = new String(bytes, StandardCharsets.US_ASCII);
            events.add(event.substring("event: ".length(), event.indexOf('\n')));
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
            actions.forEach(Runnable::run);
        }

        @Override
        public void onClose(Runnable action) {
            actions.add(action);
        }
    }
}
