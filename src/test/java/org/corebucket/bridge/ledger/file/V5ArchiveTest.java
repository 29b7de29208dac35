package org.corebucket.bridge.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.ledger.file.FileLedgers.append;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.testkit.FailingDisk;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class V5ArchiveTest {

    private static final ChainVerifier VERIFIER = ChainVerifier.of(1, HashProgress.NONE);

    @TempDir
    private Path directory;

    private static byte[] v5() throws Exception {
        return Files.readAllBytes(Path.of(V5ArchiveTest.class
                .getResource("/ledger/chain_v5_unlinked.jsonl")
                .toURI()));
    }

    private LedgerFiles withV5(String name) throws Exception {
        LedgerFiles files = new LedgerFiles(Files.createDirectories(directory.resolve(name)));
        Files.write(files.live(), v5());
        return files;
    }

    @Test
    void aBridgeDoesNotStartOnItAndLeavesIt() throws Exception {
        LedgerFiles files = withV5("v5");
        assertThatThrownBy(() -> FileLedgers.open(files.directory()))
                .isInstanceOf(DamagedLedgerException.class)
                .hasMessageContaining("provenance archive");
        assertThat(files.live()).hasBinaryContent(v5());
    }

    @Test
    void aSingleEntryOfV5IsNotTakenForATornLine() throws Exception {
        LedgerFiles files = withV5("one");
        byte[] all = v5();
        int end = 0;
        while (all[end] != '\n') {
            end++;
        }
        for (byte[] one : new byte[][] {Arrays.copyOf(all, end + 1), Arrays.copyOf(all, end)}) {
            Files.write(files.live(), one);
            assertThatThrownBy(() -> FileLedgers.open(files.directory())).hasMessageContaining("provenance archive");
            assertThat(files.live()).hasBinaryContent(one);
        }
    }

    @Test
    void theNewLedgerBeginsWithTheRecordAndGoesOn() throws Exception {
        LedgerFiles files = withV5("v5");
        V5Archive.archive(files, VERIFIER, SampleLedgerOptions.STANDARD);
        try (QueuedLedger ledger = FileLedgers.open(files.directory())) {
            assertThat(append(ledger, 1).seq()).isEqualTo(2);
        }
        StoredEntry first = FileLedgers.stored(files.directory()).get(0);
        assertThat(first.module()).isEqualTo("bridge");
        assertThat(first.endpoint()).isEqualTo("archive");
        assertThat(files.archived()).hasBinaryContent(v5());
    }

    @Test
    void checkpointsOverItGoWithIt() throws Exception {
        LedgerFiles files = withV5("signed");
        Files.writeString(files.checkpoints(), "{}\n");
        V5Archive.archive(files, VERIFIER, SampleLedgerOptions.STANDARD);
        assertThat(files.archivedCheckpoints()).hasContent("{}\n");
        assertThat(Files.readAllLines(files.checkpoints())).hasSize(1);
    }

    @Test
    void aCrashBetweenAnyTwoStepsLeavesItWholeAndASecondTryCompletesIt() throws Exception {
        boolean died = true;
        for (int steps = 0; died; steps++) {
            LedgerFiles files = withV5("crash-" + steps);
            FailingDisk disk = FileLedgers.failingDisk();
            disk.operationsUntilDeath.set(steps);
            died = dies(disk, files);
            boolean moved = Files.exists(files.archived());
            assertThat(moved ? files.archived() : files.live()).hasBinaryContent(v5());
            if (moved && (!Files.exists(files.live()) || Files.size(files.live()) == 0)) {
                assertThatThrownBy(() -> FileLedgers.open(files.directory()))
                        .hasMessageContaining("provenance archive");
            }

            V5Archive.archive(files, VERIFIER, SampleLedgerOptions.STANDARD);

            assertThat(files.archived()).hasBinaryContent(v5());
            assertThat(FileLedgers.stored(files.directory()))
                    .singleElement()
                    .extracting(StoredEntry::endpoint)
                    .isEqualTo("archive");
        }
    }

    private static boolean dies(FailingDisk disk, LedgerFiles files) throws Exception {
        try {
            V5Archive.archive(disk, files, VERIFIER, SampleLedgerOptions.STANDARD);
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
