package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A ledger in files goes into a database, and out of it again, byte for byte. */
@ExtendWith(PostgresLogs.class)
final class ProvenanceImportTest {

    private static final String LIVE = "logs/provenance_chain.jsonl";

    @TempDir
    private Path directory;

    private Operator withEntries(int count) throws Exception {
        try (RunningBridge bridge = new RunningBridge(directory)) {
            ModuleClient client = bridge.client();
            for (int i = 0; i < count; i++) {
                assertThat(client.post(
                                        "/core/update",
                                        client.envelope(ModuleClient.update("education")),
                                        bridge.token())
                                .statusCode())
                        .isEqualTo(200);
            }
            return bridge.operator();
        }
    }

    @Test
    void allGoesInAndComesOutAsItWas() throws Exception {
        Operator operator = withEntries(7);
        byte[] before = operator.read(LIVE);
        byte[] checkpoints = operator.read("logs/checkpoints.jsonl");
        try (SharedLedger ledger = SharedLedger.make()) {
            ledger.join(operator);

            Answer imported = operator.run("provenance", "import");
            Answer verified = operator.run("provenance", "verify");
            Answer again = operator.run("provenance", "import");
            Answer exported =
                    operator.run("provenance", "export", operator.beside("out").toString());

            assertThat(imported.code()).as(imported.err()).isZero();
            assertThat(imported.out()).startsWith("Imported 7 entries and 1 checkpoint, head ");
            assertThat(verified.out())
                    .contains("Ledger holds: 7 entries", "Checkpoints hold: 1, the last of 7 entries");
            assertThat(again.code()).isEqualTo(78);
            assertThat(again.err()).contains("it has a ledger already, of 7 entries");
            assertThat(exported.code()).as(exported.err()).isZero();
            assertThat(Files.readAllBytes(operator.beside("out").resolve("provenance_chain.jsonl")))
                    .isEqualTo(before);
            assertThat(Files.readAllBytes(operator.beside("out").resolve("checkpoints.jsonl")))
                    .isEqualTo(checkpoints);
            assertThat(Files.readAllBytes(operator.beside("out").resolve("log/checkpoints/7")))
                    .isEqualTo(operator.read("logs/log/checkpoints/7"));
            assertThat(ledger.schema()
                            .psql("SELECT max(size) FROM log_checkpoint")
                            .strip())
                    .isEqualTo("7");
            assertThat(operator.run(
                                    "provenance",
                                    "verify",
                                    operator.beside("out").toString())
                            .out())
                    .contains("Ledger holds: 7 entries", "The log's checkpoints hold: ");
            assertThat(ledger.schema()
                            .psql("SELECT sum(entries) FROM module_state")
                            .strip())
                    .isEqualTo("7");
            assertThat(ledger.schema().psql("SELECT count(*) FROM receipt").strip())
                    .isEqualTo("7");
            assertThat(operator.run("verify").out()).contains("Ledger: 7 entries");
            assertThat(ledger.schema().psql("SELECT size FROM log_checkpoint").strip())
                    .isEqualTo("7");
        }
    }

    @Test
    void aLedgerThatDoesNotHoldIsNotImported() throws Exception {
        Operator operator = withEntries(3);
        operator.write(LIVE, operator.text(LIVE).replaceFirst("education", "robotics!"));
        try (SharedLedger ledger = SharedLedger.make()) {
            ledger.join(operator);

            Answer imported = operator.run("provenance", "import");

            assertThat(imported.code()).isEqualTo(1);
            assertThat(imported.out()).contains("LEDGER DOES NOT HOLD");
            assertThat(ledger.schema().psql("SELECT count(*) FROM entry").strip())
                    .isEqualTo("0");
        }
    }

    @Test
    void nothingIsExportedIntoADirectoryThatHasSomething() throws Exception {
        Operator operator = withEntries(1);
        Files.createDirectory(operator.beside("out"));
        Files.writeString(operator.beside("out").resolve("mine"), "");

        Answer exported =
                operator.run("provenance", "export", operator.beside("out").toString());

        assertThat(exported.code()).isEqualTo(74);
        assertThat(exported.err()).contains("out: it is there already");
    }
}
