package org.corebucket.bridge.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.corebucket.bridge.readiness.MendableException;

/**
 * The tables in the database: made, and brought up to date, by numbered files of SQL that its owner runs (CONTRACT 12). A bridge
 * only looks at the number of the last one.
 */
public final class DatabaseSchema {

    /** The number of the last file that this version of bridgectl has. */
    public static final int VERSION = 2;

    private static final String REMEDY =
            "\nRun, with the role that owns the schema: bridgectl cluster init --owner ROLE";

    private static final String NO_TABLE = "42P01";

    private DatabaseSchema() {}

    /**
     * What was done to a schema.
     *
     * @param before the version that was found; 0 if there was none
     * @param now the version that it has
     */
    public record Upgrade(int before, int now) {}

    /**
     * Makes the schema, or brings it up to date, in one transaction; and gives the bridges' role the rights that it needs, and no
     * others. It may be run again at any time, and by several at once.
     *
     * @param owner connected as the role that owns the schema, or is to
     * @param settings names the schema and the bridges' role
     * @throws MendableException if the schema is of a later version, or the bridges' role owns it
     */
    public static Upgrade upgrade(Database owner, DatabaseSettings settings) throws IOException, MendableException {
        try (Connection connection = owner.connect()) {
            connection.setAutoCommit(false);
            Upgrade upgrade = upgrade(connection, settings, owner.name());
            Commits.commit(connection);
            return upgrade;
        } catch (SQLException e) {
            throw DatabaseException.of(owner.name(), e);
        }
    }

    private static Upgrade upgrade(Connection connection, DatabaseSettings settings, String name)
            throws SQLException, IOException, MendableException {
        String schema = settings.schema();
        try (Statement statement = connection.createStatement()) {
            requireOther(statement, settings);
            // Two that make the same schema wait for each other here.
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('bridgectl " + schema + "'))");
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
            statement.execute("SET LOCAL search_path TO " + schema);
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (id smallint PRIMARY KEY CHECK (id = 1),"
                    + " number integer NOT NULL)");
            statement.execute("INSERT INTO schema_version VALUES (1, 0) ON CONFLICT DO NOTHING");
            int before = version(connection);
            if (before > VERSION) {
                throw tooNew(name, before);
            }
            for (int number = before + 1; number <= VERSION; number++) {
                statement.execute(sql(number));
            }
            statement.execute("UPDATE schema_version SET number = " + VERSION);
            statement.execute(sql("rights").replace(":bridge", settings.user()).replace(":schema", schema));
            return new Upgrade(before, VERSION);
        }
    }

    /** Who owns a table may do everything to it, whatever was revoked. */
    private static void requireOther(Statement statement, DatabaseSettings settings)
            throws SQLException, MendableException {
        try (ResultSet row = statement.executeQuery("SELECT current_user, (SELECT rolsuper OR pg_has_role(rolname,"
                + " current_user, 'MEMBER') FROM pg_roles WHERE rolname = '" + settings.user() + "')")) {
            row.next();
            String owner = row.getString(1);
            boolean powerful = row.getBoolean(2);
            if (row.wasNull()) {
                throw MendableException.missing("the database has no role " + settings.user()
                        + ", which the bridges use\nMake it: CREATE ROLE " + settings.user() + " LOGIN PASSWORD '...'");
            }
            if (powerful) {
                throw MendableException.notAllowed("the bridges' role, " + settings.user()
                        + ", would own the schema or be a superuser, and so could change entries"
                        + "\nUse another role as --owner, such as " + settings.user() + "_owner, not " + owner + ".");
            }
        }
    }

    /**
     * Refuses a schema that this version of bridgectl does not know.
     *
     * @param name how messages name the database
     */
    public static void require(Connection connection, String name) throws DatabaseException, MendableException {
        try {
            int found = version(connection);
            if (found > VERSION) {
                throw tooNew(name, found);
            }
            if (found < VERSION) {
                throw MendableException.notAllowed(name + ": its schema is of version " + found
                        + ", and this bridgectl needs " + VERSION + REMEDY);
            }
        } catch (SQLException e) {
            if (NO_TABLE.equals(e.getSQLState())) {
                throw MendableException.notAllowed(
                        name + ": it has no schema of bridgectl's, or not for this role" + REMEDY);
            }
            throw DatabaseException.of(name, e);
        }
    }

    private static MendableException tooNew(String name, int found) {
        return MendableException.notAllowed(name + ": its schema is of version " + found + ", and this bridgectl knows "
                + VERSION + "\nInstall the newer bridgectl on this node too.");
    }

    private static int version(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT number FROM schema_version");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static String sql(int number) throws IOException {
        return sql("%03d".formatted(number));
    }

    private static String sql(String name) throws IOException {
        try (InputStream in = DatabaseSchema.class.getResourceAsStream(name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("there is no " + name + ".sql");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
