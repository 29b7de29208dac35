package org.corebucket.bridge.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.corebucket.bridge.testkit.PostgresSchema;
import org.corebucket.bridge.testkit.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever takes a table away from the appends gives it back soon. */
final class ShortLockTest {

    private PostgresSchema schema;
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        schema = PostgresServer.shared().schema();
        connection = schema.owner().connect(schema.url());
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema.name());
            statement.execute("SET search_path = " + schema.name());
            statement.execute("SET synchronous_commit = on");
        }
    }

    @AfterEach
    void drop() throws Exception {
        connection.close();
        schema.close();
    }

    private static final String SETTINGS =
            "current_setting('synchronous_commit') || ' ' || current_setting('lock_timeout')";

    @Test
    void itWaitsForNoStandbyAndNotLongForTheTable() throws Exception {
        ShortLock.execute(connection, "CREATE TABLE said AS SELECT " + SETTINGS + " AS settings");

        assertThat(schema.psql("SELECT settings FROM said").strip()).isEqualTo("off 1s");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + SETTINGS)) {
            row.next();
            assertThat(row.getString(1)).as("what comes behind it").isEqualTo("on 0");
        }
        assertThat(connection.getAutoCommit()).isTrue();
    }

    @Test
    void whatFailedLeavesTheConnectionAsItWas() throws Exception {
        assertThatThrownBy(() -> ShortLock.execute(connection, "DROP TABLE nothing"))
                .hasMessageContaining("does not exist");

        assertThat(connection.getAutoCommit()).isTrue();
        ShortLock.execute(connection, "CREATE TABLE more ()");
        assertThat(schema.psql("SELECT to_regclass('more')").strip()).isEqualTo("more");
    }
}
