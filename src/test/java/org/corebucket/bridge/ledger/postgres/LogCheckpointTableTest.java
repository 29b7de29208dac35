package org.corebucket.bridge.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogCheckpointsContract;
import org.corebucket.bridge.transparency.SignedNote;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log's checkpoints in the database, which the nodes of a cluster share. */
@ExtendWith(PostgresLogs.class)
final class LogCheckpointTableTest extends LogCheckpointsContract {

    private final List<Database> opened = new ArrayList<>();
    private SharedStores stores;

    @BeforeEach
    void makeSchema() throws Exception {
        stores = new SharedStores(PostgresServer.shared());
    }

    @AfterEach
    void dropSchema() throws Exception {
        opened.forEach(Database::close);
        stores.close();
    }

    private Database database() throws Exception {
        Database database = stores.database(PostgresServer.shared().address());
        opened.add(database);
        return database;
    }

    @Override
    protected LogCheckpoints open() throws Exception {
        return PostgresLedger.of(database()).logCheckpoints(ORIGIN);
    }

    @Override
    protected void fill(List<SignedNote> notes) throws Exception {
        try (Connection connection = database().connect();
                PreparedStatement insertion = connection.prepareStatement(
                        "INSERT INTO log_checkpoint (origin, size, note) SELECT ?, * FROM unnest(?::bigint[], ?::bytea[])")) {
            List<Long> sizes = new ArrayList<>();
            for (SignedNote note : notes) {
                sizes.add(LogCheckpoints.head(note).size());
            }
            insertion.setString(1, ORIGIN);
            insertion.setArray(2, connection.createArrayOf("bigint", sizes.toArray()));
            insertion.setArray(
                    3,
                    connection.createArrayOf(
                            "bytea", notes.stream().map(SignedNote::bytes).toArray(byte[][]::new)));
            insertion.execute();
        }
    }

    /** The owner of the tables, too, is kept from a slip. */
    @Test
    void nobodyDeletesACheckpointButTheFunctionThatThinsThemOut() throws Exception {
        open().add(Optional.empty(), note(3));

        assertThatThrownBy(() -> stores.schema().psql("DELETE FROM log_checkpoint"))
                .hasMessageContaining("a checkpoint of the log is never changed");
        assertThatThrownBy(() ->
                        stores.schema().psql("SET bridgectl.thins_log = on", "UPDATE log_checkpoint SET size = 4"))
                .hasMessageContaining("a checkpoint of the log is never changed");
        assertThat(open().last()).hasValue(note(3));
    }

    @Test
    void ofNodesThatSignAtOnceOneIsHeard() throws Exception {
        assertOneIsAdded(List.of(open(), open(), open(), open()));
    }

    @Test
    void aLogOfAnotherNameHasCheckpointsOfItsOwn() throws Exception {
        open().add(Optional.empty(), note(3));

        assertThat(PostgresLedger.of(database())
                        .logCheckpoints("log.example/other")
                        .last())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE log_checkpoint SET note = ''",
                "UPDATE log_checkpoint SET size = size + 1",
                "DELETE FROM log_checkpoint",
                "DELETE FROM log_cosignature",
                "SET bridgectl.thins_log = on; DELETE FROM log_checkpoint",
                "UPDATE log_cosignature SET name = 'x'",
                "TRUNCATE log_checkpoint CASCADE"
            })
    void theBridgesRoleCanNeitherChangeNorDeleteWhatWasSigned(String statement) throws Exception {
        open().add(Optional.empty(), note(3));

        try (Connection connection = database().connect()) {
            assertThatThrownBy(() -> connection.createStatement().execute(statement))
                    .hasMessageContaining("permission denied");
        }
        assertThat(open().last()).hasValue(note(3));
    }
}
