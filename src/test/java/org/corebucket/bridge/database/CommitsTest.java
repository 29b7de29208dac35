package org.corebucket.bridge.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.PostgresSchema;
import org.corebucket.bridge.testkit.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A commit that somebody cancels while it waits for its standby is not taken for one, in whichever way it is made. */
@ExtendWith(PostgresLogs.class)
final class CommitsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WAITING = " FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

    private static final String INSERTION =
            "INSERT INTO node (id, acked, acked_hash, seen_at) VALUES ('n', 0, '', database_time())";

    private PostgresServer server;
    private PostgresSchema schema;
    private KeptConnection connection;

    @BeforeEach
    void serverWhoseStandbyIsAway() throws Exception {
        server = PostgresServer.start();
        schema = server.schema();
        DatabaseSettings settings =
                new DatabaseSettings(schema.url(), schema.bridge().user(), "unused", schema.name(), 1);
        DatabaseSchema.upgrade(
                Database.of(settings, schema.owner().user(), schema.owner().password(), "owner"), settings);
        connection = new KeptConnection(
                Database.of(settings, schema.bridge().user(), schema.bridge().password(), "bridge"));
        server.set("synchronous_standby_names", "ANY 1 (nobody)");
    }

    @AfterEach
    void end() throws Exception {
        connection.close();
        server.close();
    }

    private void assertNotTakenForOne(DatabaseWork<?> work) throws Exception {
        CompletableFuture<Object> done = new CompletableFuture<>();
        Thread asking = new Thread(() -> {
            try {
                done.complete(connection.ask(work));
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        asking.start();
        await().atMost(LIMIT)
                .until(() -> server.psql("SELECT count(pg_cancel_backend(pid))" + WAITING)
                        .strip()
                        .equals("1"));

        assertThatThrownBy(() -> done.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.trouble()).isEqualTo(DatabaseTrouble.LOST))
                .hasMessageContaining("did not wait for its standby");
        assertThat(connection.isMade()).as("the connection is given up").isFalse();
        assertThat(server.psql("SELECT count(*) FROM " + schema.name() + ".node")
                        .strip())
                .as("it is visible all the same")
                .isEqualTo("1");
    }

    @Test
    void ofAStatementByItself() throws Exception {
        assertNotTakenForOne(to -> {
            try (PreparedStatement statement = to.prepareStatement(INSERTION)) {
                return Commits.execute(statement);
            }
        });
    }

    @Test
    void ofAQueryThatWrites() throws Exception {
        assertNotTakenForOne(to -> {
            try (PreparedStatement statement = to.prepareStatement(INSERTION + " RETURNING id");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                Commits.requireWaited(statement);
                return row.getString(1);
            }
        });
    }

    @Test
    void ofATransaction() throws Exception {
        assertNotTakenForOne(to -> {
            to.setAutoCommit(false);
            try (PreparedStatement statement = to.prepareStatement(INSERTION)) {
                Commits.execute(statement);
            }
            Commits.commit(to);
            return "done";
        });
    }
}
