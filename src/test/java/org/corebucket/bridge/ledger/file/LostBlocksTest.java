package org.corebucket.bridge.ledger.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.corebucket.bridge.ledger.file.FileLedgers.append;
import static org.corebucket.bridge.ledger.file.FileLedgers.lines;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.DurableMark;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.testkit.FailingDisk;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a loss of power leaves of a batch that was not synced yet: any of its blocks, in any order. Nothing of that was
 * acknowledged, and all that was acknowledged is there.
 */
@Timeout(240)
final class LostBlocksTest {

    private static final int BLOCK = 4096;
    private static final int ACKNOWLEDGED = 3;

    @TempDir
    private Path directory;

    private byte[] before = {};
    private byte[] after = {};
    private byte[] mark = {};

    @BeforeEach
    void aBatchOfSeveralBlocksFollowsWhatWasAcknowledged() throws Exception {
        LedgerFiles files = new LedgerFiles(directory.resolve("whole"));
        FailingDisk disk = FileLedgers.failingDisk();
        try (QueuedLedger ledger = FileLedgers.open(files.directory(), disk, SampleLedgerOptions.STANDARD)) {
            append(ledger, 1, ACKNOWLEDGED + 1);
            before = Files.readAllBytes(files.live());
            mark = Files.readAllBytes(files.mark());
            disk.hold();
            List<CompletableFuture<Receipt>> batch = new ArrayList<>();
            for (int n = ACKNOWLEDGED + 1; n < 26; n++) {
                batch.add(ledger.append(SampleEntries.entry(n)));
            }
            disk.release();
            for (CompletableFuture<Receipt> each : batch) {
                each.get(60, TimeUnit.SECONDS);
            }
            after = Files.readAllBytes(files.live());
        }
        assertThat(blocks()).isBetween(4, 8);
    }

    private int blocks() {
        return after.length / BLOCK - before.length / BLOCK + 1;
    }

    /** The live segment if only these of the batch's blocks reached the disk: the others are as they were, or have nothing. */
    private byte[] onlyBlocks(int chosen) {
        byte[] state = Arrays.copyOf(before, after.length);
        for (int i = 0; i < blocks(); i++) {
            int from = (before.length / BLOCK + i) * BLOCK;
            int to = Math.min(after.length, from + BLOCK);
            if ((chosen & 1 << i) != 0) {
                System.arraycopy(after, from, state, from, to - from);
            }
        }
        return state;
    }

    private LedgerFiles crashed(String name, byte[] live, byte[] marked) throws Exception {
        LedgerFiles files = new LedgerFiles(directory.resolve(name));
        Files.createDirectories(files.directory());
        Files.write(files.live(), live);
        if (marked.length > 0) {
            Files.write(files.mark(), marked);
        }
        return files;
    }

    @Test
    void whicheverBlocksOfAnUnsyncedBatchReachedTheDiskTheLedgerGoesOn() throws Exception {
        int states = 1 << blocks();
        for (int chosen = 0; chosen < states; chosen++) {
            byte[] live = onlyBlocks(chosen);
            LedgerFiles files = crashed("blocks-" + chosen, live, mark);
            long sound;
            try (QueuedLedger ledger = FileLedgers.open(files.directory())) {
                sound = ledger.head().size();
                assertThat(sound).isBetween((long) ACKNOWLEDGED, 25L);
                assertThat(ledger.receipt("education", "s-" + ACKNOWLEDGED)).isPresent();
                assertThat(append(ledger, 100).seq()).isEqualTo(sound + 1);
                assertThat(ledger.notices()).hasSize(sound == 25 ? 0 : 1);
            }
            assertThat(kept(files)).isEqualTo(live);
            ChainReport report = ChainVerifier.of(1, HashProgress.NONE).verify(List.of(files.live()));
            assertThat(report.holds()).as("blocks %s", chosen).isTrue();
            assertThat(report.entries()).isEqualTo(sound + 1);
        }
    }

    /** What is left of the crashed state and what is kept aside, together. */
    private static byte[] kept(LedgerFiles files) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] live = Files.readAllBytes(files.live());
        int last = lines(files.live()).get(lines(files.live()).size() - 1).length() + 1;
        all.write(live, 0, live.length - last);
        if (Files.exists(files.aside())) {
            try (var found = Files.list(files.aside())) {
                all.write(Files.readAllBytes(found.findFirst().orElseThrow()));
            }
        }
        return all.toByteArray();
    }

    @Test
    void anEntryThatWasAcknowledgedIsNeverCutOff() throws Exception {
        byte[] live = before.clone();
        live[before.length - 10] = 0;
        LedgerFiles files = crashed("rotten", live, mark);

        assertThatThrownBy(() -> FileLedgers.open(files.directory()))
                .isInstanceOf(DamagedLedgerException.class)
                .hasMessageContaining("provenance recover");
        assertThat(files.live()).hasBinaryContent(live);
    }

    @Test
    void aLedgerThatEndsBeforeWhatWasAcknowledgedIsRefused() throws Exception {
        LedgerFiles files = crashed("short", new byte[0], mark);

        assertThatThrownBy(() -> FileLedgers.open(files.directory()))
                .hasMessageContaining("shorter than acknowledged - acknowledged were 3 entries, and the ledger has 0");
    }

    @Test
    void anotherLedgerThanTheAcknowledgedOneIsRefused() throws Exception {
        LedgerFiles other = new LedgerFiles(directory.resolve("other"));
        try (QueuedLedger ledger = FileLedgers.open(other.directory())) {
            append(ledger, 50, 55);
        }
        LedgerFiles files = crashed("replaced", Files.readAllBytes(other.live()), mark);

        assertThatThrownBy(() -> FileLedgers.open(files.directory())).hasMessageContaining("not what was acknowledged");
    }

    @Test
    void theMarkIsAtTheLastEntryBeforeItsSenderIsTold() throws Exception {
        LedgerFiles files = new LedgerFiles(directory.resolve("marked"));
        try (QueuedLedger ledger = FileLedgers.open(files.directory())) {
            for (int n = 1; n < 6; n++) {
                Receipt receipt = append(ledger, n);
                assertThat(DurableMark.read(files.mark()))
                        .contains(new Head(receipt.seq(), receipt.hash().hex()));
            }
        }
    }

    @Test
    void aSlotWhoseWritingWasInterruptedLeavesTheOtherOne() throws Exception {
        byte[] torn = mark.clone();
        int newest = new String(torn, 0, 2, US_ASCII).equals("3 ") ? 0 : BLOCK;
        Arrays.fill(torn, newest + 10, newest + 40, (byte) 0);
        LedgerFiles files = crashed("torn-mark", before, torn);

        assertThat(DurableMark.read(files.mark()).orElseThrow().size()).isLessThan(ACKNOWLEDGED);
        assertThat(FileLedgers.sessions(files.directory())).hasSize(ACKNOWLEDGED);
    }

    /** What an older mark says after a loss of power may be more than the ledger has since it was cut. */
    @Test
    void theMarkIsDurableBeforeALedgerThatWasOpenedTakesAnything() throws Exception {
        FailingDisk disk = FileLedgers.failingDisk();
        Path opened = Files.createDirectories(directory.resolve("opened"));
        try (QueuedLedger ledger = FileLedgers.open(opened, disk, SampleLedgerOptions.STANDARD)) {
            assertThat(ledger.notices()).isEmpty();
            assertThat(disk.sparedForces).hasValue(1);
        }
    }

    @Test
    void anEntryThatCouldNotBeMadeDurableIsNotMarked() throws Exception {
        LedgerFiles files = new LedgerFiles(Files.createDirectories(directory.resolve("unsynced")));
        FailingDisk disk = FileLedgers.failingDisk();
        try (QueuedLedger ledger = FileLedgers.open(files.directory(), disk, SampleLedgerOptions.STANDARD)) {
            append(ledger, 1);
            disk.failingForces.set(1);
            assertThatThrownBy(() -> append(ledger, 2)).hasMessageContaining("not stored");
            assertThat(DurableMark.read(files.mark()).orElseThrow().size()).isEqualTo(1);
        }
    }

    @Test
    void aMarkThatCanNotBeWrittenKeepsNoEntryBack() throws Exception {
        LedgerFiles files = new LedgerFiles(directory.resolve("no-mark"));
        Files.createDirectories(files.directory());
        FailingDisk disk = FileLedgers.failingDisk();
        disk.broken = files.mark();
        try (QueuedLedger ledger = FileLedgers.open(files.directory(), disk, SampleLedgerOptions.STANDARD)) {
            assertThat(ledger.notices()).singleElement().asString().contains("mark could not be written");
            assertThat(append(ledger, 1).seq()).isEqualTo(1);
            assertThat(ledger.trouble()).hasValueSatisfying(trouble -> {
                assertThat(trouble.words()).startsWith("the ledger's mark could not be written");
                assertThat(trouble.takesEntries()).isTrue();
            });
            disk.broken = directory;
            append(ledger, 2);
            assertThat(ledger.trouble()).isEmpty();
        }
        assertThat(DurableMark.read(files.mark()).orElseThrow().size()).isEqualTo(2);
    }

    @Test
    void theMarkIsSyncedThoughNothingFollows() throws Exception {
        LedgerFiles files = new LedgerFiles(directory.resolve("idle"));
        FailingDisk disk = FileLedgers.failingDisk();
        try (QueuedLedger ledger = FileLedgers.open(files.directory(), disk, SampleLedgerOptions.STANDARD)) {
            append(ledger, 1);
            int synced = disk.sparedForces.get();
            await().until(() -> disk.sparedForces.get() > synced);
        }
        assertThat(disk.sparedForces.get()).isPositive();
    }

    @Test
    void aCheckpointWithAHoleIsCutOffAndKept() throws Exception {
        LedgerFiles files = crashed("hole", before, mark);
        try (QueuedLedger ledger = FileLedgers.open(files.directory())) {
            ledger.checkpoint();
        }
        byte[] whole = Files.readAllBytes(files.checkpoints());
        byte[] second = whole.clone();
        Arrays.fill(second, 0, 100, (byte) 0);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(whole);
        both.write(second);
        Files.write(files.checkpoints(), both.toByteArray());

        FileLedgers.open(files.directory()).close();

        assertThat(files.checkpoints()).hasBinaryContent(whole);
        assertThat(files.aside().resolve("checkpoints.jsonl." + whole.length + ".torn"))
                .hasBinaryContent(second);
    }
}
