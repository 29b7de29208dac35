package org.corebucket.bridge.ledger.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.ledger.file.FileLedgers.append;
import static org.corebucket.bridge.ledger.file.FileLedgers.lines;
import static org.corebucket.bridge.ledger.file.FileLedgers.sessions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.testkit.FailingDisk;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash left torn is cut off and kept; what anything else changed is refused, and left as it is. */
final class LedgerOpeningTest {

    @TempDir
    private Path directory;

    private LedgerFiles files;

    @BeforeEach
    void threeEntriesAreStored() throws Exception {
        files = new LedgerFiles(directory);
        try (QueuedLedger ledger = FileLedgers.open(directory)) {
            append(ledger, 1, 4);
        }
    }

    /**
     * The live segment as it was, with one line put in another's place; as if no checkpoint had been written yet, and by a
     * version that wrote no mark.
     */
    private void rewriteLine(int line, String text) throws Exception {
        List<String> lines = new ArrayList<>(lines(files.live()));
        lines.set(line - 1, text);
        Files.writeString(files.live(), String.join("\n", lines) + "\n");
        Files.delete(files.checkpoints());
        Files.delete(files.mark());
    }

    private String line(int line) throws Exception {
        return lines(files.live()).get(line - 1);
    }

    @Test
    void whicheverStepFailsAllFilesAreGivenBackAndTheNextTrySucceeds() throws Exception {
        boolean opened = false;
        for (int steps = 0; !opened; steps++) {
            FailingDisk store = FileLedgers.failingDisk();
            store.operationsUntilDeath.set(steps);
            try {
                QueuedLedger ledger = FileLedgers.open(directory, store, SampleLedgerOptions.STANDARD);
                opened = true;
                store.operationsUntilDeath.set(FailingDisk.ALWAYS);
                ledger.close();
            } catch (IOException e) {
                assertThat(e).hasMessage("dead");
            }
            assertThat(store.open).as("after step " + steps).hasValue(0);
        }
    }

    private AbstractThrowableAssert<?, ?> assertThatItIsRefused() throws Exception {
        byte[] before = Files.readAllBytes(files.live());
        var refusal = assertThatThrownBy(() -> FileLedgers.open(directory)).isInstanceOf(DamagedLedgerException.class);
        assertThat(files.live()).hasBinaryContent(before);
        assertThat(files.aside()).doesNotExist();
        return refusal;
    }

    @Test
    void everyEntryIsGivenAsItWasAppended() throws Exception {
        NewEntry appended = SampleEntries.entry(2);

        StoredEntry stored = FileLedgers.stored(directory).get(1);

        assertThat(stored)
                .usingRecursiveComparison()
                .isEqualTo(new StoredEntry(
                        2,
                        appended.timestamp(),
                        appended.endpoint(),
                        appended.module(),
                        appended.sessionId(),
                        appended.nonce(),
                        appended.payload()));
    }

    @Test
    void theChainGoesOnWhereItEnded() throws Exception {
        try (QueuedLedger ledger = FileLedgers.open(directory)) {
            assertThat(ledger.head().size()).isEqualTo(3);
            assertThat(append(ledger, 4).seq()).isEqualTo(4);
        }
        assertThat(sessions(directory)).containsExactly("s-1", "s-2", "s-3", "s-4");
    }

    @Test
    void aTailTornAtAnyByteIsCutOffAndKeptAside() throws Exception {
        Path written = directory.resolve("short-entries");
        try (QueuedLedger ledger = FileLedgers.open(written)) {
            ledger.append(SampleEntries.shortEntry("s-1")).get();
            ledger.append(SampleEntries.shortEntry("s-2")).get();
        }
        byte[] whole = Files.readAllBytes(new LedgerFiles(written).live());
        int last = lines(new LedgerFiles(written).live()).get(0).length() + 1;
        for (int end = last + 1; end < whole.length; end++) {
            Path torn = directory.resolve("torn-" + end);
            LedgerFiles at = new LedgerFiles(torn);
            Files.createDirectories(torn);
            Files.write(at.live(), Arrays.copyOf(whole, end));
            try (QueuedLedger ledger = FileLedgers.open(torn)) {
                assertThat(ledger.notices()).singleElement().asString().contains("cut off at byte " + last);
                assertThat(ledger.append(SampleEntries.shortEntry("s-2")).get().seq())
                        .isEqualTo(2);
            }
            assertThat(at.live()).hasBinaryContent(whole);
            assertThat(at.aside().resolve("provenance_chain.jsonl." + last + ".torn"))
                    .hasBinaryContent(Arrays.copyOfRange(whole, last, end));
        }
    }

    @Test
    void aLastLineThatIsNoEntryIsTorn() throws Exception {
        rewriteLine(3, line(3).substring(0, 100) + "\0".repeat(50));

        assertThat(sessions(directory)).containsExactly("s-1", "s-2");
    }

    @Test
    void aTornTailIsReportedOnce() throws Exception {
        Files.writeString(files.live(), Files.readString(files.live()) + "{\"endpoint\": ");
        FileLedgers.open(directory).close();

        try (QueuedLedger again = FileLedgers.open(directory)) {
            assertThat(again.notices()).isEmpty();
        }
    }

    @Test
    void aSecondTornTailAtTheSamePlaceDoesNotReplaceTheFirst() throws Exception {
        String whole = Files.readString(files.live());
        for (String torn : List.of("{\"end", "{\"endpoint\": ")) {
            Files.writeString(files.live(), whole + torn);
            FileLedgers.open(directory).close();
        }
        String name = "provenance_chain.jsonl." + whole.length() + ".torn";
        assertThat(files.aside().resolve(name)).hasContent("{\"end");
        assertThat(files.aside().resolve(name + ".2")).hasContent("{\"endpoint\": ");
    }

    @Test
    void aLineThatIsNoEntryBeforeTheLastIsRefused() throws Exception {
        rewriteLine(2, "{}");

        assertThatItIsRefused().hasMessageStartingWith(files.live() + ":2: no entry - the line is not an entry");
    }

    @Test
    void aChangedEntryIsRefused() throws Exception {
        rewriteLine(2, line(2).replace("algebra", "algebrb"));

        assertThatItIsRefused().hasMessageStartingWith(files.live() + ":2: hash mismatch");
    }

    @Test
    void aChangedLastEntryIsNotTakenForATornOne() throws Exception {
        rewriteLine(3, line(3).replace("algebra", "algebrb"));

        assertThatItIsRefused().hasMessageStartingWith(files.live() + ":3: hash mismatch");
    }

    @Test
    void aMissingEntryIsRefused() throws Exception {
        List<String> lines = lines(files.live());
        Files.write(files.live(), List.of(lines.get(0), lines.get(2)));

        assertThatItIsRefused()
                .hasMessageStartingWith(files.live() + ":2: missing entry - entry 3 stands here, and 2 was to follow");
    }

    @Test
    void anEntryOfAnotherChainIsRefused() throws Exception {
        Path other = directory.resolve("other");
        try (QueuedLedger ledger = FileLedgers.open(other)) {
            append(ledger, 10, 12);
        }
        rewriteLine(2, lines(new LedgerFiles(other).live()).get(1));

        assertThatItIsRefused().hasMessageStartingWith(files.live() + ":2: unlinked");
    }

    @Test
    void aLedgerShorterThanItsLastCheckpointIsRefused() throws Exception {
        Files.write(files.live(), lines(files.live()).subList(0, 2));

        assertThatItIsRefused()
                .hasMessageContaining("shorter than checkpoint - signed were 3 entries, and the ledger has 2");
    }

    @Test
    void aLedgerThatIsGoneAfterACheckpointIsRefused() throws Exception {
        Files.delete(files.live());

        assertThatThrownBy(() -> FileLedgers.open(directory)).hasMessageContaining("shorter than checkpoint");
    }

    @Test
    void aLedgerWrittenAnewSinceItsLastCheckpointIsRefused() throws Exception {
        Path other = directory.resolve("other");
        try (QueuedLedger ledger = FileLedgers.open(other)) {
            append(ledger, 10, 13);
        }
        Files.write(files.live(), Files.readAllBytes(new LedgerFiles(other).live()));

        assertThatItIsRefused().hasMessageContaining(":3: checkpoint does not match");
    }

    @Test
    void aTornCheckpointIsCutOffAndTheNextIsWhole() throws Exception {
        byte[] checkpoints = Files.readAllBytes(files.checkpoints());
        Files.writeString(files.checkpoints(), new String(checkpoints, US_ASCII) + "{\"hash\": ");

        try (QueuedLedger ledger = FileLedgers.open(directory)) {
            assertThat(ledger.notices())
                    .singleElement()
                    .asString()
                    .startsWith(files.checkpoints() + ": its end was torn");
            append(ledger, 4);
        }
        assertThat(lines(files.checkpoints())).hasSize(2).allMatch(line -> line.endsWith("}"));
    }

    @Test
    void aCheckpointThatIsNoneIsRefused() throws Exception {
        Files.writeString(files.checkpoints(), Files.readString(files.checkpoints()) + "nonsense\n");

        assertThatItIsRefused()
                .hasMessageStartingWith(
                        files.checkpoints() + ":2: checkpoint does not match - the line is no checkpoint");
    }

    @Test
    void aTornClosedSegmentIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(files.live());
        Files.write(files.closed(1), Arrays.copyOf(whole, whole.length - 1));
        Files.delete(files.live());

        assertThatThrownBy(() -> FileLedgers.open(directory))
                .hasMessageStartingWith(files.closed(1) + ":3: torn tail - the last line has no end");
    }

    @Test
    void anIndexThatIsGoneOrChangedIsMadeAnew() throws Exception {
        Files.move(files.live(), files.closed(1));
        FileLedgers.open(directory).close();
        byte[] sound = Files.readAllBytes(files.index(1));
        byte[] changed = sound.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(files.index(1), changed);

        try (QueuedLedger ledger = FileLedgers.open(directory)) {
            assertThat(ledger.receipt("education", "s-2")).isPresent();
        }
        assertThat(files.index(1)).hasBinaryContent(sound);
    }

    @Test
    void aSecondOpeningIsRefusedWhileTheFirstLasts() throws Exception {
        try (QueuedLedger first = FileLedgers.open(directory)) {
            assertThatThrownBy(() -> FileLedgers.open(directory)).isInstanceOf(LockHeldException.class);
            assertThat(append(first, 4).seq()).isEqualTo(4);
        }
        FileLedgers.open(directory).close();
    }

    @Test
    void aRefusedOpeningLeavesNoLock() throws Exception {
        String whole = Files.readString(files.live());
        Files.writeString(files.live(), whole.replace("algebra", "algebrb"));
        assertThatThrownBy(() -> FileLedgers.open(directory)).isInstanceOf(DamagedLedgerException.class);

        Files.writeString(files.live(), whole);
        assertThat(sessions(directory)).hasSize(3);
    }
}
