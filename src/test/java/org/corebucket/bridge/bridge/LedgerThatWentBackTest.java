package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.corebucket.bridge.ledger.postgres.LedgerWentBackException;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Holders;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole database that went back, and so contradicts itself nowhere, is found by what a host saw of the ledger. */
@ExtendWith(PostgresLogs.class)
final class LedgerThatWentBackTest {

    @TempDir
    private Path directory;

    @Test
    void whereSeveralDecideOneKeyDoesNotGiveUpWhatWasSeen() throws Exception {
        try (SharedLedger ledger = SharedLedger.make()) {
            RunningBridge bridge = new RunningBridge(directory, ledger);
            Holders holders = Holders.twoOfThree(bridge.operator());
            sawOneEntryThatIsLost(bridge, ledger);

            assertThat(bridge.operator()
                            .run("cluster", "accept", "--reason", "it is lost")
                            .err())
                    .contains("wants 2 signatures");
            holders.succeed("cluster", "accept", "--propose", "--reason", "it is lost");
            assertThat(holders.approve("anna").out()).contains("this host had seen: entry 1", "it goes by: no entry");
            assertThat(bridge.operator().run("cluster", "accept", "--complete").code())
                    .isEqualTo(77);
            assertThat(bridge.operator().run("verify", "--check", "logs").out()).contains("LEDGER SHRANK");
            holders.approve("bruno");
            holders.succeed("cluster", "accept", "--complete");

            assertThat(bridge.operator().run("verify", "--check", "logs").out()).doesNotContain("SHRANK");
            assertThat(bridge.operator().run("incident", "list").out()).contains("it is lost");
        }
    }

    @Test
    void aBridgeOfAHostThatSawMoreDoesNotStartAndPutsTheStopInForce() throws Exception {
        try (SharedLedger ledger = SharedLedger.make()) {
            RunningBridge bridge = new RunningBridge(directory, ledger);
            sawOneEntryThatIsLost(bridge, ledger);

            assertThat(bridge.operator().path("EMERGENCY_SHUTDOWN.marker")).exists();
            assertThat(bridge.operator().run("incident", "list").out()).contains("ledger went back");
            assertThat(bridge.operator().run("verify", "--check", "logs").out()).contains("LEDGER SHRANK");

            Answer accepted = bridge.operator().run("cluster", "accept", "--reason", "the backup is all there is");

            assertThat(accepted.code()).as(accepted.err()).isZero();
            assertThat(accepted.out()).contains("Accepted: this host had seen entry 1", "goes by no entry");
            assertThat(bridge.operator().run("verify", "--check", "logs").out()).doesNotContain("SHRANK");
            assertThat(bridge.operator().run("incident", "list").out()).contains("the backup is all there is");
        }
    }

    private static void sawOneEntryThatIsLost(RunningBridge bridge, SharedLedger ledger) throws Exception {
        ModuleClient client = bridge.client();
        assertThat(client.post("/core/update", client.envelope(ModuleClient.update("education")), bridge.token())
                        .statusCode())
                .isEqualTo(200);
        Answer seen = bridge.operator().run("verify", "--check", "logs");
        assertThat(seen.code()).as(seen.out()).isZero();

        // It is closed then, and not started.
        assertThatThrownBy(() -> bridge.restartAfter(() -> ledger.schema()
                        .psql(
                                "SET session_replication_role = replica",
                                "TRUNCATE entry, receipt, mark, module_state, checkpoint, node",
                                "UPDATE head SET size = 0, bytes = 0, hash = '', untimed = 0")))
                .isInstanceOf(LedgerWentBackException.class)
                .hasMessageContaining("entry 1 was acknowledged");
    }
}
