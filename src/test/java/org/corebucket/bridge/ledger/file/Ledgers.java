package org.corebucket.bridge.ledger.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.ledger.Entries;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.FailingDisk;
import org.corebucket.bridge.lines.FileDisk;

/** A ledger in a directory, as tests open and fill it. */
final class Ledgers {

    static final RsaPrivateKey SIGNER = RsaPrivateKey.generate(2048);
    static final UUID ORIGIN = new UUID(0, 1);
    static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    static final LedgerOptions OPTIONS = options(LedgerOptions.SEGMENT_BYTES);
    private static final long LIMIT_SECONDS = 60;

    private Ledgers() {}

    static LedgerOptions options(long segmentBytes) {
        return new LedgerOptions(segmentBytes, 1000, Duration.ofMinutes(5), SIGNER, ORIGIN, NOON, () -> {});
    }

    static QueuedLedger open(Path directory) throws Exception {
        return open(directory, FileDisk.ofLogs(), OPTIONS);
    }

    static QueuedLedger open(Path directory, Disk store, LedgerOptions options) throws Exception {
        return FileStore.ledger(store, new LedgerFiles(directory), options, entry -> {});
    }

    /** What an opening gives of the entries. */
    static List<StoredEntry> stored(Path directory) throws Exception {
        List<StoredEntry> entries = new ArrayList<>();
        FileStore.ledger(new LedgerFiles(directory), OPTIONS, entries::add).close();
        return entries;
    }

    static List<String> sessions(Path directory) throws Exception {
        return stored(directory).stream().map(StoredEntry::sessionId).toList();
    }

    static Receipt append(QueuedLedger ledger, long n) throws Exception {
        return ledger.append(Entries.entry(n)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Appends entries that wait together. */
    static void append(QueuedLedger ledger, long from, long to) throws Exception {
        List<CompletableFuture<Receipt>> waiting = new ArrayList<>();
        for (long n = from; n < to; n++) {
            waiting.add(ledger.append(Entries.entry(n)));
        }
        for (CompletableFuture<Receipt> each : waiting) {
            each.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The failure that an append ends in. */
    static Throwable failure(QueuedLedger ledger, long n) throws Exception {
        return ledger.append(Entries.entry(n))
                .handle((receipt, failure) -> failure)
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** A sound disk at first. Its faults do not concern the ledger's mark. */
    static FailingDisk failingDisk() {
        FailingDisk disk = new FailingDisk(FileDisk.ofLogs());
        disk.spared = ".ledger.mark";
        return disk;
    }

    static List<String> lines(Path file) throws Exception {
        return Files.readAllLines(file);
    }
}
