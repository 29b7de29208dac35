package org.corebucket.bridge.ledger.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.RightEdge;
import org.corebucket.bridge.transparency.Tile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that signs a ledger's log, killed with SIGKILL: the log goes on, and what was signed is of one ledger. */
final class KilledLogTest {

    private static final String ORIGIN = "log.example/killed";
    private static final int ENTRIES = 20_000;
    private static final int MOST_SIGNED = 60;

    private final Random random = new Random(20261201);

    @TempDir
    private Path directory;

    private static LogCheckpoints checkpoints(Path directory) {
        return LogCheckpointFiles.of(directory.resolve("log"));
    }

    private static LedgerLog open(Path directory) throws Exception {
        return LedgerLog.open(
                directory.resolve("log"),
                ORIGIN,
                List.of(NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate())),
                checkpoints(directory),
                () -> Instant.EPOCH);
    }

    /** Signs as a ledger grows by a few entries each time, and says each size once it is signed. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            Random growth = new Random(Long.parseLong(arguments[1]));
            SampleLedger ledger = SampleLedger.of(ENTRIES);
            LedgerLog log = open(directory);
            long size = log.tree().size();
            while (true) {
                size = Math.min(ENTRIES, size + 1 + growth.nextInt(300));
                try (LedgerReading reading = reading(directory)) {
                    log.checkpoint(EntryHashes.of(reading), new Head(size, ledger.hash((int) size)));
                }
                System.out.println(size);
            }
        }
    }

    private static LedgerReading reading(Path directory) throws IOException {
        return LedgerReading.of(InputFile.of(directory.resolve("ledger.jsonl")));
    }

    @Test
    void theLogGoesOnAfterFiveKills() throws Exception {
        assertGoesOn(5);
    }

    @Test
    @Tag("long")
    void theLogGoesOnAfterFiftyKills() throws Exception {
        assertGoesOn(50);
    }

    private void assertGoesOn(int rounds) throws Exception {
        SampleLedger ledger = SampleLedger.of(ENTRIES);
        ledger.write(directory.resolve("ledger.jsonl"));
        TreeSet<Long> said = new TreeSet<>();
        for (int round = 0; round < rounds; round++) {
            said.addAll(signedUntilKilled(round));

            Map<Long, Sha256> expected = roots(ledger);
            List<Long> sizes = checkpoints(directory).sizes();
            assertThat(sizes).as("round " + round).containsAll(said);
            for (long size : sizes) {
                assertThat(LogCheckpoints.head(checkpoints(directory).of(size).orElseThrow())
                                .root())
                        .isEqualTo(expected.get(size));
            }
        }
        try (LedgerLog log = open(directory);
                LedgerReading reading = reading(directory)) {
            log.checkpoint(EntryHashes.of(reading), new Head(ENTRIES, ledger.hash(ENTRIES)));
            for (Tile tile : Tile.all(ENTRIES)) {
                assertThat(log.tile(tile, checkpoints(directory).last().orElseThrow(), EntryHashes.of(reading)))
                        .isPresent();
            }
        }
    }

    private static Map<Long, Sha256> roots(SampleLedger ledger) {
        Map<Long, Sha256> roots = new TreeMap<>();
        RightEdge edge = new RightEdge();
        for (int seq = 1; seq <= ENTRIES; seq++) {
            edge.append(Sha256.parse(ledger.hash(seq)).bytes());
            roots.put((long) seq, edge.root());
        }
        return roots;
    }

    private List<Long> signedUntilKilled(int round) throws Exception {
        Process child = ChildJvm.start(Child.class, directory.toString(), String.valueOf(round));
        TreeSet<Long> signed = new TreeSet<>();
        int moment = 1 + random.nextInt(MOST_SIGNED);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(child.getInputStream(), US_ASCII))) {
            for (String line = in.readLine(); line != null && signed.size() < moment; line = in.readLine()) {
                signed.add(Long.parseLong(line));
                if (signed.size() == moment || signed.last() == ENTRIES) {
                    // Unlike the process, its handle leaves the output open.
                    child.toHandle().destroyForcibly();
                    break;
                }
            }
        }
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return List.copyOf(signed);
    }
}
