package org.corebucket.bridge.ledger.place;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.postgres.PostgresLedger;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;

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
     * @param host remembers by whom the deployment is sealed
     * @throws MendableException if it is in a database that can't be used as the descriptor says, or that the descriptor does not
     *     say as it was sealed
     */
    public static LedgerPlace of(Deployment deployment, Host host) throws IOException, MendableException {
        return of(deployment, database(deployment, host));
    }

    /** The same, by a seal that was verified. */
    public static LedgerPlace of(Deployment deployment, SealVerdict seal) throws IOException, MendableException {
        return of(deployment, database(deployment, () -> seal));
    }

    private static LedgerPlace of(Deployment deployment, Optional<DatabaseSettings> database)
            throws IOException, MendableException {
        return database.isEmpty()
                ? LedgerPlace.inFiles(deployment)
                : PostgresLedger.of(Database.of(database.get(), deployment, "bridgectl"));
    }

    /**
     * The database of a deployment whose ledger is in one.
     *
     * @throws MendableException if the descriptor that names it is not as it was sealed: whoever changed it would be sent the
     *     password
     */
    public static Optional<DatabaseSettings> database(Deployment deployment, Host host)
            throws IOException, MendableException {
        return database(deployment, () -> SealVerifier.readOnly(deployment, host, null));
    }

    /** Whether the descriptor says that the ledger is in a database; nobody verified that it is as it was sealed. */
    public static boolean isInDatabase(Deployment deployment) throws IOException {
        return named(descriptor(deployment)).isPresent();
    }

    private interface Sealing {
        SealVerdict verdict() throws IOException;
    }

    private static Optional<DatabaseSettings> database(Deployment deployment, Sealing sealing)
            throws IOException, MendableException {
        byte[] descriptor = descriptor(deployment);
        Optional<DatabaseSettings> named = named(descriptor);
        if (named.isPresent()) {
            requireSealed(descriptor, sealing.verdict());
        }
        return named;
    }

    private static void requireSealed(byte[] descriptor, SealVerdict seal) throws MendableException {
        Optional<Sha256> sealed = seal.sealed(Deployment.BRIDGE);
        if (sealed.isEmpty() || !sealed.get().equals(Sha256.of(descriptor))) {
            throw MendableException.refused("the database is not asked: " + Deployment.BRIDGE + ", which names it, "
                    + (seal.isAuthentic() ? "is not as it was sealed" : "is under no seal that holds")
                    + "\nbridgectl verify says what is wrong. Put it back with bridgectl restore; or seal what you wrote:"
                    + " bridgectl freeze --reason TEXT");
        }
    }

    /** Empty if there is none. */
    private static byte[] descriptor(Deployment deployment) throws IOException {
        try {
            return TreeFiles.read(deployment.root(), Deployment.BRIDGE, Deployment.LARGEST_SETTINGS);
        } catch (NoSuchFileException | NotRegularException e) {
            return new byte[0];
        }
    }

    private static Optional<DatabaseSettings> named(byte[] descriptor) {
        try {
            return database(JsonFields.of(Json.parse(descriptor, Deployment.BRIDGE), Deployment.BRIDGE)
                    .object("ledger"));
        } catch (MalformedJsonException e) {
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
