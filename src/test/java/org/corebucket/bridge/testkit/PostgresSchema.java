package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The name of a schema that no other test has, and two roles of their own: one that may make the schema, and one that may do
 * nothing yet but connect. All of it, and whatever was made in it, is dropped at the end.
 */
public final class PostgresSchema implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final PostgresServer server;
    private final String name = "test_" + NUMBER.incrementAndGet();
    private final Login owner = new Login(name + "_owner", "the owner's password");
    private final Login bridge = new Login(name + "_bridge", "the bridge's password");

    /** Whom a connection belongs to. */
    public record Login(String user, String password) {

        /** Connects by a JDBC URL. */
        public Connection connect(String url) throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }

        private String creation() {
            return "CREATE ROLE " + user + " LOGIN PASSWORD '" + password.replace("'", "''") + "'; ";
        }
    }

    PostgresSchema(PostgresServer server) throws IOException {
        this.server = server;
        server.psql(owner.creation() + bridge.creation() + "GRANT CREATE ON DATABASE " + PostgresServer.DATABASE
                + " TO " + owner.user());
    }

    /** The schema's name; there is none of that name until somebody makes it. */
    public String name() {
        return name;
    }

    /** Who may make the schema. */
    public Login owner() {
        return owner;
    }

    /** Who may do in it what the owner grants. */
    public Login bridge() {
        return bridge;
    }

    /** The JDBC URL of the server's database. */
    public String url() {
        return server.url();
    }

    /** The same behind other addresses, such as a {@link FaultyLink}'s. */
    public String url(InetSocketAddress... addresses) {
        return PostgresServer.url(addresses);
    }

    /** Has statements executed as superuser, to whom the schema's tables are known by their names alone. */
    public String psql(String... statements) throws IOException {
        String[] all = new String[statements.length + 1];
        all[0] = "SET search_path = " + name;
        System.arraycopy(statements, 0, all, 1, statements.length);
        return server.psql(all);
    }

    /** Ends the roles' connections, and drops it all. */
    @Override
    public void close() throws IOException {
        String roles = owner.user() + ", " + bridge.user();
        server.psql(
                "SET lock_timeout = '20s'; SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename IN ('"
                        + owner.user() + "', '" + bridge.user() + "'); DROP SCHEMA IF EXISTS " + name
                        + " CASCADE; DROP OWNED BY "
                        + roles + " CASCADE; DROP ROLE " + roles);
    }
}
