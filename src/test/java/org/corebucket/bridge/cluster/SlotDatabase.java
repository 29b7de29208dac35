package org.corebucket.bridge.cluster;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.schedule.Slots;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSchema;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.database.ServerCheck;
import org.corebucket.bridge.testkit.PostgresSchema;
import org.corebucket.bridge.testkit.PostgresServer;

/** A database with a clock in the test's hand, and runners that record due times in it. */
final class SlotDatabase implements AutoCloseable {

    private final PostgresSchema schema;
    private final Connection owner;
    private final List<SlotConnection> opened = new ArrayList<>();
    private final List<GroupFacts> groups = new ArrayList<>();

    SlotDatabase() throws Exception {
        schema = PostgresServer.shared().schema();
        DatabaseSchema.upgrade(
                Database.of(settings(), schema.owner().user(), schema.owner().password(), "owner"), settings());
        owner = schema.owner().connect(schema.url());
        execute("SET search_path = " + schema.name());
    }

    private DatabaseSettings settings() {
        return new DatabaseSettings(schema.url(), schema.bridge().user(), "unused", schema.name(), 4);
    }

    /** The record of a node as a runner on a host opens it, with connections of its own. */
    Slots open(String node, String host, LongSupplier nanos, List<String> told) throws Exception {
        Database database =
                Database.of(settings(), schema.bridge().user(), schema.bridge().password(), "runner");
        SlotConnection connection = new SlotConnection(database, ServerCheck.NONE, nanos);
        opened.add(connection);
        return new SharedSlots(connection, node, host, nanos, told::add);
    }

    /** What a node knows together with the others, by a connection of its own. */
    GroupFacts group(String node) throws Exception {
        GroupFacts facts = new GroupFacts(
                new GroupConnection(Database.of(
                        settings(), schema.bridge().user(), schema.bridge().password(), "group " + node)),
                node);
        groups.add(facts);
        return facts;
    }

    void setClock(Instant time) throws SQLException {
        execute("CREATE OR REPLACE FUNCTION database_time() RETURNS timestamptz LANGUAGE sql AS"
                + " $$SELECT timestamptz '" + time + "'$$");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends the connections of a group. */
    void disconnect(String node) throws IOException {
        schema.psql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'group "
                + node + "' AND usename = '" + schema.bridge().user() + "'");
    }

    /** The rows of one column of text. */
    List<String> rows(String query) throws SQLException {
        try (Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    /** Each due time with its state, or {@code going}. */
    List<String> slots() throws SQLException {
        return rows("SELECT to_char(due AT TIME ZONE 'UTC', 'HH24:MI') || ' ' || COALESCE(state, 'going')"
                + " FROM slot ORDER BY due, node, job");
    }

    @Override
    public void close() throws IOException, SQLException {
        opened.forEach(SlotConnection::close);
        groups.forEach(GroupFacts::close);
        owner.close();
        schema.close();
    }
}
