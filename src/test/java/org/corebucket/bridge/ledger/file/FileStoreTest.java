package org.corebucket.bridge.ledger.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.store.EntryStore;
import org.corebucket.bridge.ledger.store.EntryStoreContract;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.io.TempDir;

/** The store in files, whose segments hold a few entries each. */
final class FileStoreTest extends EntryStoreContract {

    private static final LedgerOptions OPTIONS = SampleLedgerOptions.segments(5000);

    @TempDir
    private Path directory;

    private LedgerFiles files() {
        return new LedgerFiles(directory);
    }

    @Override
    protected EntryStore open() throws Exception {
        return FileStore.open(
                DeploymentLock.acquire(files().lock()), FileDisk.ofLogs(), files(), Head.EMPTY, OPTIONS, entry -> {});
    }

    @Override
    protected long signed() throws Exception {
        List<String> lines = Files.readAllLines(files().checkpoints());
        String last = lines.get(lines.size() - 1);
        return Long.parseLong(last.replaceFirst(".*\"size\": (\\d+),.*", "$1"));
    }

    @Override
    protected long checkpoints() throws Exception {
        return Files.exists(files().checkpoints())
                ? Files.readAllLines(files().checkpoints()).size()
                : 0;
    }

    @Override
    protected void tamper(long seq) throws Exception {
        for (Path segment : files().segments()) {
            String text = Files.readString(segment);
            Files.writeString(segment, text.replace(" " + seq + "\", \"score\"", " 0\", \"score\""));
        }
    }
}
