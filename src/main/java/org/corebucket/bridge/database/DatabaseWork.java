package org.corebucket.bridge.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Something that is done by a connection, each statement by itself; where there is no answer, it may be done once again. */
@FunctionalInterface
public interface DatabaseWork<T> {

    /** Does it. */
    T done(Connection connection) throws SQLException, IOException;
}
