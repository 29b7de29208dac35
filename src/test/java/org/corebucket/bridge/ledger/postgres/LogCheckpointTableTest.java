package org.corebucket.bridge.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogCheckpointsContract;
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
