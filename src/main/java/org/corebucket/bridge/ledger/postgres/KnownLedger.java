package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.corebucket.bridge.database.ServerCheck;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.LedgerMemory;
import org.corebucket.bridge.ledger.read.LedgerMemory.Mark;

/**
 * Refuses a server that has not what is known to be stored (CONTRACT 12): a standby that was promoted and had not all, or a backup
 * that was put back. Known is what any node wrote there, and what this host remembers outside of the database, in case all that is
 * there went back together. Nothing is recorded at such a server.
 */
public final class KnownLedger implements ServerCheck {

    private final String database;
    private final LedgerMemory memory;
    private final Consumer<LedgerWentBackException> wentBack;

    /**
     * What is known.
     *
     * @param database how messages name it
     * @param memory this host's
     * @param wentBack is told when a server has not what is known
     */
    public KnownLedger(String database, LedgerMemory memory, Consumer<LedgerWentBackException> wentBack) {
        this.database = database;
        this.memory = memory;
        this.wentBack = wentBack;
    }

    /**
     * Refuses it.
     *
     * @throws LedgerWentBackException if it has not what is known
     */
    @Override
    public void require(Connection made) throws SQLException, IOException {
        require(made, AppendStatements.watermark(made));
        Optional<Mark> seen = memory.last();
        if (seen.isPresent()) {
            require(made, new Head(seen.get().size(), seen.get().head()));
        }
    }

    /** The same of one entry that is known to be stored. */
    void require(Connection made, Head head) throws SQLException, IOException {
        Optional<String> found = ArchiveTable.insteadOf(head, made);
        if (found.isPresent()) {
            LedgerWentBackException back = new LedgerWentBackException(database, head, found.get());
            wentBack.accept(back);
            throw back;
        }
    }
}
