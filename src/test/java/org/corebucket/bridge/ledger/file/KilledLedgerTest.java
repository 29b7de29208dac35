package org.corebucket.bridge.ledger.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends from several threads, killed with SIGKILL: nothing acknowledged is lost, nothing is there twice. */
final class KilledLedgerTest {

    private static final int THREADS = 4;
    private static final int MOST_ACKNOWLEDGED = 400;
    private static final LedgerOptions SMALL_SEGMENTS = SampleLedgerOptions.segments(50_000);
    private static final String PAYLOAD = "{\"data\": {}, \"module\": \"education\"}";

    private final Random random = new Random(20261123);

    @TempDir
    private Path directory;

    /** Appends for ever, and says each receipt once it has it. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            QueuedLedger ledger = FileLedgers.open(Path.of(arguments[0]), FileDisk.ofLogs(), SMALL_SEGMENTS);
            for (int i = 0; i < THREADS; i++) {
                String name = arguments[1] + "-" + i + "-";
                new Thread(() -> append(ledger, name)).start();
            }
        }

        private static void append(QueuedLedger ledger, String name) {
            for (int n = 0; true; n++) {
                try {
                    Receipt receipt = ledger.append(SampleEntries.entry("education", name + n, PAYLOAD))
                            .get();
                    System.out.println(receipt.sessionId() + " " + receipt.seq() + " " + receipt.hash());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesFiveKills() throws Exception {
        assertThatNothingIsLost(5);
    }

    @Test
    @Tag("long")
    void whatWasAcknowledgedSurvivesThirtyKills() throws Exception {
        assertThatNothingIsLost(30);
    }

    private void assertThatNothingIsLost(int rounds) throws Exception {
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            acknowledged.addAll(acknowledgedUntilKilled("round" + round));
            try (QueuedLedger ledger = FileLedgers.open(directory, FileDisk.ofLogs(), SMALL_SEGMENTS)) {
                for (String line : acknowledged) {
                    String session = line.substring(0, line.indexOf(' '));
                    assertThat(ledger.receipt("education", session))
                            .map(receipt -> session + " " + receipt.seq() + " " + receipt.hash())
                            .contains(line);
                }
            }
            assertThat(FileLedgers.sessions(directory)).as("round " + round).doesNotHaveDuplicates();
        }
        assertThat(new LedgerFiles(directory).closedSegments()).isNotEmpty();
    }

    private List<String> acknowledgedUntilKilled(String name) throws Exception {
        Process child = ChildJvm.start(Child.class, directory.toString(), name);
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(child.getInputStream(), US_ASCII))) {
            int moment = 1 + random.nextInt(MOST_ACKNOWLEDGED);
            String last = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                acknowledged.add(line);
                last = line;
                if (acknowledged.size() == moment) {
                    // Unlike the process, its handle leaves the output open.
                    child.toHandle().destroyForcibly();
                }
            }
            // The kill may have cut the last line short.
            if (last.length() < last.lastIndexOf(' ') + 1 + 64) {
                acknowledged.remove(acknowledged.size() - 1);
            }
        }
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(128 + 9);
        return acknowledged;
    }
}
