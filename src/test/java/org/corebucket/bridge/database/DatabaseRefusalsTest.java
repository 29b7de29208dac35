package org.corebucket.bridge.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.PostgresSchema;
import org.corebucket.bridge.testkit.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Why there is no connection: the server's or the driver's own words, told once, and not how long a pool tried. */
@ExtendWith(PostgresLogs.class)
final class DatabaseRefusalsTest {

    private PostgresServer server;
    private PostgresSchema schema;

    @BeforeEach
    void start() throws Exception {
        server = PostgresServer.start();
        schema = server.schema();
    }

    @AfterEach
    void end() throws Exception {
        server.close();
    }

    private void assertRefused(String url, String password, DatabaseTrouble trouble, String words, String remedy)
            throws Exception {
        DatabaseSettings settings = new DatabaseSettings(url, schema.bridge().user(), "unused", schema.name(), 1);
        try (Database database = Database.of(settings, settings.user(), password, "test")) {
            for (DatabaseWork<?> work : List.<DatabaseWork<?>>of(connection -> 1, connection -> 2)) {
                assertThatThrownBy(() -> database.ask(work))
                        .isInstanceOfSatisfying(
                                DatabaseException.class,
                                e -> assertThat(e.trouble()).isEqualTo(trouble))
                        .hasMessageContaining(words)
                        .hasMessageContaining(remedy)
                        .message()
                        .doesNotContain("Connection is not available");
            }
        }
    }

    @Test
    void aWrongPassword() throws Exception {
        assertRefused(
                schema.url(),
                "wrong",
                DatabaseTrouble.REFUSED,
                "password authentication failed",
                "the password in its file");
    }

    @Test
    void aDatabaseThatIsNotThere() throws Exception {
        String url = schema.url().replace("/" + PostgresServer.DATABASE, "/nowhere");

        assertRefused(
                url,
                schema.bridge().password(),
                DatabaseTrouble.REFUSED,
                "\"nowhere\" does not exist",
                "the database's name");
    }

    @Test
    void nobodyAtTheAddress() throws Exception {
        InetSocketAddress there = server.address();
        server.kill();

        assertRefused(
                PostgresServer.url(there),
                schema.bridge().password(),
                DatabaseTrouble.LOST,
                "refused",
                "whether it runs");
    }

    @Test
    void aServerWithoutTls() throws Exception {
        assertRefused(
                schema.url() + "?sslmode=require",
                schema.bridge().password(),
                DatabaseTrouble.LOST,
                "no connection: The server does not support SSL",
                "certificate");
    }

    @Test
    void aCertificateForAnotherName() throws Exception {
        String[] bytes = server.address().getHostString().split("\\.", -1);
        String otherName =
                bytes[0] + "." + bytes[1] + "." + (256 * Integer.parseInt(bytes[2]) + Integer.parseInt(bytes[3]));
        String url = schema.url().replace(server.address().getHostString(), otherName)
                + "?sslmode=verify-full&sslrootcert=" + server.offerTls();
        List<LogRecord> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger driver = Logger.getLogger("org.postgresql.ssl.PGjdbcHostnameVerifier");
        driver.addHandler(handler);
        try {
            assertRefused(
                    url, schema.bridge().password(), DatabaseTrouble.LOST, "The hostname " + otherName, "certificate");
        } finally {
            driver.removeHandler(handler);
        }
        assertThat(logged).as("what the driver tells by itself").isEmpty();
    }

    /** A pool that has had connections tries for a while; then it tells why, too. */
    @Test
    void aServerThatRefusesLater() throws Exception {
        DatabaseSettings settings =
                new DatabaseSettings(schema.url(), schema.bridge().user(), "unused", schema.name(), 1);
        try (Database database =
                Database.of(settings, settings.user(), schema.bridge().password(), "test")) {
            assertThat(database.<Integer>ask(connection -> 1)).isEqualTo(1);
            server.kill();

            assertThatThrownBy(() -> database.<Integer>ask(connection -> 1))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("no connection")
                    .hasMessageContaining("refused");
        }
    }
}
