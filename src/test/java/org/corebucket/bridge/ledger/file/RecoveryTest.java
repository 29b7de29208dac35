package org.corebucket.bridge.ledger.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.ledger.file.FileLedgers.append;
import static org.corebucket.bridge.ledger.file.FileLedgers.lines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.file.Recovery.SetAside;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.SegmentFiles;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.testkit.FailingDisk;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damage before what was acknowledged: it is shown, set aside whole, and the ledger goes on behind the last sound entry. */
@Timeout(240)
final class RecoveryTest {

    /** Small enough for two closed segments of some entries each. */
    private static final LedgerOptions OPTIONS = SampleLedgerOptions.segments(3000);

    private static final int ENTRIES = 10;

    @TempDir
    private Path directory;

    private Deployment deployment;
    private LedgerFiles files;

    @BeforeEach
    void aLedgerOfThreeSegments() throws Exception {
        deployment = make("deployment");
        files = LedgerFiles.of(deployment);
    }

    private Deployment make(String name) throws Exception {
        Deployment made = new Deployment(Files.createDirectories(directory.resolve(name)));
        Files.createDirectories(KeyFiles.directory(made));
        Files.writeString(
                KeyPurpose.BRIDGE.publicHalf(made),
                SampleLedgerOptions.SIGNER.publicKey().toPem());
        try (QueuedLedger ledger = FileLedgers.open(LedgerFiles.of(made).directory(), FileDisk.ofLogs(), OPTIONS)) {
            for (int n = 1; n <= ENTRIES; n++) {
                append(ledger, n);
            }
        }
        assertThat(LedgerFiles.of(made).closedSegments()).hasSizeGreaterThanOrEqualTo(2);
        return made;
    }

    private SignedCheckpoints checkpoints(Deployment of) throws Exception {
        return SignedCheckpoints.of(LedgerPlace.inFiles(of).checkpoints(), of, SampleLedgerOptions.ORIGIN);
    }

    private Recovery look() throws Exception {
        return Recovery.look(files, checkpoints(deployment), Head.EMPTY);
    }

    private static ChainReport verified(Deployment of, SignedCheckpoints checkpoints) throws IOException {
        try (SegmentFiles segments = SegmentFiles.of(of)) {
            return ChainVerifier.of(1, HashProgress.NONE).verify(segments, checkpoints);
        }
    }

    private static void change(Path file, int line) throws Exception {
        List<String> lines = new ArrayList<>(lines(file));
        lines.set(line - 1, lines.get(line - 1).replace("algebra", "algebrb"));
        Files.write(file, lines);
    }

    @Test
    void aSoundLedgerNeedsNone() throws Exception {
        try (Recovery recovery = look()) {
            assertThat(recovery.problems()).isEmpty();
            assertThat(recovery.sound().size()).isEqualTo(ENTRIES);
        }
        assertThat(files.aside()).doesNotExist();
    }

    @Test
    void lookingChangesNothing() throws Exception {
        change(files.closed(1), 2);
        byte[] before = Files.readAllBytes(files.closed(1));
        try (Recovery recovery = look()) {
            assertThat(recovery.problems()).first().asString().contains(files.closed(1) + ":2: hash mismatch");
            assertThat(recovery.sound().size()).isEqualTo(1);
            assertThat(recovery.acknowledged().size()).isEqualTo(ENTRIES);
            assertThat(recovery.rest()).hasSizeGreaterThanOrEqualTo(3);
        }
        assertThat(files.closed(1)).hasBinaryContent(before);
        assertThat(files.aside()).doesNotExist();
    }

    @Test
    void damageInTheLiveSegmentIsSetAsideAndTheLedgerGoesOn() throws Exception {
        int last = lines(files.live()).size();
        change(files.live(), last);
        assertThatItIsRecovered(ENTRIES - 1);
    }

    @Test
    void damageInAClosedSegmentIsSetAsideWithAllThatFollows() throws Exception {
        change(files.closed(1), 2);
        assertThatItIsRecovered(1);
    }

    @Test
    void damageInTheVeryFirstEntryLeavesNothingButTheRecord() throws Exception {
        change(files.closed(1), 1);
        assertThatItIsRecovered(0);
    }

    @Test
    void aClosedSegmentThatIsGoneIsNotBridged() throws Exception {
        int first = lines(files.closed(1)).size();
        Files.delete(files.closed(2));
        assertThatItIsRecovered(first);
    }

    @Test
    void aLiveSegmentThatIsGoneIsRecoveredToo() throws Exception {
        int live = lines(files.live()).size();
        Files.delete(files.live());
        assertThatItIsRecovered(ENTRIES - live);
    }

    @Test
    void aCheckpointThatNobodySignedIsSetAside() throws Exception {
        byte[] sound = Files.readAllBytes(files.checkpoints());
        Files.writeString(files.checkpoints(), new String(sound, US_ASCII) + "nonsense\n");
        assertThatItIsRecovered(ENTRIES);
    }

    @Test
    void whatThisHostHasSeenCountsAsWell() throws Exception {
        Head seen = new Head(ENTRIES + 5, "0".repeat(64));
        try (Recovery recovery = Recovery.look(files, checkpoints(deployment), seen)) {
            assertThat(recovery.problems())
                    .singleElement()
                    .asString()
                    .contains("shorter than this host has seen - seen were 15 entries, and the ledger has 10");
        }
    }

    @Test
    void aBridgeThatHasItKeepsIt() throws Exception {
        try (QueuedLedger bridge = FileLedgers.open(files.directory(), FileDisk.ofLogs(), OPTIONS)) {
            assertThatThrownBy(this::look).isInstanceOf(LockHeldException.class);
            append(bridge, 11);
        }
    }

    private void assertThatItIsRecovered(long sound) throws Exception {
        assertThatThrownBy(() -> FileLedgers.open(files.directory(), FileDisk.ofLogs(), OPTIONS))
                .hasMessageContaining("provenance recover");
        Path aside = files.aside().resolve("recovery-1");
        Receipt receipt;
        List<SetAside> set;
        try (Recovery recovery = look()) {
            assertThat(recovery.problems()).isNotEmpty();
            assertThat(recovery.sound().size()).isEqualTo(sound);
            set = recovery.setAside(aside);
            receipt = recovery.record("the disk failed", "INC-1", set, OPTIONS);
        }
        assertThat(receipt.seq()).isEqualTo(sound + 1);
        ChainReport report = verified(deployment, checkpoints(deployment));
        assertThat(report.flaws()).isEmpty();
        assertThat(report.entries()).isEqualTo(sound + 1);
        assertThat(report.lastCheckpoint().orElseThrow().size()).isEqualTo(sound + 1);
        String line = lines(files.live()).get(lines(files.live()).size() - 1);
        assertThat(line).contains("\"endpoint\": \"recovery\"", "\"reason\": \"the disk failed\"", "INC-1");
        for (SetAside one : set) {
            byte[] kept = Files.readAllBytes(one.file());
            assertThat(Sha256.of(kept)).isEqualTo(one.sha256());
            assertThat(line).contains(one.sha256().hex());
        }
        try (QueuedLedger bridge = FileLedgers.open(files.directory(), FileDisk.ofLogs(), OPTIONS)) {
            assertThat(append(bridge, 100).seq()).isEqualTo(sound + 2);
        }
    }

    @Test
    void aCrashBetweenAnyTwoStepsLosesNothingAndASecondTryGoesOn() throws Exception {
        boolean died = true;
        for (int steps = 0; died; steps++) {
            deployment = make("crash-" + steps);
            files = LedgerFiles.of(deployment);
            change(files.closed(1), 2);
            List<String> all = allLines();
            FailingDisk disk = FileLedgers.failingDisk();
            disk.operationsUntilDeath.set(steps);
            died = dies(disk);
            assertThat(allLines()).as("after %s steps", steps).containsAll(all);
            try (Recovery again = look()) {
                if (!again.problems().isEmpty()) {
                    assertThat(again.sound().size()).isEqualTo(1);
                    again.record("again", "INC-1", again.setAside(files.aside().resolve("recovery-2")), OPTIONS);
                }
            }
            assertThat(FileLedgers.sessions(files.directory()))
                    .startsWith("s-1")
                    .doesNotContain("s-2");
            assertThat(verified(deployment, checkpoints(deployment)).flaws()).isEmpty();
            assertThat(allLines()).containsAll(all);
        }
    }

    private boolean dies(FailingDisk disk) throws Exception {
        try (Recovery recovery = Recovery.look(disk, files, checkpoints(deployment), Head.EMPTY)) {
            recovery.record("first", "INC-1", recovery.setAside(files.aside().resolve("recovery-1")), OPTIONS);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Every line of a segment that lies anywhere below the logs. */
    private List<String> allLines() throws Exception {
        List<String> all = new ArrayList<>();
        try (var found = Files.walk(files.directory())) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                if (file.getFileName().toString().startsWith("provenance_chain")
                        && !file.toString().endsWith(".index")) {
                    all.addAll(Files.readAllLines(file));
                }
            }
        }
        return all;
    }
}
