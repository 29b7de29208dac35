package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a cluster, and what the others say of a ledger in a database. */
@ExtendWith(PostgresLogs.class)
final class ClusterCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Nobody listens at port 1 of this loopback address. */
    private static final InetSocketAddress NOBODY = new InetSocketAddress("127.1.1.1", 1);

    @TempDir
    private Path directory;

    private Operator operator;
    private SharedLedger ledger;

    @BeforeEach
    void deployment() throws Exception {
        operator = Operator.atDeployment(directory);
        ledger = SharedLedger.make();
    }

    @AfterEach
    void drop() throws Exception {
        ledger.close();
    }

    private Answer init(String owner, String password) throws Exception {
        operator.write("owner.password", password + "\n");
        return operator.run(
                "cluster",
                "init",
                "--owner",
                owner,
                "--password-file",
                operator.path("owner.password").toString());
    }

    @Test
    void aLedgerInFilesHasNoCluster() throws Exception {
        Answer answer = init("anybody", "x");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).contains("the ledger of this deployment is in files", "bridgectl freeze");
        assertThat(operator.run("cluster", "status").code()).isEqualTo(78);
    }

    @Test
    void theSchemaIsMadeOnceAndRightsAreSetAgain() throws Exception {
        ledger.join(operator);

        Answer again =
                init(ledger.schema().owner().user(), ledger.schema().owner().password());

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("is of version 2 already");
    }

    @Test
    void theBridgesRoleMayNotOwnTheSchema() throws Exception {
        ledger.join(operator);
        Answer bridge =
                init(ledger.schema().bridge().user(), ledger.schema().bridge().password());
        ledger.schema().psql("ALTER ROLE " + ledger.schema().bridge().user() + " SUPERUSER");
        Answer superuser =
                init(ledger.schema().owner().user(), ledger.schema().owner().password());

        assertThat(bridge.code()).isEqualTo(78);
        assertThat(bridge.err()).contains("could change entries");
        assertThat(superuser.code()).isEqualTo(78);
    }

    private void descriptor(String url, String other) throws Exception {
        operator.write(
                "canonical/core_bucket_bridge.json",
                operator.text("canonical/core_bucket_bridge.json").replace(url, other));
    }

    private void freeze() {
        Answer frozen = operator.run("freeze", "--reason", "another database");
        assertThat(frozen.code()).as(frozen.out() + frozen.err()).isZero();
    }

    @Test
    void aDatabaseThatAnUnsealedDescriptorNamesIsNotAskedByAnybody() throws Exception {
        ledger.join(operator);
        operator.write("owner.password", "secret\n");
        try (ServerSocket stranger = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            descriptor(ledger.schema().url(), "jdbc:postgresql://127.0.0.1:" + stranger.getLocalPort() + "/x");

            Answer verified = operator.run("verify");
            assertThat(verified.out())
                    .contains(
                            "HASH MISMATCH: canonical/core_bucket_bridge.json",
                            "LEDGER UNUSABLE: the database is not asked: canonical/core_bucket_bridge.json");
            assertThat(operator.run("restore", "--dry-run").code()).isNotEqualTo(70);
            assertThat(refused("cluster", "status")).contains("is not as it was sealed", "bridgectl restore");
            assertThat(refused("provenance", "verify")).contains("is not as it was sealed");
            assertThat(refused("provenance", "show")).contains("is not as it was sealed");
            assertThat(refused(
                            "cluster",
                            "init",
                            "--owner",
                            "owner",
                            "--password-file",
                            operator.path("owner.password").toString()))
                    .contains("is not as it was sealed");
            assertThat(operator.run("status").out()).contains("the database is not asked");
            operator.run("heartbeat", "--check", "--unverified");
            assertThat(operator.run("stop", "--reason", "a test").err()).contains("the database is not asked");
            stranger.setSoTimeout(200);
            assertThatThrownBy(stranger::accept).as("nobody connected").isInstanceOf(SocketTimeoutException.class);
        }
    }

    private String refused(String... words) {
        Answer answer = operator.run(words);
        assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(77);
        return answer.err();
    }

    @Test
    void aSealThatExpiredIsEnoughToTellTheDatabaseOfAStop() throws Exception {
        ledger.join(operator);
        assertThat(operator.run("freeze", "--reason", "for a day", "--expires", "1d")
                        .code())
                .isZero();
        operator.wait(Duration.ofDays(2));

        operator.run("stop", "--reason", "a test");

        assertThat(ledger.schema().psql("SELECT stops FROM head").strip()).isEqualTo("1");
    }

    @Test
    void aWrongPasswordAndAServerThatIsNotThereAreToldWithWhatToDo() throws Exception {
        ledger.join(operator);
        Answer wrong = init(ledger.schema().owner().user(), "wrong");
        descriptor(ledger.schema().url(), PostgresServer.url(NOBODY));
        freeze();
        Answer nobody =
                init(ledger.schema().owner().user(), ledger.schema().owner().password());

        assertThat(wrong.code()).isEqualTo(74);
        assertThat(wrong.err()).contains("password authentication failed", "Correct");
        assertThat(nobody.code()).isEqualTo(74);
        assertThat(nobody.err()).contains("no connection", "See whether it runs");
    }

    @Test
    void aDatabaseOfAnotherHostIsReachedByVerifiedTlsOnly() throws Exception {
        ledger.join(operator);
        descriptor(ledger.schema().url(), "jdbc:postgresql://db.example.org/x?sslmode=require");
        freeze();

        Answer answer = init("owner", "x");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).contains("sslmode=verify-full");
    }

    @Test
    void verifyNamesWhatTheDatabasePromisesLessThanItShould() throws Exception {
        ledger.join(operator);

        Answer verified = operator.run("verify");

        assertThat(verified.code()).as(verified.out()).isZero();
        assertThat(verified.out())
                .contains("The ledger is in the database", "no synchronous standby", "The ledger is empty");
        assertThat(verified.out() + verified.err()).contains("LEDGER DATABASE WEAK");
    }

    @Test
    void verifySaysHowToMakeTheTablesWhereThereAreNone() throws Exception {
        ledger.join(operator);
        ledger.schema().psql("DROP SCHEMA " + ledger.schema().name() + " CASCADE");

        Answer verified = operator.run("verify");

        assertThat(verified.code()).isNotZero();
        assertThat(verified.out()).contains("bridgectl cluster init --owner ROLE");
    }

    @Test
    void statusShowsDatabaseAndNodes() throws Exception {
        ledger.join(operator);
        ledger.schema()
                .psql(
                        "INSERT INTO node (id, acked, acked_hash, seen_at) VALUES ('old', 7, 'ab', '2026-01-02T03:04:05Z')");

        Answer words = operator.run("cluster", "status");
        JsonNode json =
                JSON.readTree(operator.run("cluster", "status", "--json").out());

        assertThat(words.code()).as("no standby").isEqualTo(1);
        assertThat(words.out())
                .contains(
                        "node old: its bridge is lost since 2026-01-02T03:04:05",
                        "standbys: none is connected",
                        "stop: none in force",
                        "ledger: 7 entries",
                        "THE LEDGER WENT BACK: that entry was acknowledged, and is not there");
        assertThat(json.get("went_back").asBoolean()).isTrue();
        assertThat(json.get("nodes").get(0).get("node").asText()).isEqualTo("old");
        assertThat(json.get("weaknesses").get(0).asText()).contains("no synchronous standby");
    }

    @Test
    void statusShowsWhoHasWhichRunUntilWhenAndHowTheLastDueTimesEnded() throws Exception {
        ledger.join(operator);
        ledger.setClock(Instant.parse("2026-11-23T08:00:00Z"));
        ledger.schema()
                .psql(
                        "INSERT INTO runner VALUES ('node-001', gen_random_uuid(), 'host-a', '2026-11-23T07:59:58Z'),"
                                + " ('node-001', gen_random_uuid(), 'host-b', '2026-11-23T07:10:00Z')",
                        "INSERT INTO slot (node, job, due, once, state, fence, host, until, again) VALUES"
                                + " ('node-001', 'sync', '2026-11-23T07:30:00Z', false, 'failed', NULL, 'host-b', NULL, false),"
                                + " ('node-001', 'sync', '2026-11-23T07:50:00Z', false, 'ok', NULL, 'host-a', NULL, false),"
                                + " ('node-001', 'beat', '2026-11-23T07:55:00Z', false, 'missed', NULL, NULL, NULL, false),"
                                + " ('node-001', 'probe', '2026-11-23T07:58:00Z', false, NULL, gen_random_uuid(), 'host-a',"
                                + " '2026-11-23T08:03:00Z', false),"
                                + " ('node-001', 'test', '2026-11-23T07:05:00Z', false, NULL, gen_random_uuid(), 'host-b',"
                                + " '2026-11-23T07:15:00Z', false)");

        String words = operator.run("cluster", "status").out();
        JsonNode json =
                JSON.readTree(operator.run("cluster", "status", "--json").out());
        String status = operator.run("status").out();

        assertThat(words)
                .contains(
                        "runner of node-001 at host-a: there",
                        "runner of node-001 at host-b: lost since 2026-11-23T07:10:00",
                        "[WARN] job beat of node-001, due 2026-11-23T07:55:00Z: missed\n",
                        "\njob sync of node-001, due 2026-11-23T07:50:00Z: ok at host-a\n",
                        "\njob probe of node-001, due 2026-11-23T07:58:00Z: going at host-a, until 2026-11-23T08:03",
                        "job test of node-001, due 2026-11-23T07:05:00Z: begun at host-b, whose runner is dead since")
                .doesNotContain("07:30");
        assertThat(json.get("due_times")).hasSize(4);
        assertThat(json.at("/due_times/0/state").asText()).isEqualTo("missed");
        assertThat(json.at("/runners/1/there").asBoolean()).isFalse();
        assertThat(json.get("replication")).isEmpty();
        assertThat(status)
                .contains(
                        "at all hosts: 4 due times, 2 NOT, the last 2 min ago", "beat (node-001) missed, due 5 min ago")
                .contains("bridgectl cluster status");
    }

    @Test
    void statusShowsHowFarStandbysAreToWhoMaySeeIt() throws Exception {
        try (PostgresServer primary = PostgresServer.start();
                PostgresServer standby = primary.standby("b");
                SharedLedger shared = new SharedLedger(primary.schema())) {
            shared.join(operator);
            Answer unseen = operator.run("cluster", "status");
            String json = operator.run("cluster", "status", "--json").out();
            shared.schema()
                    .psql("GRANT pg_read_all_stats TO "
                            + shared.schema().bridge().user());
            Answer seen = operator.run("cluster", "status");

            assertThat(unseen.code()).as(unseen.out()).isZero();
            assertThat(unseen.out()).contains("GRANT pg_read_all_stats TO");
            assertThat(JSON.readTree(json).get("replication").isNull()).isTrue();
            assertThat(seen.out()).containsPattern("standby b: streaming, quorum, [0-9]+ bytes behind");
            assertThat(standby.url()).isNotEmpty();
        }
    }

    @Test
    void aBridgeThatEndedInOrderIsNotThereAnyMore() throws Exception {
        JsonNode there;
        try (RunningBridge bridge = new RunningBridge(Files.createDirectory(directory.resolve("node")), ledger)) {
            there = JSON.readTree(
                    bridge.operator().run("cluster", "status", "--json").out());
            assertThat(bridge.operator().run("cluster", "status").out()).contains("(this one): its bridge is there");
            operator = bridge.operator();
        }
        JsonNode ended =
                JSON.readTree(operator.run("cluster", "status", "--json").out());

        assertThat(there.at("/nodes/0/bridge").asText()).isEqualTo("there");
        assertThat(there.at("/nodes/0/clock_ahead_ms").asLong()).isZero();
        assertThat(ended.at("/nodes/0/bridge").asText()).isEqualTo("ended");
        assertThat(operator.run("cluster", "status").out())
                .contains("its bridge ended in order at 2026-11-23T08:00:00");
    }

    @Test
    void whatIsForFilesIsRefused() throws Exception {
        ledger.join(operator);

        for (String command : new String[] {"archive", "recover"}) {
            Answer answer = operator.run("provenance", command);
            assertThat(answer.code()).as(command).isEqualTo(78);
            assertThat(answer.err()).contains("is in a database");
        }
    }
}
