package org.corebucket.bridge.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.PostgresSchema;
import org.corebucket.bridge.testkit.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tables of a version before are brought up to date, with what is in them. */
@ExtendWith(PostgresLogs.class)
final class DatabaseSchemaTest {

    @Test
    void aSchemaOfTheFirstVersionIsBroughtUpToDate() throws Exception {
        try (PostgresSchema schema = PostgresServer.shared().schema()) {
            DatabaseSettings settings =
                    new DatabaseSettings(schema.url(), schema.bridge().user(), "unused", schema.name(), 1);
            try (Connection owner = schema.owner().connect(schema.url());
                    Statement statement = owner.createStatement();
                    InputStream first = DatabaseSchema.class.getResourceAsStream("001.sql")) {
                statement.execute("CREATE SCHEMA " + schema.name() + "; SET search_path TO " + schema.name());
                statement.execute("CREATE TABLE schema_version (id smallint PRIMARY KEY, number integer NOT NULL);"
                        + " INSERT INTO schema_version VALUES (1, 1)");
                statement.execute(new String(first.readAllBytes(), StandardCharsets.UTF_8));
                statement.execute("INSERT INTO log_checkpoint VALUES ('log', 3, 'note')");
            }

            DatabaseSchema.Upgrade upgrade;
            try (Database owner =
                    Database.of(settings, schema.owner().user(), schema.owner().password(), "owner")) {
                upgrade = DatabaseSchema.upgrade(owner, settings);
            }

            assertThat(upgrade).isEqualTo(new DatabaseSchema.Upgrade(1, DatabaseSchema.VERSION));
            try (Database bridge = Database.of(
                            settings, schema.bridge().user(), schema.bridge().password(), "bridge");
                    Connection connection = bridge.connect();
                    Statement statement = connection.createStatement()) {
                DatabaseSchema.require(connection, "the database");
                assertThat(statement.execute("SELECT thin_log_checkpoints('log', 0)"))
                        .isTrue();
            }
            assertThat(schema.psql("SELECT size FROM log_checkpoint")).isEqualTo("3");
        }
    }
}
