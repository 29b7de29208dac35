package org.corebucket.bridge.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** What a server must be, besides one that may be written to and has the schema, before it is asked for anything. */
@FunctionalInterface
public interface ServerCheck {

    /** Demands nothing more. */
    ServerCheck NONE = made -> {};

    /**
     * Looks at the server of a new connection.
     *
     * @throws IOException if it is not what it must be
     */
    void require(Connection made) throws SQLException, IOException;
}
