package org.corebucket.bridge.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The one PostgreSQL that the nodes of a deployment share. Every wait for it ends: a connection that does not answer in time is
 * given up, and no statement is ever cancelled, since the driver calls a cancelled commit a success (CONTRACT 12). Threads may
 * share it; a connection has one user at a time.
 */
public final class Database implements Closeable {

    /**
     * A server that is there answers a login within that. One that stands still takes connections and never answers, and must not
     * keep us from the one that was promoted instead of it.
     */
    private static final Duration CONNECTING = Duration.ofSeconds(3);

    /**
     * For so long every other connection leaves out a server that did not answer, if there is another one that may: after a failover,
     * each would wait for the old primary anew. Of where nobody is left, all are asked.
     */
    private static final int RECHECK_SECONDS = 5;

    /** A commit that waits longer for its standby is given up, and its outcome looked up later. */
    private static final Duration ANSWERING = Duration.ofSeconds(10);

    private static final Duration CLOSING = Duration.ofSeconds(1);

    /**
     * A bridge that stands still in a transaction must not stop the others. No time limit of the server's may cancel a commit, and
     * a commit that somebody cancelled is known by its warning alone.
     */
    private static final String OPTIONS = "-c idle_in_transaction_session_timeout=3s -c statement_timeout=0"
            + " -c client_min_messages=warning -c standard_conforming_strings=on -c timezone=UTC";

    /** Commits wait for what the server is configured to wait for, or for more. */
    private static final String WAITING = "SELECT set_config('synchronous_commit', 'on', false)"
            + " WHERE current_setting('synchronous_commit') <> 'remote_apply'";

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?::1\\]?", Pattern.CASE_INSENSITIVE);

    private static final int CREDENTIAL_BITS = 0077;

    /** It would write to stderr what its exceptions say as well. It is kept here, since its level goes when it is collected. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    static {
        DRIVER.setLevel(Level.OFF);
    }

    private final DatabaseSettings settings;
    private final Properties properties;
    private final String name;
    private @Nullable HikariDataSource readers;

    private Database(DatabaseSettings settings, Properties properties, String name) {
        this.settings = settings;
        this.properties = properties;
        this.name = name;
    }

    /**
     * A deployment's database; it is not connected to yet.
     *
     * @param program what the server's lists of connections call us
     * @throws MendableException if the settings are not safe, or the file of the password is not there, or not for us alone
     */
    public static Database of(DatabaseSettings settings, Deployment deployment, String program)
            throws IOException, MendableException {
        return of(settings, settings.user(), password(deployment.path(settings.passwordFile())), program);
    }

    /** The same as another role, such as the one that owns the schema. */
    public static Database of(DatabaseSettings settings, String user, @Nullable String password, String program)
            throws MendableException {
        Properties properties = Driver.parseURL(settings.url(), null);
        if (properties == null) {
            throw MendableException.notAllowed("the database's url is none that the driver takes: " + settings.url()
                    + "\nWrite it like jdbc:postgresql://host:5432/database under \"ledger\".\"postgresql\".\"url\".");
        }
        requireSafe(properties);
        PGProperty.USER.set(properties, user);
        PGProperty.PASSWORD.set(properties, password);
        PGProperty.CURRENT_SCHEMA.set(properties, settings.schema());
        PGProperty.APPLICATION_NAME.set(properties, program);
        PGProperty.OPTIONS.set(properties, OPTIONS);
        PGProperty.CONNECT_TIMEOUT.set(properties, (int) CONNECTING.toSeconds());
        // The driver's login timeout is one for all servers together; this one is for each, until it is connected.
        PGProperty.LOGIN_TIMEOUT.set(properties, 0);
        PGProperty.SOCKET_TIMEOUT.set(properties, (int) CONNECTING.toSeconds());
        PGProperty.SSL_RESPONSE_TIMEOUT.set(properties, (int) CONNECTING.toMillis());
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.HOST_RECHECK_SECONDS.set(properties, RECHECK_SECONDS);
        if (PGProperty.TARGET_SERVER_TYPE.getOrNull(properties) == null) {
            PGProperty.TARGET_SERVER_TYPE.set(properties, "primary");
        }
        return new Database(settings, properties, name(properties));
    }

    /** Others could read and change all that goes over a network in the clear, and a server whose name is not verified is anybody. */
    private static void requireSafe(Properties properties) throws MendableException {
        boolean here = true;
        for (String host :
                String.valueOf(PGProperty.PG_HOST.getOrDefault(properties)).split(",", -1)) {
            here &= LOOPBACK.matcher(host).matches();
        }
        if (!here && !"verify-full".equals(PGProperty.SSL_MODE.getOrNull(properties))) {
            throw MendableException.notAllowed(
                    "the database is not on this host, and its url does not say sslmode=verify-full"
                            + "\nAdd ?sslmode=verify-full&sslrootcert=FILE to \"ledger\".\"postgresql\".\"url\" in the bridge's"
                            + " descriptor, then: bridgectl freeze --reason TEXT");
        }
    }

    private static String password(Path file) throws IOException, MendableException {
        try {
            if (((int) Files.getAttribute(file, "unix:mode") & CREDENTIAL_BITS) != 0) {
                throw MendableException.notAllowed(
                        "others than its owner may read the database's password, " + file + "\nchmod 600 " + file);
            }
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (NoSuchFileException e) {
            throw MendableException.missing("the database's password is not there: " + file
                    + "\nWrite it into that file, on one line, and: chmod 600 " + file);
        }
    }

    private static String name(Properties properties) {
        return "database " + PGProperty.PG_DBNAME.getOrDefault(properties) + " at "
                + PGProperty.PG_HOST.getOrDefault(properties) + ", port "
                + PGProperty.PG_PORT.getOrDefault(properties);
    }

    /** Which database, and where: how messages name it. */
    public String name() {
        return name;
    }

    /**
     * A new connection to the server that may be written to; whoever asked closes it.
     *
     * @throws DatabaseException if no such server answers
     */
    public Connection connect() throws DatabaseException {
        try {
            return made();
        } catch (SQLException e) {
            throw DatabaseException.of(name, e);
        }
    }

    private Connection made() throws SQLException {
        Connection made = Objects.requireNonNull(new Driver().connect(settings.url(), properties));
        boolean usable = false;
        try (Statement statement = made.createStatement()) {
            made.setNetworkTimeout(Runnable::run, (int) ANSWERING.toMillis());
            statement.execute(WAITING);
            usable = true;
            return made;
        } finally {
            if (!usable) {
                made.close();
            }
        }
    }

    /**
     * Does something by one of a few connections that are kept. What was asked of a server that is gone, or is no longer the one that
     * may be written to, is asked once again of another.
     *
     * @throws DatabaseException if there is no answer, or a refusal
     */
    public <T> T ask(DatabaseWork<T> work) throws IOException {
        HikariDataSource pool;
        try {
            pool = readers();
        } catch (SQLException e) {
            throw DatabaseException.of(name, e);
        }
        Connection first = borrowed(pool);
        try {
            return ask(work, first, pool);
        } catch (DatabaseException e) {
            if (e.trouble() != DatabaseTrouble.LOST) {
                throw e;
            }
        }
        // The others were made before, too.
        pool.getHikariPoolMXBean().softEvictConnections();
        return ask(work, borrowed(pool), pool);
    }

    private Connection borrowed(HikariDataSource pool) throws DatabaseException {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw DatabaseException.of(name, why(e));
        }
    }

    /** The pool says how long it tried; the exception in it says why it could not. */
    private static SQLException why(SQLException e) {
        return e.getCause() instanceof SQLException why ? why : e;
    }

    private <T> T ask(DatabaseWork<T> work, Connection borrowed, HikariDataSource pool) throws IOException {
        try (Connection connection = borrowed) {
            boolean done = false;
            try {
                if (isInRecovery(connection)) {
                    throw new DatabaseException(DatabaseTrouble.LOST, name + ": it is a standby now");
                }
                T result = work.done(connection);
                done = true;
                return result;
            } finally {
                if (!done) {
                    pool.evictConnection(connection);
                }
            }
        } catch (SQLException e) {
            throw DatabaseException.of(name, e);
        }
    }

    private static boolean isInRecovery(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_is_in_recovery()");
                ResultSet rows = statement.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /** Where the readers' connections come from. */
    private final class Servers extends PGSimpleDataSource {

        private static final long serialVersionUID = 1L;

        @Override
        public Connection getConnection() throws SQLException {
            return made();
        }
    }

    /**
     * The pool, which is made with its first connection. So what the server refuses is refused at once, and not tried until the
     * pool's time is over.
     */
    private synchronized HikariDataSource readers() throws SQLException {
        if (readers == null) {
            HikariConfig config = new HikariConfig();
            config.setPoolName("bridgectl readers");
            config.setDataSource(new Servers());
            config.setMaximumPoolSize(settings.pool());
            config.setMinimumIdle(0);
            config.setInitializationFailTimeout(1);
            config.setConnectionTimeout(ANSWERING.toMillis());
            config.setMaxLifetime(TimeUnit.MINUTES.toMillis(10));
            config.setIdleTimeout(TimeUnit.MINUTES.toMillis(1));
            try {
                readers = new HikariDataSource(config);
            } catch (PoolInitializationException e) {
                throw e.getCause() instanceof SQLException why ? why : new SQLException(e);
            }
        }
        return readers;
    }

    /** Does not wait long for connections that are just being made. */
    @Override
    public synchronized void close() {
        HikariDataSource pool = readers;
        if (pool == null) {
            return;
        }
        try {
            BoundedWait.of(CLOSING, () -> {
                pool.close();
                return pool;
            });
        } catch (IOException e) {
            // The rest ends by itself, or with the process.
        }
    }
}
