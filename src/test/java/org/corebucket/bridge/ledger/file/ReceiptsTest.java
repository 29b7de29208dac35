package org.corebucket.bridge.ledger.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LineBuffer;
import org.corebucket.bridge.testkit.SampleEntries;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReceiptsTest {

    @TempDir
    private Path directory;

    private LedgerFiles files;
    private final SessionIndex index = new SessionIndex();
    private final LineBuffer line = new LineBuffer(1024);
    private Sha256 hash;

    @BeforeEach
    void oneEntry() throws IOException {
        files = new LedgerFiles(directory);
        hash = EntryLine.of(SampleEntries.entry(1)).appendTo(line, 1, "", Sha256.newDigest());
        Files.writeString(files.live(), new String(line.bytes(), 0, line.length(), US_ASCII));
        index.add(key("s-1"), 0);
    }

    private static long key(String session) {
        return SessionIndex.key("education", session, Sha256.newDigest());
    }

    @Test
    void aKeyThatTwoSessionsShareGivesNoneTheReceiptOfTheOther() throws IOException {
        index.add(key("s-2"), 0);
        try (Receipts receipts = new Receipts(files)) {
            receipts.begin(index);

            assertThat(receipts.find("education", "s-2")).isEmpty();
            assertThat(receipts.find("education", "s-1")).isPresent();
        }
    }

    @Test
    void anEntryThatWasChangedSinceGivesNoReceipt() throws IOException {
        Files.writeString(files.live(), Files.readString(files.live()).replace("algebra", "algebrb"));
        try (Receipts receipts = new Receipts(files)) {
            receipts.begin(index);

            assertThatThrownBy(() -> receipts.find("education", "s-1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("at byte 0 there is no longer the entry that was");
        }
    }

    @Test
    void tensOfThousandsOfSessionsAreFoundInMemoryAndInTheFile() throws IOException {
        SessionIndex many = new SessionIndex();
        for (int n = 0; n < 50_000; n++) {
            many.add(key("s-" + n), n);
        }
        try (IndexFile file = IndexFile.of(files.index(1), many, hash, line.length())) {
            for (int n = 0; n < 50_000; n++) {
                assertThat(many.offsets(key("s-" + n))).containsExactly(n);
                assertThat(file.offsets(key("s-" + n))).containsExactly(n);
            }
            assertThat(file.offsets(key("s-50000"))).isEmpty();
        }
    }

    @Test
    void whereTheIndexCanNotBeWrittenItStaysInMemory() throws IOException {
        Files.move(files.live(), files.closed(1));
        Files.createDirectory(files.index(1));
        Files.createFile(files.index(1).resolve("in-the-way"));
        try (Receipts receipts = new Receipts(files)) {
            receipts.addClosed(1, index, hash, line.length());

            assertThat(receipts.find("education", "s-1")).isPresent();
        }
    }
}
