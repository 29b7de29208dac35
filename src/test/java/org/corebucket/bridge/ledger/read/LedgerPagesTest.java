package org.corebucket.bridge.ledger.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pages of a ledger of 1,000 entries in three segments. */
final class LedgerPagesTest {

    private static final int ENTRIES = 1000;

    private final SampleLedger ledger = SampleLedger.of(ENTRIES);

    @TempDir
    private Path directory;

    private LedgerFiles files;
    private LedgerPages pages;

    @BeforeEach
    void write() throws IOException {
        files = new LedgerFiles(directory);
        pages = new LedgerPages(() -> SegmentFiles.of(files));
        ledger.write(files.closed(1), 0, 300);
        ledger.write(files.closed(2), 300, 900);
        ledger.write(files.live(), 900, ENTRIES);
    }

    @Test
    void theNewestPageEndsWithTheLastEntryAndLeadsFromTheOneBeforeIt() throws IOException {
        LedgerPage page = pages.newest(25);

        assertThat(page.lines()).isEqualTo(ledger.lines().subList(975, 1000));
        assertThat(page.lead()).contains(ledger.lines().get(974));
        assertThat(page.last()).isTrue();
    }

    @Test
    void goingBackGivesEveryLineOnceAcrossSegments() throws IOException {
        List<String> all = new ArrayList<>();
        LedgerPage page = pages.newest(70);
        while (!page.lines().isEmpty()) {
            all.addAll(0, page.lines());
            page = pages.before(page.begin(), 70);
        }

        assertThat(all).isEqualTo(ledger.lines());
    }

    @Test
    void goingOnGivesEveryLineOnceWithTheOneThatItLinksTo() throws IOException {
        List<String> all = new ArrayList<>();
        LedgerPage page = pages.after(new LedgerPosition(1, 0), 70);
        assertThat(page.lead()).isEmpty();
        while (!page.lines().isEmpty()) {
            if (!all.isEmpty()) {
                assertThat(page.lead()).contains(all.get(all.size() - 1));
            }
            all.addAll(page.lines());
            assertThat(page.last()).isEqualTo(all.size() == ENTRIES);
            page = pages.after(page.end(), 70);
        }

        assertThat(all).isEqualTo(ledger.lines());
    }

    @Test
    void anEntryIsFoundByItsNumberWhereverItLies() throws IOException {
        for (int seq : new int[] {1, 2, 150, 300, 301, 640, 900, 901, 1000}) {
            assertThat(pages.from(seq, 1).lines())
                    .as("entry " + seq)
                    .containsExactly(ledger.lines().get(seq - 1));
        }
        assertThat(pages.from(1001, 1).lines()).isEmpty();
    }

    @Test
    void whatIsStillBeingWrittenIsNotGiven() throws IOException {
        Files.writeString(files.live(), "{\"endpoint\": \"/co", StandardOpenOption.APPEND);

        LedgerPage page = pages.newest(2);

        assertThat(page.lines()).isEqualTo(ledger.lines().subList(998, 1000));
        assertThat(pages.after(page.end(), 2).lines()).isEmpty();
    }

    @Test
    void aPlaceStaysTheSameWhenTheLiveSegmentIsClosed() throws IOException {
        LedgerPosition begin = pages.newest(10).begin();
        Files.move(files.live(), files.closed(3));
        Files.createFile(files.live());

        assertThat(pages.after(begin, 10).lines()).isEqualTo(ledger.lines().subList(990, 1000));
        assertThat(pages.newest(10).lines()).isEqualTo(ledger.lines().subList(990, 1000));
    }

    @Test
    void everyByteOfALineIsGivenAsItIs() throws IOException {
        Files.write(files.live(), new byte[] {(byte) 0xC3, (byte) 0xA9, 0, (byte) 0xFF, '\n'});

        assertThat(pages.newest(1).lines().get(0).getBytes(StandardCharsets.ISO_8859_1))
                .containsExactly(0xC3, 0xA9, 0, 0xFF);
    }

    @Test
    void aLineWithoutEndIsGivenInPieces() throws IOException {
        int length = 3 * BackwardLines.LONGEST + 17;
        Files.writeString(files.live(), "x".repeat(length) + "\nlast\n");

        assertThat(pages.newest(5).lines()).endsWith("last").allMatch(line -> line.length() <= BackwardLines.LONGEST);
        long sum = 0;
        LedgerPage page = pages.after(new LedgerPosition(3, 0), 5);
        while (!page.last()) {
            sum += page.lines().stream().mapToInt(String::length).sum();
            page = pages.after(page.end(), 5);
        }
        assertThat(sum + page.lines().stream().mapToInt(String::length).sum()).isEqualTo(length + 4L);
    }

    @Test
    void noTamperedNumberKeepsAPageFromBeingGiven() throws IOException {
        List<String> lines = ledger.lines();
        for (int i = 0; i < ENTRIES; i++) {
            lines.set(i, lines.get(i).replace("\"seq\": " + (i + 1) + ",", i % 2 == 0 ? "" : "\"seq\": 7,"));
        }
        write();

        assertThat(pages.from(640, 5).lines()).hasSizeLessThanOrEqualTo(5);
        assertThat(pages.before(new LedgerPosition(2, 0), 5).lines()).isEqualTo(lines.subList(295, 300));
    }

    @Test
    void aNumberLongerThanAnyEntryHasIsNotTakenForOne() throws IOException {
        List<String> lines = ledger.lines();
        for (int i = 0; i < ENTRIES; i++) {
            lines.set(i, lines.get(i).replace("\"seq\": " + (i + 1) + ",", "\"seq\": " + "9".repeat(30) + ","));
        }
        write();

        assertThat(pages.from(640, 5).lines()).isEqualTo(lines.subList(0, 5));
    }

    @Test
    void aLinkInTheLedgersPlaceLeadsNowhere(@TempDir Path elsewhere) throws IOException {
        Path other = Files.writeString(elsewhere.resolve("other"), "none of the ledger's\n");
        Files.delete(files.live());
        Files.createSymbolicLink(files.live(), other);

        assertThatThrownBy(() -> pages.newest(5)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> pages.from(950, 5)).isInstanceOf(IOException.class);
    }

    @Test
    @Timeout(60)
    void nobodyWaitsForAFifoInTheLedgersPlace() throws Exception {
        Files.delete(files.live());
        SpecialFiles.fifo(files.live());

        assertThatThrownBy(() -> pages.newest(5)).isInstanceOf(IOException.class);
    }

    @Test
    void aLedgerThatIsNotThereYetHasAnEmptyPage(@TempDir Path empty) throws IOException {
        LedgerPage page = new LedgerPages(() -> SegmentFiles.of(new LedgerFiles(empty))).newest(5);

        assertThat(page.lines()).isEmpty();
        assertThat(page.last()).isTrue();
    }

    @Test
    void aPlaceIsReadAsItWasWrittenAndNothingElseIs() {
        assertThat(LedgerPosition.of("3.10482")).contains(new LedgerPosition(3, 10482));
        assertThat(new LedgerPosition(3, 10482).text()).isEqualTo("3.10482");
        for (String strange :
                new String[] {"", ".", "3", "0.1", "1.", ".1", "-1.2", "1.2.3", "1.9999999999999", "x.y"}) {
            assertThat(LedgerPosition.of(strange)).as(strange).isEmpty();
        }
    }
}
