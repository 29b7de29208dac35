package org.corebucket.bridge.database;

import java.io.IOException;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The database did not do what it was asked for; the message says which one, and why. */
public final class DatabaseException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What that means for who asked. */
    public enum DatabaseTrouble {
        /**
         * There is no answer: the connection is gone, or the server is not the one that may be written to. Whether a transaction
         * that was being committed is stored is not known.
         */
        LOST,
        /** Another transaction was in the way; nothing was done, and doing it again may succeed. */
        CONFLICT,
        /** What must be there once is there already; nothing was done. */
        DUPLICATE,
        /** The server has no room. */
        FULL,
        /** The server refused it, and will again. */
        REFUSED
    }

    /** SQL's own code for a transaction of which nobody knows whether it is stored. */
    static final String OUTCOME_UNKNOWN = "08007";

    private final DatabaseTrouble trouble;

    private DatabaseException(DatabaseTrouble trouble, String message, SQLException cause) {
        super(message, cause);
        this.trouble = trouble;
    }

    /** Something that was found out without the driver. */
    DatabaseException(DatabaseTrouble trouble, String message) {
        super(message);
        this.trouble = trouble;
    }

    /**
     * What the driver says.
     *
     * @param server how messages name the database
     */
    public static DatabaseException of(String server, SQLException e) {
        DatabaseTrouble trouble = trouble(e);
        return new DatabaseException(trouble, server + ": " + words(e, trouble) + "\n" + remedy(e, trouble), e);
    }

    /** A server that answers, and is not the one that is meant. */
    public static DatabaseException notTheOne(String server, String words) {
        return new DatabaseException(DatabaseTrouble.LOST, server + ": " + words);
    }

    /** What it means. */
    public DatabaseTrouble trouble() {
        return trouble;
    }

    /** By PostgreSQL's error codes (its manual, appendix A); what has none comes from the driver, and so from the wire. */
    private static DatabaseTrouble trouble(SQLException e) {
        String state = e.getSQLState();
        if (state == null || state.length() != 5) {
            return DatabaseTrouble.LOST;
        }
        return switch (state) {
            case "40001", "40P01", "55P03", "57014" -> DatabaseTrouble.CONFLICT;
            case "23505" -> DatabaseTrouble.DUPLICATE;
            case "53100" -> DatabaseTrouble.FULL;
            case "25006", "25P03", "53300", "57P01", "57P02", "57P03", "57P04", "57P05" -> DatabaseTrouble.LOST;
            default -> state.startsWith("08") ? DatabaseTrouble.LOST : DatabaseTrouble.REFUSED;
        };
    }

    private static String remedy(SQLException e, DatabaseTrouble trouble) {
        return switch (trouble) {
            case LOST ->
                "See whether it runs, whether this host reaches it, and whether its certificate is the one that the url expects;"
                        + " what waits is tried again.";
            case FULL -> "Make room on the database's disk.";
            case CONFLICT, DUPLICATE -> "Try again.";
            case REFUSED -> refusal(String.valueOf(e.getSQLState()));
        };
    }

    private static String refusal(String state) {
        if (state.startsWith("28")) {
            return "Correct \"user\" under \"ledger\".\"postgresql\" in the bridge's descriptor, the password in its file,"
                    + " or the server's pg_hba.conf.";
        }
        if ("3D000".equals(state)) {
            return "Correct the database's name in \"url\" under \"ledger\".\"postgresql\" in the bridge's descriptor, or make it.";
        }
        return "42P01".equals(state) || "42501".equals(state) || "42883".equals(state) || "3F000".equals(state)
                ? "Make its tables and rights, with the role that owns the schema: bridgectl cluster init --owner ROLE"
                : "See the database's log.";
    }

    private static String words(SQLException e, DatabaseTrouble trouble) {
        ServerErrorMessage server = e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        String said = server == null ? String.valueOf(e.getMessage()) : String.valueOf(server.getMessage());
        String line = said.lines().findFirst().orElse("").strip();
        boolean silent = trouble == DatabaseTrouble.LOST && server == null && !OUTCOME_UNKNOWN.equals(e.getSQLState());
        return silent ? "no connection: " + line : line;
    }
}
