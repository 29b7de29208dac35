package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.database.ServerDurability;
import org.corebucket.bridge.ledger.Head;
import org.jspecify.annotations.Nullable;

/**
 * The connection by which one node appends. It is given up after trouble, and made anew only to a server that has what this node
 * knows to be stored. For one thread; what the server promises may be asked by any.
 */
final class WriterConnection {

    private final Database database;
    private final String node;
    private final Supplier<Head> acknowledged;
    private final KnownLedger known;
    private @Nullable Connection connection;

    /** Of the server that this node began with; null until then. */
    private volatile @Nullable List<String> weaknesses;

    private volatile @Nullable String weakened;

    /**
     * None yet.
     *
     * @param acknowledged the last entry of which this node knows that its commit returned
     * @param known what a server must have besides
     */
    WriterConnection(Database database, String node, Supplier<Head> acknowledged, KnownLedger known) {
        this.database = database;
        this.node = node;
        this.acknowledged = acknowledged;
        this.known = known;
    }

    /** The connection, made if there is none. */
    Connection connected() throws IOException {
        Connection open = connection;
        if (open != null) {
            return open;
        }
        Connection made = database.connect();
        boolean usable = false;
        try {
            List<String> found = ServerDurability.ask(made, database.name()).weaknesses();
            requireNotGoneBack(made);
            takeOver(found);
            usable = true;
        } finally {
            if (!usable) {
                close(made);
            }
        }
        connection = made;
        return made;
    }

    /** The connection, if there is one. */
    Optional<Connection> open() {
        return Optional.ofNullable(connection);
    }

    /** What the server that this node began with promises less than it should; there was a connection. */
    List<String> weaknesses() {
        return Objects.requireNonNull(weaknesses);
    }

    /** What the server of now promises less than the one that this node began with. */
    Optional<String> weakened() {
        return Optional.ofNullable(weakened);
    }

    /** That one's weaknesses were said when it began. */
    private void takeOver(List<String> found) {
        List<String> first = weaknesses;
        if (first == null) {
            weaknesses = List.copyOf(found);
            return;
        }
        List<String> more = new ArrayList<>(found);
        more.removeAll(first);
        weakened = more.isEmpty() ? null : String.join("; ", more);
    }

    /** A node that starts there knows only what the server has: it is told by those who know more, and is refused as well. */
    private void requireNotGoneBack(Connection made) throws IOException {
        try {
            known.require(made);
            known.require(made, acknowledged.get());
        } catch (LedgerWentBackException e) {
            try {
                new AppendStatements(made, node).beat(e.acknowledged());
            } catch (SQLException untold) {
                e.addSuppressed(untold);
            }
            throw e;
        } catch (SQLException e) {
            throw DatabaseException.of(database.name(), e);
        }
    }

    /** Ends a transaction without what was done in it. */
    void rollback() {
        Connection open = connection;
        try {
            if (open != null && !open.getAutoCommit()) {
                open.rollback();
                open.setAutoCommit(true);
            }
        } catch (SQLException e) {
            giveUp();
        }
    }

    /** Gives up a connection that can't be trusted any more. */
    void giveUp() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            close(open);
        }
    }

    private static void close(Connection open) {
        try {
            open.close();
        } catch (SQLException e) {
            // It is given up; the server ends what is left of it.
        }
    }
}
