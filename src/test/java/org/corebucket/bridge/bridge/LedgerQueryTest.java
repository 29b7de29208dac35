package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.LedgerEntries;
import org.corebucket.bridge.ledger.read.LedgerPages;
import org.corebucket.bridge.ledger.read.SegmentFiles;
import org.corebucket.bridge.testkit.SampleLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a query may ask of a ledger of 300 entries in two segments. */
final class LedgerQueryTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ENTRIES = 300;
    private static final int ACKNOWLEDGED = 298;

    @TempDir
    private Path directory;

    private LedgerEntries entries;
    private LedgerQuery enquiry;

    @BeforeEach
    void write() throws IOException {
        LedgerFiles files = new LedgerFiles(directory);
        SampleLedger ledger = SampleLedger.of(ENTRIES);
        ledger.write(files.closed(1), 0, 40);
        ledger.write(files.live(), 40, ENTRIES);
        LedgerPages pages = new LedgerPages(() -> SegmentFiles.of(files));
        entries = new LedgerEntries(new ClosedLedger(ACKNOWLEDGED), pages);
        enquiry = new LedgerQuery(pages, entries);
    }

    @ParameterizedTest
    @CsvSource({
        "from=1&limit=3, 1, 3",
        "from=39&limit=4, 39, 42",
        "from=295&limit=200, 295, 298",
        "from=0&limit=1, 1, 1"
    })
    void fromAnEntryOnTheLinesAreGivenAsTheyLieOnDiskAcrossSegmentsAndUpToTheLastThatWasAcknowledged(
            String query, int first, int last) throws IOException {
        HttpAnswer answer = enquiry.answer(query).orElseThrow();

        List<String> all = new ArrayList<>(Files.readAllLines(new LedgerFiles(directory).closed(1)));
        all.addAll(Files.readAllLines(new LedgerFiles(directory).live()));
        assertThat(answer.headers()).containsEntry("Content-Type", "application/x-ndjson");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(String.join("\n", all.subList(first - 1, last)) + "\n");
    }

    @Test
    void pastTheLastEntryThereIsNoLine() throws IOException {
        assertThat(enquiry.answer("from=299").orElseThrow().body()).isEmpty();
    }

    @Test
    void anEntryThatWasWrittenAndNotAcknowledgedYetIsNotThere() throws IOException {
        assertThat(entries.at(ACKNOWLEDGED))
                .hasValueSatisfying(line -> assertThat(line.entry().seq()).isEqualTo(ACKNOWLEDGED));
        assertThat(entries.at(ACKNOWLEDGED + 1)).isEmpty();
        assertThat(entries.at(0)).isEmpty();
    }

    /** A ledger that others have written, and of which so many entries were acknowledged. */
    private record ClosedLedger(long size) implements Ledger {

        @Override
        public void append(NewEntry entry, EntryOutcome.EntrySender to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Receipt> receipt(String module, String sessionId) {
            return Optional.empty();
        }

        @Override
        public Head head() {
            return new Head(size, "");
        }

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public Optional<LedgerTrouble> trouble() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    @Test
    void withoutALimitThereAreTwentyFiveLines() throws IOException {
        assertThat(page("").get("lines")).hasSize(25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=200", "limit=201", "limit=4294967297", "limit=999999999999999"})
    void noPageHasMoreThanTwoHundredLinesWhateverIsAskedFor(String query) throws IOException {
        assertThat(page(query).get("lines")).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=+1",
                "limit=1000000000000000",
                "limit=99999999999999999999",
                "entry=-1",
                "from=-1",
                "from=",
                "entry=",
                "limit=",
                "from=1.0",
                "from=01",
                "limit=00",
                "entry=99999999999999999999",
                "before=0.0",
                "before=1",
                "after=1.-1",
                "after=9999999.0",
                "after=1.9999999999999",
                "after=1.0&limit=no"
            })
    void aNumberThatIsNoneOrTooLongIsNoQuery(String query) throws IOException {
        assertThat(enquiry.answer(query)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "before=999999.999999999999, 300",
        "before=2.999999999999, 300",
        "before=2.0, 40",
        "after=1.999999999999, 41",
        "entry=0, 1",
        "entry=300, 300"
    })
    void aPlacePastTheEndIsTheEndOfItsSegment(String query, int seq) throws IOException {
        JsonNode page = page(query + "&limit=1");

        assertThat(page.get("lines")).hasSize(1);
        assertThat(JSON.readTree(page.get("lines").get(0).asText()).get("seq").asInt())
                .isEqualTo(seq);
    }

    @ParameterizedTest
    @ValueSource(strings = {"before=1.0", "after=2.999999999999", "entry=999999999999999"})
    void whereNothingIsThePageIsEmpty(String query) throws IOException {
        assertThat(page(query).get("lines")).isEmpty();
    }

    private JsonNode page(String query) throws IOException {
        return JSON.readTree(enquiry.answer(query).orElseThrow().body());
    }
}
