package org.corebucket.bridge.ledger.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.testkit.FailingDisk;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedgerOptions;

/** A ledger in a directory, as tests open and fill it. */
final class FileLedgers {

    private static final long LIMIT_SECONDS = 60;

    private FileLedgers() {}

    static QueuedLedger open(Path directory) throws Exception {
        return open(directory, FileDisk.ofLogs(), SampleLedgerOptions.STANDARD);
    }

    static QueuedLedger open(Path directory, Disk store, LedgerOptions options) throws Exception {
        return FileStore.ledger(store, new LedgerFiles(directory), Head.EMPTY, options, entry -> {});
    }

    /** What an opening gives of the entries. */
    static List<StoredEntry> stored(Path directory) throws Exception {
        List<StoredEntry> entries = new ArrayList<>();
        FileStore.ledger(new LedgerFiles(directory), Head.EMPTY, SampleLedgerOptions.STANDARD, entries::add)
                .close();
        return entries;
    }

    static List<String> sessions(Path directory) throws Exception {
        return stored(directory).stream().map(StoredEntry::sessionId).toList();
    }

    static Receipt append(QueuedLedger ledger, long n) throws Exception {
        return ledger.append(SampleEntries.entry(n)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Appends entries that wait together. */
    static void append(QueuedLedger ledger, long from, long to) throws Exception {
        List<CompletableFuture<Receipt>> waiting = new ArrayList<>();
        for (long n = from; n < to; n++) {
            waiting.add(ledger.append(SampleEntries.entry(n)));
        }
        for (CompletableFuture<Receipt> each : waiting) {
            each.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The failure that an append ends in. */
    static Throwable failure(QueuedLedger ledger, long n) throws Exception {
        return ledger.append(SampleEntries.entry(n))
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
