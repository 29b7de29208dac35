package org.corebucket.bridge.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.bridge.state.FigureStore;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.readiness.MendableException;

/** What the nodes of a deployment know together by its database: their figures, and who tells of what all of them see. */
public final class GroupFacts implements Closeable {

    private final GroupConnection database;
    private final String node;

    GroupFacts(GroupConnection database, String node) {
        this.database = database;
        this.node = node;
    }

    /**
     * Those of a node; the database is asked as soon as something is asked of them.
     *
     * @param program what the server's lists of connections call us
     * @throws MendableException if the database can't be used as the descriptor says
     */
    public static GroupFacts of(DatabaseSettings settings, Deployment deployment, String node, String program)
            throws IOException, MendableException {
        return new GroupFacts(new GroupConnection(Database.of(settings, deployment, program)), node);
    }

    /** The figures of all nodes' bridges. */
    public FigureStore figures() {
        return new SharedFigures(database, node);
    }

    /**
     * Who tells of what all nodes see.
     *
     * @param quiet for how long a thing must have been away to be told again
     */
    public AlertDuty duty(Duration quiet) {
        return new SharedDuty(database, node, quiet);
    }

    /**
     * What the node's bridge says of itself.
     *
     * @param clock its host's
     */
    public SharedPresence presence(InstantSource clock) {
        return new SharedPresence(database, node, clock);
    }

    @Override
    public void close() {
        database.close();
    }
}
