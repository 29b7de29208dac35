package org.corebucket.bridge.ledger.place;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.postgres.PostgresLedger;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.readiness.MendableException;

/** The ledger of a deployment, wherever that keeps it. */
public final class DeploymentLedger {

    /** The value of {@code ledger.store} for a ledger in PostgreSQL. */
    public static final String POSTGRESQL = "postgresql";

    /** The value of {@code ledger.store} for a ledger in files, which it has if nothing is said. */
    public static final String FILES = "files";

    private DeploymentLedger() {}

    /**
     * Finds it by the bridge's descriptor. With none, or one that no bridge would start with, it is in files.
     *
     * @throws MendableException if it is in a database that can't be used as the descriptor says
     */
    public static LedgerPlace of(Deployment deployment) throws IOException, MendableException {
        Optional<DatabaseSettings> database = database(deployment);
        return database.isEmpty()
                ? LedgerPlace.inFiles(deployment)
                : PostgresLedger.of(Database.of(database.get(), deployment, "bridgectl"));
    }

    /** The database of a deployment whose ledger is in one. */
    public static Optional<DatabaseSettings> database(Deployment deployment) throws IOException {
        try {
            byte[] descriptor = TreeFiles.read(deployment.root(), Deployment.BRIDGE, Deployment.LARGEST_SETTINGS);
            return database(JsonFields.of(Json.parse(descriptor, Deployment.BRIDGE), Deployment.BRIDGE)
                    .object("ledger"));
        } catch (NoSuchFileException | NotRegularException | MalformedJsonException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads {@code store} and {@code postgresql} of the descriptor's object {@code ledger}.
     *
     * @throws MalformedJsonException naming the line of the flaw
     */
    public static Optional<DatabaseSettings> database(JsonFields ledger) throws MalformedJsonException {
        String store = ledger.has("store") ? ledger.string("store") : FILES;
        return switch (store) {
            case FILES -> Optional.empty();
            case POSTGRESQL -> Optional.of(DatabaseSettings.of(ledger.object(POSTGRESQL)));
            default ->
                throw ledger.refused(
                        "store", ledger.line("store"), "is neither files nor postgresql", "write one of them");
        };
    }
}
