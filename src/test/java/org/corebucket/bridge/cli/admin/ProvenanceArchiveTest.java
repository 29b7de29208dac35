package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A deployment with V5's ledger in the live one's place is never READY, and what it is told to do makes it so. */
final class ProvenanceArchiveTest {

    private static final String LEDGER = "logs/provenance_chain.jsonl";
    private static final String ARCHIVED = "logs/provenance_chain.v5.jsonl";

    @TempDir
    Path directory;

    private Operator operator;

    @BeforeEach
    void beAtADeployment() throws IOException {
        operator = Operator.atDeployment(directory);
    }

    private byte[] putV5(String vector) throws Exception {
        byte[] bytes = Resources.bytes("ledger/chain_v5_" + vector + ".jsonl");
        Files.write(operator.path(LEDGER), bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "good, holds",
        "unlinked, does not hold: 11 flaws",
        "payload_changed, does not hold: 1 flaw",
        "timestamp_changed, does not hold: 1 flaw",
        "entry_removed, does not hold: 1 flaw",
        "entries_swapped, does not hold: 3 flaws",
        "torn_tail, does not hold: 1 flaw"
    })
    void itIsArchivedUnalteredWhetherItHoldsOrNotAndTheDeploymentIsReady(String vector, String verdict)
            throws Exception {
        byte[] old = putV5(vector);
        Answer blocked = operator.run("verify");
        assertThat(blocked.code()).isEqualTo(8);
        assertThat(blocked.out())
                .contains("LEDGER OF V5: " + LEDGER + " is in the form of V5, and the bridge can't append to it")
                .contains("bridgectl provenance archive")
                .doesNotContain("back from a copy");

        Answer archived = operator.run("provenance", "archive");

        assertThat(archived.code()).isZero();
        assertThat(archived.out())
                .contains("Archived: " + ARCHIVED + ", " + old.length + " bytes, sha256 "
                        + Sha256.of(old).hex())
                .contains(verdict);
        assertThat(operator.path(ARCHIVED)).hasBinaryContent(old);
        assertThat(operator.run("verify").code()).isZero();
        assertThat(operator.run("verify", "--deep").code()).isZero();
        assertThat(operator.run("provenance", "show", "--seq", "1", "--json").out())
                .contains(
                        "\"endpoint\": \"archive\"",
                        "\"module\": \"bridge\"",
                        "\"bytes\": " + old.length,
                        "\"file\": \"" + ARCHIVED + "\"",
                        Sha256.of(old).hex(),
                        "\"verdict\": \"" + verdict);
        assertThat(operator.run("provenance", "verify").out())
                .contains("Ledger holds: 1 entry")
                .contains("Archived ledger of V5: what entry 1 recorded")
                .contains(verdict);
        assertThat(operator.run("provenance", "verify", "--signatures").code()).isZero();
    }

    @Test
    void aV5LedgerThatHostsHaveSeenBeforeIsNotMissedAfterwards() throws Exception {
        putV5("good");
        operator.run("verify");
        operator.run("provenance", "archive");
        assertThat(operator.run("verify").code()).isZero();
    }

    @Test
    void aChangedArchiveIsFoundByEveryVerificationThatReadsIt() throws Exception {
        putV5("unlinked");
        operator.run("provenance", "archive");
        operator.flipByte(ARCHIVED);

        Answer answer = operator.run("provenance", "verify");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out())
                .contains(ARCHIVED + ": its sha256 is ")
                .contains("THE ARCHIVED LEDGER IS NOT WHAT WAS RECORDED");
        assertThat(operator.run("verify", "--deep").out())
                .contains("ARCHIVED LEDGER: " + ARCHIVED + " - its sha256 is");

        Files.writeString(operator.path(ARCHIVED), "{}\n");
        assertThat(operator.run("verify").out())
                .contains("ARCHIVED LEDGER: " + ARCHIVED + " - it has 3 bytes, and entry 1 recorded 2981");
        Files.delete(operator.path(ARCHIVED));
        assertThat(operator.run("verify").out()).contains("ARCHIVED LEDGER: " + ARCHIVED + " - it is missing");
        assertThat(operator.run("provenance", "verify").code()).isEqualTo(1);
    }

    @Test
    void aFileInTheArchivesPlaceThatNothingRecordsIsFound() throws Exception {
        operator.write(ARCHIVED, "{}\n");
        assertThat(operator.run("verify").out()).contains("the ledger's first entry does not record it");
        assertThat(operator.run("provenance", "verify").code()).isEqualTo(1);
    }

    @Test
    void aSecondTryHasNothingToDo() throws Exception {
        putV5("good");
        operator.run("provenance", "archive");
        String ledger = operator.text(LEDGER);
        assertThat(operator.run("provenance", "archive"))
                .isEqualTo(
                        new Answer(0, "Nothing to archive: there is no ledger of V5 in the live one's place.\n", ""));
        assertThat(operator.text(LEDGER)).isEqualTo(ledger);
    }

    /** It may be a ledger of V5 of which the first line was damaged: a bridge must not begin another one over it unnoticed. */
    @Test
    void whatIsALedgerInNoFormIsRefusedAndStays() throws Exception {
        String old = new String(putV5("good"), StandardCharsets.UTF_8);
        for (String damaged : List.of("garbage\n", "garbage" + old.substring(old.indexOf('\n')), "{}\n")) {
            operator.write(LEDGER, damaged);

            Answer answer = operator.run("provenance", "archive");

            assertThat(answer.code()).isEqualTo(65);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err())
                    .contains(LEDGER + ":1: this is an entry neither in the form of V5 nor in that of the bridge");
            assertThat(operator.text(LEDGER)).isEqualTo(damaged);
        }
    }

    @Test
    void whatACrashLeftOfAFirstLineIsNothingToArchive() throws Exception {
        operator.write(LEDGER, "{\"endpoint\": ");

        assertThat(operator.run("provenance", "archive").code()).isZero();
    }

    @Test
    void noFileIsReplacedByIt() throws Exception {
        byte[] old = putV5("good");
        operator.write(ARCHIVED, "mine\n");
        Answer answer = operator.run("provenance", "archive");
        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.err()).contains(ARCHIVED + " is there already");
        assertThat(operator.path(LEDGER)).hasBinaryContent(old);
        assertThat(operator.text(ARCHIVED)).isEqualTo("mine\n");
    }

    @Test
    void nothingIsSignedOverALedgerOfV5() throws Exception {
        putV5("good");
        Answer answer = operator.run("provenance", "checkpoint");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).contains("bridgectl provenance archive");
        assertThat(operator.path("logs/checkpoints.jsonl")).doesNotExist();
    }

    @Test
    void recoverIsNotWhatAV5LedgerNeeds() throws Exception {
        byte[] old = putV5("unlinked");
        Answer answer = operator.run("provenance", "recover", "--reason", "wrong command");
        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.err()).contains("bridgectl provenance archive");
        assertThat(operator.path(LEDGER)).hasBinaryContent(old);
    }

    @Test
    void verifyingItInPlaceSaysWhatTheBridgeNeeds() throws Exception {
        putV5("good");
        Answer answer = operator.run("provenance", "verify");
        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("Ledger holds: 12 entries", "bridgectl provenance archive");
        assertThat(operator.run("status").out()).contains("in the form of V5");
    }

    @Test
    void aLedgerOfWhichNothingIsLeftButTheMarkIsNotReady() throws Exception {
        putV5("good");
        operator.run("provenance", "archive");
        operator.write(LEDGER, "");
        Files.delete(operator.path("logs/checkpoints.jsonl"));
        Files.delete(operator.path(ARCHIVED));
        for (Path file : operator.filesBelow(operator.state())) {
            if (file.toString().endsWith(".state")) {
                Files.writeString(file, Files.readString(file).replaceAll("(?m)^ledger: .*\n", ""));
            }
        }
        Answer answer = operator.run("verify");
        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.out()).contains("shorter than acknowledged");
    }

    @Test
    void aBridgeThatRunsKeepsItsLedger() throws Exception {
        putV5("good");
        try (DeploymentLock bridge = DeploymentLock.acquire(operator.path("logs/.ledger.lock"))) {
            assertThat(bridge).isNotNull();
            assertThat(operator.run("provenance", "archive").code()).isEqualTo(75);
        }
    }
}
