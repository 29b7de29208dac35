package org.corebucket.bridge.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.file.FileStore;
import org.corebucket.bridge.ledger.read.DurableMark;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.Resources;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** READY means that a bridge starts on the ledger; what a bridge refuses is named, with a remedy, before it tries. */
final class StartableLedgerTest {

    private static final String LEDGER = "logs/provenance_chain.jsonl";
    private static final String FIRST = "logs/provenance_chain.000001.jsonl";
    private static final String CHECKPOINTS = "logs/checkpoints.jsonl";

    @TempDir
    private Path directory;

    /** What a bridge refuses to start on. */
    private enum Refused {
        A_LAST_CHECKPOINT_THAT_IS_NONE,
        A_LAST_CHECKPOINT_THAT_IS_EMPTY,
        A_LEDGER_OF_V5,
        AN_UNFINISHED_ARCHIVE,
        FEWER_ENTRIES_THAN_WERE_ACKNOWLEDGED,
        ANOTHER_ENTRY_THAN_WAS_ACKNOWLEDGED,
        NOTHING_BUT_THE_MARK,
        A_CLOSED_SEGMENT_WITHOUT_AN_ENTRY,
        AN_EMPTY_LINE_BETWEEN_ENTRIES
    }

    @ParameterizedTest
    @EnumSource
    void whatABridgeRefusesIsNotReady(Refused state) throws Exception {
        Operator operator = Operator.atDeployment(directory);
        SampleLedger ledger = SampleLedger.of(5);
        ledger.write(operator.path(LEDGER));
        make(state, operator, ledger);

        assertThat(operator.run("verify").code()).as("verify").isNotZero();
        assertThat(starts(operator)).as("the bridge starts").isFalse();
    }

    private static void make(Refused state, Operator operator, SampleLedger ledger) throws Exception {
        switch (state) {
            case A_LAST_CHECKPOINT_THAT_IS_NONE -> {
                operator.run("provenance", "checkpoint");
                operator.write(CHECKPOINTS, operator.text(CHECKPOINTS) + "nonsense\n");
            }
            case A_LAST_CHECKPOINT_THAT_IS_EMPTY -> {
                operator.run("provenance", "checkpoint");
                operator.write(CHECKPOINTS, operator.text(CHECKPOINTS) + "\n");
            }
            case A_LEDGER_OF_V5 -> Files.copy(v5(), replaced(operator, LEDGER));
            case AN_UNFINISHED_ARCHIVE -> {
                Files.copy(v5(), replaced(operator, "logs/provenance_chain.v5.jsonl"));
                operator.write(LEDGER, "");
            }
            case FEWER_ENTRIES_THAN_WERE_ACKNOWLEDGED -> mark(operator, new Head(6, "a".repeat(64)));
            case ANOTHER_ENTRY_THAN_WAS_ACKNOWLEDGED -> mark(operator, new Head(5, "a".repeat(64)));
            case NOTHING_BUT_THE_MARK -> {
                mark(operator, new Head(5, ledger.hash(5)));
                operator.write(LEDGER, "");
            }
            case A_CLOSED_SEGMENT_WITHOUT_AN_ENTRY -> operator.write(FIRST, "");
            case AN_EMPTY_LINE_BETWEEN_ENTRIES ->
                operator.write(LEDGER, operator.text(LEDGER).replaceFirst("\n", "\n\n"));
        }
    }

    private static Path replaced(Operator operator, String path) throws Exception {
        Files.deleteIfExists(operator.path(path));
        return operator.path(path);
    }

    private static Path v5() {
        return Resources.path("ledger/chain_v5_good.jsonl");
    }

    private static void mark(Operator operator, Head head) throws Exception {
        operator.write("logs/.ledger.mark", new String(DurableMark.slot(head), StandardCharsets.US_ASCII));
    }

    @Test
    void whatACrashLeftBehindACheckpointIsReady() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        SampleLedger.of(5).write(operator.path(LEDGER));
        operator.run("provenance", "checkpoint");
        operator.write(CHECKPOINTS, operator.text(CHECKPOINTS) + "\0\0\0\n{\"hash\"");

        assertThat(operator.run("verify").code()).isZero();
        assertThat(starts(operator)).isTrue();
    }

    private static boolean starts(Operator operator) throws Exception {
        LedgerFiles files = new LedgerFiles(operator.path("logs"));
        try (QueuedLedger ledger = FileStore.ledger(files, Head.EMPTY, SampleLedgerOptions.STANDARD, entry -> {})) {
            return ledger.head().size() > 0;
        } catch (DamagedLedgerException e) {
            return false;
        }
    }
}
