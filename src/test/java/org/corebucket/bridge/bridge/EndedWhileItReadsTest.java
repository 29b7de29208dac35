package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineBuffer;
import org.corebucket.bridge.ledger.read.LineSource;
import org.corebucket.bridge.ledger.read.LineVisitor;
import org.corebucket.bridge.ledger.store.EntryStore;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bridge that is told to end while it reads a long ledger. */
@Timeout(120)
final class EndedWhileItReadsTest {

    @TempDir
    private Path directory;

    private RunningBridge bridge;

    @BeforeEach
    void start() throws Exception {
        bridge = new RunningBridge(directory);
    }

    @AfterEach
    void stop() throws Exception {
        bridge.close();
    }

    /** A ledger that goes on and on, as nobody appends to it. */
    private static final class EndlessLedger implements EntryStore, LedgerReading {

        private final CountDownLatch underWay = new CountDownLatch(1);
        private final CountDownLatch left = new CountDownLatch(1);

        @Override
        public Head head() {
            return new Head(Long.MAX_VALUE / 2, "ab".repeat(32));
        }

        @Override
        public LedgerReading read() {
            return this;
        }

        @Override
        public LedgerPosition find(long seq) {
            return LedgerPosition.BEGINNING;
        }

        @Override
        public void forward(LedgerPosition start, LineVisitor visitor) throws IOException {
            EntryLine line = EntryLine.of(SampleEntries.entry(1));
            LineBuffer buffer = new LineBuffer(1 << 12);
            boolean more = true;
            try {
                for (long seq = 1; more; seq++) {
                    buffer.reset(1 << 12);
                    line.appendTo(buffer, seq, "cd".repeat(32), Sha256.newDigest());
                    more = visitor.visit(buffer.bytes(), 0, buffer.length() - 1, start);
                    underWay.countDown();
                }
            } finally {
                left.countDown();
            }
        }

        @Override
        public void close() {
            // Nothing was opened.
        }

        @Override
        public LineSource lines(LedgerPosition from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void backward(LedgerPosition end, LineVisitor visitor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Head> acknowledged() {
            return Optional.empty();
        }

        @Override
        public long bytes() {
            return Long.MAX_VALUE;
        }

        @Override
        public String name(int segment) {
            return "endless";
        }

        @Override
        public boolean isClosed(int segment) {
            return false;
        }

        @Override
        public List<EntryOutcome> append(List<EntryLine> entries) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Receipt> receipt(String module, String sessionId) {
            return Optional.empty();
        }

        @Override
        public void checkpoint() {
            // Its end is never signed.
        }

        @Override
        public boolean isContended() {
            return false;
        }

        @Override
        public long millisUntilDue() {
            return -1;
        }

        @Override
        public void doDue() {
            // Nothing is due.
        }

        @Override
        public Optional<LedgerTrouble> trouble() {
            return Optional.empty();
        }

        @Override
        public boolean noticesRecovery() {
            return false;
        }

        @Override
        public List<String> notices() {
            return List.of();
        }
    }

    @Test
    void itsLogLeavesTheLedgerAtOnceAndNobodyWaitsForWhatIsNotCountedYet() throws Exception {
        bridge.restartAfter(() -> {
            EndlessLedger endless = new EndlessLedger();
            QueuedLedger ledger = QueuedLedger.over(endless, SampleLedgerOptions.STANDARD);
            SignedLog log = SignedLog.of(
                            bridge.parts(),
                            LogCheckpointFiles.of(directory.resolve("log")),
                            Optional.empty(),
                            ledger,
                            SampleLedgerOptions.NOON)
                    .orElseThrow();
            log.tick(Instant.EPOCH);
            endless.underWay.await();

            assertThat(log.proof(7, Sha256.of(new byte[0]))).isEmpty();
            log.close();

            assertThat(endless.left.getCount()).isZero();
            assertThat(bridge.notes)
                    .contains("the log's last checkpoint is left to the next start: the bridge ended while it read the"
                            + " ledger");
            ledger.close();
            return null;
        });
    }

    @Test
    void itDoesNotStart() throws Exception {
        bridge.restartAfter(() -> {
            SampleLedger.of(1100)
                    .write(LedgerFiles.of(bridge.parts().deployment()).live());

            assertThatThrownBy(() -> Bridge.start(bridge.parts(), () -> StopReason.ORDERLY))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("told to end while the ledger was read");
            Files.delete(LedgerFiles.of(bridge.parts().deployment()).checkpoints());
            return null;
        });

        assertThat(bridge.ledger()).hasSize(1100);
    }
}
