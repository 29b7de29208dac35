package org.corebucket.bridge.testkit;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The servers that tests are given do what they say, so that a test that fails speaks of the bridge. */
@ExtendWith(PostgresLogs.class)
final class PostgresServerTest {

    private static final int SSL_REQUEST = 80_877_103;
    /** For whom no power is lost. */
    private static final String QUICK = "fsync=off";

    private static final int A_WHILE_MILLIS = 200;

    @Test
    void whatWasCommittedSurvivesAKilledServer() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            assertThat(server.psql("SHOW fsync", "SHOW synchronous_commit")).isEqualTo("on\non");
            server.psql("CREATE TABLE committed (n int)", "INSERT INTO committed VALUES (7)");
            try (Connection open = server.connect();
                    Statement statement = open.createStatement()) {
                open.setAutoCommit(false);
                statement.execute("INSERT INTO committed VALUES (8)");

                server.kill();

                assertThat(PostgresServer.processesIn(server.data())).isEmpty();
                assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
            }
            InetSocketAddress before = server.address();
            server.restart();

            assertThat(server.address()).isEqualTo(before);
            assertThat(server.psql("SELECT * FROM committed")).isEqualTo("7");
            assertThat(server.log()).contains("database system was not properly shut down");
            server.restart();
            assertThat(server.psql("SELECT * FROM committed")).isEqualTo("7");
        }
    }

    @Test
    void aStandbyHasWhatWasCommittedAndIsPromoted() throws Exception {
        try (PostgresServer primary = PostgresServer.start(QUICK);
                PostgresServer standby = primary.standby("b")) {
            primary.psql("CREATE TABLE committed (n int)");
            standby.stopProcess();
            CompletableFuture<String> commit = supplyAsync(() -> psql(primary, "INSERT INTO committed VALUES (7)"));
            await().until(() -> primary.psql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                    .equals("1"));
            assertThat(commit).isNotDone();
            standby.continueProcess();
            commit.get(60, TimeUnit.SECONDS);
            primary.kill();

            standby.promote();

            assertThat(standby.psql("SELECT * FROM committed", "SELECT pg_is_in_recovery()"))
                    .isEqualTo("7\nf");
            assertThat(standby.psql("SHOW synchronous_standby_names")).isEqualTo("ANY 1 (\"b\")");
            standby.set("synchronous_standby_names", "");
            standby.psql("INSERT INTO committed VALUES (8)");
            String both = PostgresServer.url(primary.address(), standby.address()) + "?targetServerType=primary";
            try (Connection connection =
                            DriverManager.getConnection(both, PostgresServer.SUPERUSER, standby.password());
                    ResultSet row = connection.createStatement().executeQuery("SELECT sum(n) FROM committed")) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(15);
            }
        }
    }

    @Test
    void aStoppedServerAnswersNobodyUntilItGoesOn() throws Exception {
        try (PostgresServer server = PostgresServer.start(QUICK);
                Connection connection = server.connect();
                Socket another = new Socket()) {
            server.stopProcess();

            connection.setNetworkTimeout(Runnable::run, A_WHILE_MILLIS);
            assertThatThrownBy(() -> execute(connection, "SELECT 1")).isInstanceOf(SQLException.class);
            another.connect(server.address());
            DataOutputStream out = new DataOutputStream(another.getOutputStream());
            out.writeInt(8);
            out.writeInt(SSL_REQUEST);
            another.setSoTimeout(A_WHILE_MILLIS);
            assertThatThrownBy(() -> another.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            server.continueProcess();

            another.setSoTimeout(0);
            assertThat(another.getInputStream().read()).isEqualTo('N');
        }
    }

    @Test
    void behindAFaultyLinkACommitIsStoredWhoseAnswerIsLost() throws Exception {
        try (PostgresSchema schema = PostgresServer.shared().schema();
                FaultyLink link = new FaultyLink(PostgresServer.shared().address());
                Connection connection = schema.owner().connect(schema.url(link.address()))) {
            execute(connection, "CREATE SCHEMA " + schema.name());
            execute(connection, "CREATE TABLE " + schema.name() + ".entry (n int)");
            connection.setNetworkTimeout(Runnable::run, A_WHILE_MILLIS);
            link.silenceAnswers();

            assertThatThrownBy(() -> execute(connection, "INSERT INTO " + schema.name() + ".entry VALUES (7)"))
                    .isInstanceOf(SQLException.class);

            await().until(() -> schema.psql("SELECT n FROM entry").equals("7"));
        }
    }

    @Test
    void aServerWithTlsIsWhoItSaysToWhomTrustsItsCertificate() throws Exception {
        try (PostgresServer server = PostgresServer.start(QUICK)) {
            String url = server.url() + "?sslmode=verify-full&sslrootcert=" + server.offerTls();
            try (Connection connection = DriverManager.getConnection(url, PostgresServer.SUPERUSER, server.password());
                    ResultSet row = connection
                            .createStatement()
                            .executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
                assertThat(row.next() && row.getBoolean(1)).isTrue();
            }
        }
    }

    @Test
    void aPortThatIsTakenIsLeftForAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket();
                PostgresServer server = PostgresServer.startAtOneOf(attempt -> {
                    InetSocketAddress place = PostgresServer.unused();
                    if (attempt == 0) {
                        bind(taken, place);
                    }
                    return place;
                })) {
            assertThat(server.address()).isNotEqualTo(taken.getLocalSocketAddress());
            assertThat(server.psql("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        assertThatThrownBy(() -> PostgresServer.start("max_connections=none"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not start")
                .hasMessageContaining("invalid value for parameter \"max_connections\"");
    }

    @Test
    void aFullDiskEndsWhatIsWrittenAndRoomBringsItBack() throws Exception {
        try (PostgresServer server = PostgresServer.startOnSmallDisk(128)) {
            server.psql("CREATE TABLE committed (n int, text text)", "INSERT INTO committed VALUES (7, '')");
            server.disk().fillBut(16);
            assertThatThrownBy(() -> server.psql(
                            "INSERT INTO committed SELECT n, repeat('x', 1000) FROM generate_series(1, 100000) n"))
                    .isInstanceOf(IOException.class);

            server.disk().makeRoom();
            server.kill();
            server.restart();

            assertThat(server.psql("SELECT n FROM committed")).isEqualTo("7");
        }
    }

    @Test
    void eachTestHasASchemaAndTwoRolesOfWhichNothingIsLeft() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String left;
        try (PostgresSchema schema = server.schema();
                PostgresSchema other = server.schema()) {
            assertThat(other.name()).isNotEqualTo(schema.name());
            left = "SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = '" + schema.name()
                    + "') + (SELECT count(*) FROM pg_roles WHERE rolname IN ('"
                    + schema.owner().user() + "', '"
                    + schema.bridge().user() + "'))";
            Connection owner = schema.owner().connect(schema.url());
            Connection bridge = schema.bridge().connect(schema.url());
            String table = schema.name() + ".entry";
            execute(owner, "CREATE SCHEMA " + schema.name());
            execute(owner, "CREATE TABLE " + table + " (n int)");
            assertThatThrownBy(() -> execute(bridge, "SELECT * FROM " + table)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> execute(bridge, "CREATE SCHEMA mine")).isInstanceOf(SQLException.class);
            execute(
                    owner,
                    "GRANT USAGE ON SCHEMA " + schema.name() + " TO "
                            + schema.bridge().user());
            execute(owner, "GRANT INSERT ON " + table + " TO " + schema.bridge().user());
            execute(bridge, "INSERT INTO " + table + " VALUES (7)");
            assertThat(schema.psql("SELECT n FROM entry")).isEqualTo("7");
            assertThat(server.psql(left)).isEqualTo("3");
            bridge.setAutoCommit(false);
            execute(bridge, "INSERT INTO " + table + " VALUES (8)"); // and holds its lock
        }

        assertThat(server.psql(left)).isEqualTo("0");
    }

    @Test
    void aClosedServerLeavesNothing() throws Exception {
        PostgresServer server = PostgresServer.start(QUICK);
        String segment = Files.readAllLines(server.data().resolve("postmaster.pid"))
                .get(6)
                .strip();
        Path shown = Path.of("/proc/sysvipc/shm");
        String id = segment.substring(segment.lastIndexOf(' ') + 1);
        assertThat(Files.readString(shown)).containsPattern(" " + id + " ");
        List<String> processes = PostgresServer.processesIn(server.data());
        assertThat(processes).hasSizeGreaterThan(3);
        server.stopProcess();

        server.close();

        assertThat(server.data()).doesNotExist();
        assertThat(processes).noneMatch(PostgresServerTest::isAlive);
        assertThat(Files.readString(shown)).doesNotContainPattern(" " + id + " ");
    }

    @Test
    void serversEndWithTheirJvmHoweverThatEnds() throws Exception {
        PostgresServer.shared();
        Process jvm = ChildJvm.start(Child.class);
        try (BufferedReader out = jvm.inputReader()) {
            Path data = Path.of(out.readLine());
            List<String> processes = PostgresServer.processesIn(data);
            assertThat(processes).hasSizeGreaterThan(3);

            jvm.destroyForcibly();

            await().until(() ->
                    Files.notExists(data.getParent()) && processes.stream().noneMatch(PostgresServerTest::isAlive));
        }
    }

    /** Not what has ended without anybody having waited for it. */
    private static boolean isAlive(String process) {
        try {
            Files.readSymbolicLink(Path.of("/proc", process, "cwd"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts a server, names its directory, and waits for ever. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) throws Exception {
            System.out.println(PostgresServer.start(QUICK).data());
            Thread.currentThread().join();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String psql(PostgresServer server, String sql) {
        try {
            return server.psql(sql);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void bind(ServerSocket socket, InetSocketAddress place) {
        try {
            socket.bind(place);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
