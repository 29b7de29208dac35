package org.corebucket.bridge.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.file.FileStore;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hashes of a ledger's entries, as whoever follows it takes them. */
final class HashesOfEntriesTest {

    @TempDir
    private Path directory;

    private final List<Sha256> stored = new ArrayList<>();

    private QueuedLedger open() throws Exception {
        return FileStore.ledger(new LedgerFiles(directory), Head.EMPTY, SampleLedgerOptions.STANDARD, entry -> {});
    }

    private void append(QueuedLedger ledger, int entries) throws Exception {
        for (int i = 0; i < entries; i++) {
            stored.add(ledger.append(SampleEntries.entry(stored.size())).join().hash());
        }
    }

    private static List<Sha256> hashes(QueuedLedger ledger, long first, long last) throws IOException {
        List<Sha256> given = new ArrayList<>();
        ledger.hashes()
                .give(
                        first,
                        last,
                        (hashes, at) -> given.add(Sha256.ofBytes(Arrays.copyOfRange(hashes, at, at + Sha256.BYTES))));
        return given;
    }

    @Test
    void whatWasJustStoredIsNotReadBack() throws Exception {
        try (QueuedLedger ledger = open()) {
            append(ledger, 5);
            Files.delete(new LedgerFiles(directory).live());

            assertThat(hashes(ledger, 1, 5)).isEqualTo(stored);
            assertThat(hashes(ledger, 3, 4)).isEqualTo(stored.subList(2, 4));
        }
    }

    @Test
    void whatWasStoredBeforeTheLedgerWasOpenedIsRead() throws Exception {
        try (QueuedLedger ledger = open()) {
            append(ledger, 5);
        }
        try (QueuedLedger ledger = open()) {
            append(ledger, 3);

            assertThat(hashes(ledger, 1, 8)).isEqualTo(stored);
            assertThat(hashes(ledger, 6, 8)).isEqualTo(stored.subList(5, 8));
            assertThatThrownBy(() -> hashes(ledger, 6, 9))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not reach entry 9");
        }
    }
}
