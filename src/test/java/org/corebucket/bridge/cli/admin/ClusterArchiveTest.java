package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SharedLedger;
import org.corebucket.bridge.testkit.SmallDisk;
import org.corebucket.bridge.text.OneLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The oldest entries leave the database, and the ledger goes on behind them. Here a table of them has three, not a million. */
@ExtendWith(PostgresLogs.class)
final class ClusterArchiveTest {

    private static final Duration LONG = Duration.ofDays(500);

    @TempDir
    private Path directory;

    private SharedLedger ledger;
    private RunningBridge bridge;
    private Path archive;

    @BeforeEach
    void start() throws Exception {
        ledger = SharedLedger.make();
        ledger.join(Operator.atDeployment(Files.createDirectory(directory.resolve("first"))));
        table("entry_a", 0, 4);
        table("entry_b", 4, 7);
        table("entry_0", 7, 1_000_000);
        bridge = new RunningBridge(Files.createDirectory(directory.resolve("node")), ledger);
        archive = directory.resolve("an archive\nof a name");
    }

    private void table(String name, long from, long to) throws IOException {
        ledger.schema()
                .psql(
                        "CREATE TABLE " + name + " PARTITION OF entry FOR VALUES FROM (" + from + ") TO (" + to + ")",
                        "ALTER TABLE " + name + " OWNER TO "
                                + ledger.schema().owner().user());
    }

    @AfterEach
    void end() throws IOException {
        bridge.close();
        ledger.close();
    }

    private void post(int count) throws Exception {
        post("education", count);
    }

    private void post(String module, int count) throws Exception {
        ModuleClient client = bridge.client();
        for (int i = 0; i < count; i++) {
            assertThat(client.post("/core/update", client.envelope(ModuleClient.update(module)), bridge.token())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private void pass() {
        pass(LONG);
    }

    /** The database's clock goes first: no bridge asks it for tables of days that are far off. */
    private void pass(Duration time) {
        ledger.setClock(bridge.now().plus(time));
        bridge.pass(time);
        bridge.operator().setClock(bridge.now().toString());
    }

    private Answer archive(Path into) throws Exception {
        bridge.operator().write("owner.password", ledger.schema().owner().password() + "\n");
        return bridge.operator()
                .run(
                        "cluster",
                        "archive",
                        into.toString(),
                        "--older-than",
                        "400d",
                        "--owner",
                        ledger.schema().owner().user(),
                        "--password-file",
                        bridge.operator().path("owner.password").toString());
    }

    private String sql(String statement) throws IOException {
        return ledger.schema().psql(statement).strip();
    }

    private Answer provenance(String... words) {
        List<String> all = new ArrayList<>(List.of("provenance"));
        all.addAll(List.of(words));
        return bridge.operator().run(all.toArray(String[]::new));
    }

    private static List<String> lines(Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(each -> each.toString().contains("provenance_chain"))
                    .sorted((one, other) -> order(one).compareTo(order(other)))
                    .toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    /** The live segment is the last. */
    private static String order(Path file) {
        return file.toString().endsWith("chain.jsonl") ? "z" : file.toString();
    }

    /** The tree of the archived entries is what this host keeps of it; without, their roots can't be compared, which is said. */
    @Test
    void theLogIsHeldAgainstTheEntriesThatAreThere() throws Exception {
        post(8);
        pass();
        while (!provenance("verify").out().contains(": size 8, root ")) {
            bridge.tick();
        }
        assertThat(provenance("verify").out()).contains("against the tree of all entries");
        assertThat(archive(archive).code()).isZero();

        Answer byTiles = provenance("verify");
        Files.delete(bridge.operator().path("logs/log/level-0"));
        Answer without = provenance("verify");

        assertThat(byTiles.code()).as(byTiles.out()).isZero();
        assertThat(byTiles.out()).contains("on, and of what this host keeps of the archived ones");
        assertThat(without.code()).as(without.out()).isZero();
        assertThat(without.out()).contains("whose roots were not compared: entries 1 to ");
    }

    @Test
    void fullTablesThatAreOldLeaveTheDatabaseAndTheRestGoesOnBehindThem() throws Exception {
        post(8);
        List<String> whole = bridge.ledger();
        pass();

        Answer archived = archive(archive);

        assertThat(archived.code()).as(archived.err()).isZero();
        assertThat(archived.out())
                .contains("Archived entries 1 to 6 in " + OneLine.of(archive.toString()))
                .hasLineCount(1);
        assertThat(sql("SELECT string_agg(seq::text, ' ' ORDER BY seq) FROM entry"))
                .isEqualTo("7 8");
        assertThat(lines(archive)).isEqualTo(whole.subList(0, 6));
        assertThat(provenance("verify", archive.toString()).out()).contains("Ledger holds: 6 entries");
        post(2);
        Answer verified = provenance("verify");
        assertThat(verified.code()).as(verified.out()).isZero();
        assertThat(verified.out())
                .contains("Ledger holds: 10 entries", "Entries 1 to 6 were archived, and are not verified here");
        assertThat(bridge.operator().run("verify", "--deep", "--check", "logs").out())
                .doesNotContain("The ledger is empty")
                .contains("Ledger: 10 entries", "Entries read: 7 to 10; archived, and not there to be read: 1 to 6");
    }

    @Test
    void receiptsAndCountsOfWhatWasArchivedAreStillThere() throws Exception {
        post("finance", 1);
        post(7);
        pass();
        archive(archive);
        String session = lines(archive).get(0).replaceAll(".*\"session_id\": \"([^\"]*)\".*", "$1");

        bridge.restart();

        ModuleClient client = bridge.client();
        assertThat(client.get("/bucket/receipts/" + session, bridge.token()).body())
                .contains("\"seq\":1");
        assertThat(client.get("/bucket/status", bridge.token()).body())
                .contains("\"total_sync_count\":8", "\"finance\":1");
        String admin = client.token(bridge.now(), "\"roles\":[\"admin\"]");
        assertThat(client.get("/core/ledger?from=1&limit=1", admin).body()).contains("\"seq\": 7,");
        assertThat(client.get("/core/ledger?after=1.0&limit=1", admin).body())
                .contains("\"lead\":null", "\"archived\":6", "\"archived_head\":\"");
        assertThat(client.get("/bucket/entries/6", admin).statusCode()).isEqualTo(404);
    }

    @Test
    void anArchiveIsContinuedAndAnExportGoesOnBehindACopyOfIt() throws Exception {
        post(4);
        pass();
        assertThat(archive(archive).out()).contains("Archived entries 1 to 3");
        post(4);
        pass();

        Answer again = archive(archive);
        Answer elsewhere = archive(directory.resolve("elsewhere"));
        Answer export = provenance("export", directory.resolve("out").toString());
        Files.createDirectory(directory.resolve("copy"));
        try (var files = Files.list(archive)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve("copy").resolve(file.getFileName()));
            }
        }
        Answer behind = provenance("export", directory.resolve("copy").toString());

        assertThat(again.out()).as(again.err()).contains("Archived entries 4 to 6");
        assertThat(elsewhere.out()).as("nothing more is full and old").contains("Nothing to archive");
        assertThat(export.code()).isEqualTo(78);
        assertThat(export.err()).contains("entries 1 to 6 were archived", "Name the directory of the archive");
        assertThat(behind.code()).as(behind.err()).isZero();
        assertThat(provenance("verify", directory.resolve("copy").toString()).out())
                .contains("Ledger holds: 8 entries");
        assertThat(Files.readAllLines(archive.resolve("checkpoints.jsonl")))
                .last()
                .asString()
                .contains("\"size\": 6,");
    }

    @Test
    void whatIsYoungStays() throws Exception {
        post(8);
        pass(Duration.ofDays(399));

        Answer answer = archive(archive);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("Nothing to archive");
        assertThat(sql("SELECT count(*) FROM entry")).isEqualTo("8");
        assertThat(archive).doesNotExist();
    }

    @Test
    void entriesThatDoNotHoldAreNotRemoved() throws Exception {
        post(8);
        pass();
        change("education", "educatiom");

        Answer answer = archive(archive);
        change("educatiom", "education");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).contains(":2: hash mismatch");
        assertThat(answer.err()).contains("nothing was removed from the database");
        assertThat(sql("SELECT count(*) FROM entry")).isEqualTo("8");
    }

    private void change(String from, String to) throws IOException {
        ledger.schema()
                .psql(
                        "SET session_replication_role = replica",
                        "UPDATE entry SET line = convert_to(replace(convert_from(line, 'UTF8'), '" + from + "', '" + to
                                + "'), 'UTF8') WHERE seq = 2");
    }

    @Test
    void whoeverDropsEntriesAndSaysThatTheyWereArchivedIsFound() throws Exception {
        post(8);
        bridge.restart();
        ledger.schema()
                .psql(
                        "INSERT INTO archive SELECT 6, begins, (SELECT line FROM checkpoint WHERE size = 8) FROM entry"
                                + " WHERE seq = 7",
                        "DROP TABLE entry_a, entry_b");

        Answer verified = provenance("verify");

        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out())
                .contains(
                        "missing entry - entries 1 to 8 are not there, and nothing sound says that they were archived");
    }

    @Test
    void whatAHostSawOfArchivedEntriesIsNotCalledDamageAndNotClaimed() throws Exception {
        post(2);
        Answer seen = bridge.operator().run("verify", "--check", "logs");
        post(6);
        pass();
        archive(archive);

        Answer verified = bridge.operator().run("verify", "--check", "logs");

        assertThat(seen.code()).as(seen.out()).isZero();
        assertThat(verified.code()).as(verified.out()).isZero();
        assertThat(verified.out() + verified.err())
                .contains("LEDGER ARCHIVED: entry 2, which this host has seen, is among the 6 archived ones");
    }

    @Test
    void aCertificateOfWhatWasArchivedIsNotSaidToHold() throws Exception {
        post(2);
        Answer certified = bridge.operator().run("certify");
        post(6);
        pass();
        archive(archive);

        Answer checked = bridge.operator().run("certify", "--check", "PRODUCTION_CERTIFICATE.json");

        assertThat(certified.code()).as(certified.out() + certified.err()).isZero();
        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.out()).contains("the certified entry 2 was archived, and can't be compared here");
    }

    @Test
    void nothingIsRemovedWhereTheDiskOfTheArchiveIsFull() throws Exception {
        assumeTrue(SmallDisk.isPossible(), "no right to mount");
        post(8);
        pass();
        Path place = Files.createDirectory(directory.resolve("place"));
        try (SmallDisk disk = SmallDisk.at(place, 64)) {
            disk.fillBut(0);

            Answer full = archive(place.resolve("archive"));

            assertThat(full.code()).isEqualTo(74);
            assertThat(full.err()).contains("provenance_chain.part: No space left on device; make room there");
            assertThat(sql("SELECT count(*) FROM entry")).isEqualTo("8");
            disk.makeRoom();
            Answer roomy = archive(place.resolve("archive"));
            assertThat(roomy.code()).as(roomy.err()).isZero();
            assertThat(lines(place.resolve("archive"))).hasSize(6);
        }
    }

    @Test
    void anInterruptedArchiveIsGoneOnWith() throws Exception {
        post(8);
        pass();
        ledger.schema().psql("ALTER TABLE archive RENAME TO aside");
        ledger.schema().psql("CREATE VIEW archive AS SELECT * FROM aside");
        ledger.schema().psql("GRANT SELECT ON archive TO PUBLIC");
        Answer interrupted = archive(archive);
        ledger.schema().psql("DROP VIEW archive", "ALTER TABLE aside RENAME TO archive");

        Answer answer = archive(archive);

        assertThat(interrupted.code()).as(interrupted.out()).isEqualTo(74);
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(lines(archive)).hasSize(6);
        assertThat(sql("SELECT count(*) FROM entry")).isEqualTo("2");
    }
}
