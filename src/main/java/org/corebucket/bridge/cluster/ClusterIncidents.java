package org.corebucket.bridge.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.corebucket.bridge.database.BoundedWait;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.IncidentExchange;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Resolution;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.Signatory;
import org.jspecify.annotations.Nullable;

/**
 * The incidents that the nodes of a deployment share if its ledger is in a database (CONTRACT 12). Of one whose ledger is in files
 * there is nothing to share: then nothing here does anything, and no class of the database's driver is loaded.
 *
 * <p>Whatever runs looks for the emergency stop on its own disk, every second, and never waits for the database: a thread here
 * brings to the disk what the database says, and the other way around.
 */
public final class ClusterIncidents implements Closeable {

    private static final Duration BETWEEN_EXCHANGES = Duration.ofSeconds(1);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

    /** What ends need not wait longer than that for a database that does not answer. */
    private static final Duration ENDING = Duration.ofSeconds(2);

    private final Deployment deployment;
    private final Host host;
    private final Consumer<String> notes;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Thread thread;
    private String lastTrouble = "";
    private boolean inFiles;
    private @Nullable SharedPart shared;

    /** What there is only with a database. */
    private record SharedPart(IncidentTable table, IncidentExchange exchange) {}

    /**
     * Those of a deployment; nothing is asked yet.
     *
     * @param notes takes lines that are to be shown, from any thread
     */
    public ClusterIncidents(Deployment deployment, Host host, Consumer<String> notes) {
        this.deployment = deployment;
        this.host = host;
        this.notes = notes;
    }

    /** The database, opened when it can be: a watch that began without its password goes on watching. */
    private synchronized Optional<SharedPart> shared() throws IOException, MendableException {
        if (shared == null && !inFiles) {
            Optional<DatabaseSettings> settings = DeploymentLedger.database(deployment, host);
            inFiles = settings.isEmpty();
            if (!inFiles) {
                IncidentTable table = new IncidentTable(Database.of(settings.get(), deployment, "incidents"));
                shared = new SharedPart(table, new IncidentExchange(deployment, host, table, notes));
            }
        }
        return Optional.ofNullable(shared);
    }

    /** Exchanges once, and says what keeps it from that: whatever is asked then goes on by what this node knows. */
    public static void exchangeOnce(Deployment deployment, Host host, Consumer<String> notes) {
        try (ClusterIncidents incidents = new ClusterIncidents(deployment, host, notes)) {
            incidents.exchange();
        } catch (IOException e) {
            notes.accept("the other nodes' incidents are not known here: " + IoTrouble.words(e));
        } catch (MendableException e) {
            notes.accept("the other nodes' incidents are not known here: " + e.getMessage());
        }
    }

    /**
     * Exchanges now. When it returns, a stop is in force here if it is in force anywhere, and the other way around.
     *
     * @throws IOException if the database does not answer
     * @throws MendableException if it can't be used as the descriptor says, or another process is at work on the incidents here
     */
    public void exchange() throws IOException, MendableException {
        Optional<SharedPart> part = shared();
        if (part.isPresent()) {
            part.get().exchange().run();
        }
    }

    /**
     * The same before something that must not be done without the other nodes.
     *
     * @param without what is not done then, as the beginning of the message
     * @throws IOException if the database does not answer
     */
    public void exchangeBefore(String without) throws IOException, MendableException {
        try {
            exchange();
        } catch (IOException e) {
            throw new IOException(
                    without + ": " + IoTrouble.words(e)
                            + "\nSee what is wrong with bridgectl cluster status, and try again once the database answers.",
                    e);
        }
    }

    /**
     * Tells the other nodes, again and again until they know or the patience ends. It ends then, whatever the database does.
     *
     * @return what is in the way; empty if they know
     */
    public Optional<String> tell(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String trouble;
            boolean lasts = false;
            try {
                Optional<MendableException> refused =
                        BoundedWait.of(Duration.ofNanos(deadline - System.nanoTime()), this::exchanged);
                if (refused.isEmpty()) {
                    return Optional.empty();
                }
                trouble = String.valueOf(refused.get().getMessage());
                lasts = refused.get().kind() != MendableException.MendableKind.LOCKED;
            } catch (IOException e) {
                trouble = IoTrouble.words(e);
            }
            if (lasts || System.nanoTime() >= deadline || isEnded(BETWEEN_ATTEMPTS)) {
                return Optional.of(trouble);
            }
        }
    }

    /** Exchanges; what the user can mend about it is a result. */
    private Optional<MendableException> exchanged() throws IOException {
        try {
            exchange();
            return Optional.empty();
        } catch (MendableException e) {
            return Optional.of(e);
        }
    }

    /**
     * Resolves an incident for all nodes.
     *
     * @param incidents those of this node
     * @throws IOException if the other nodes can't be told; then it is not resolved
     */
    public Incidents.Resolving resolve(
            Incidents incidents, IncidentState seen, Resolution resolution, Signatory signatory)
            throws IOException, MendableException {
        Optional<SharedPart> part = shared();
        return part.isEmpty()
                ? incidents.resolve(seen, resolution, signatory)
                : part.get().exchange().resolve(seen, resolution, signatory);
    }

    /** Has a thread exchange every second until this is closed, and then once more if a stop is in force. */
    public void exchangeEverySecond() {
        if (!isInFiles()) {
            Thread started = new Thread(this::exchangeUntilEnded, "cluster-incidents");
            started.setDaemon(true);
            started.start();
            thread = started;
        }
    }

    private boolean isInFiles() {
        try {
            return shared().isEmpty();
        } catch (IOException | MendableException e) {
            return false;
        }
    }

    private void exchangeUntilEnded() {
        while (!isEnded(BETWEEN_EXCHANGES)) {
            attempt();
        }
        if (mayBeInForce()) {
            attempt();
        }
    }

    private boolean mayBeInForce() {
        try {
            return EmergencyStop.of(deployment, host).inForce();
        } catch (IOException e) {
            return true;
        }
    }

    private void attempt() {
        try {
            exchange();
            say("");
        } catch (IOException e) {
            say(IoTrouble.words(e));
        } catch (MendableException e) {
            say(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A bug here must not end the exchange, without which no stop of another node is seen.
            say("by a bug: " + e);
        }
    }

    private void say(String trouble) {
        if (!trouble.equals(lastTrouble)) {
            notes.accept(
                    trouble.isEmpty()
                            ? "incidents are exchanged with the other nodes again"
                            : "incidents can't be exchanged with the other nodes: " + trouble);
            lastTrouble = trouble;
        }
    }

    private boolean isEnded(Duration atMost) {
        try {
            return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            if (thread != null) {
                thread.join(ENDING.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread == null || !thread.isAlive()) {
            disconnect();
        }
    }

    private synchronized void disconnect() {
        if (shared != null) {
            shared.table().close();
        }
    }
}
