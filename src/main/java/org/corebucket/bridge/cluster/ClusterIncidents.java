package org.corebucket.bridge.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.IncidentExchange;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.readiness.MendableException;
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

    private final Consumer<String> notes;
    private final EmergencyStop stop;
    private final @Nullable SharedPart shared;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Thread thread;
    private String lastTrouble = "";

    /** What there is only with a database. */
    private record SharedPart(IncidentTable table, IncidentExchange exchange) {}

    private ClusterIncidents(EmergencyStop stop, Consumer<String> notes, @Nullable SharedPart shared) {
        this.stop = stop;
        this.notes = notes;
        this.shared = shared;
    }

    /**
     * Those of a deployment; nothing is asked yet.
     *
     * @param notes takes lines that are to be shown, from any thread
     * @throws MendableException if the ledger is in a database that can't be used as the descriptor says
     */
    public static ClusterIncidents of(Deployment deployment, Host host, Consumer<String> notes)
            throws IOException, MendableException {
        Optional<DatabaseSettings> settings = DeploymentLedger.database(deployment);
        EmergencyStop stop = EmergencyStop.of(deployment, host);
        if (settings.isEmpty()) {
            return new ClusterIncidents(stop, notes, null);
        }
        IncidentTable table = new IncidentTable(Database.of(settings.get(), deployment, "bridgectl incidents"));
        return new ClusterIncidents(
                stop, notes, new SharedPart(table, new IncidentExchange(deployment, host, table, notes)));
    }

    /**
     * Exchanges once, and says what keeps it from that: whatever is asked then goes on by what this node knows.
     *
     * @return whether the nodes know the same now
     */
    public static boolean exchangeOnce(Deployment deployment, Host host, Consumer<String> notes) {
        try (ClusterIncidents incidents = of(deployment, host, notes)) {
            incidents.exchange();
            return true;
        } catch (IOException e) {
            notes.accept("the other nodes' incidents are not known here: " + IoTrouble.words(e));
        } catch (MendableException e) {
            notes.accept("the other nodes' incidents are not known here: " + e.getMessage());
        }
        return false;
    }

    /**
     * Exchanges now. When it returns, a stop is in force here if it is in force anywhere, and the other way around.
     *
     * @throws IOException if the database does not answer
     * @throws LockHeldException if another process is at work on the incidents here
     */
    public void exchange() throws IOException, LockHeldException {
        if (shared != null) {
            shared.exchange().run();
        }
    }

    /**
     * The same before something that must not be done without the other nodes.
     *
     * @param without what is not done then, as the beginning of the message
     * @throws IOException if the database does not answer
     */
    public void exchangeBefore(String without) throws IOException, LockHeldException {
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
     * Tells the other nodes, again and again until they know or the patience ends.
     *
     * @return what is in the way; empty if they know
     */
    public Optional<String> tell(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String trouble;
            try {
                exchange();
                return Optional.empty();
            } catch (IOException e) {
                trouble = IoTrouble.words(e);
            } catch (LockHeldException e) {
                trouble = String.valueOf(e.getMessage());
            }
            if (System.nanoTime() >= deadline || isEnded(BETWEEN_ATTEMPTS)) {
                return Optional.of(trouble);
            }
        }
    }

    /**
     * Resolves an incident for all nodes.
     *
     * @param incidents those of this node
     * @throws IOException if the other nodes can't be told; then it is not resolved
     */
    public Incidents.Resolving resolve(Incidents incidents, IncidentState seen, String reason, RsaPrivateKey release)
            throws IOException, LockHeldException {
        return shared == null
                ? incidents.resolve(seen, reason, release)
                : shared.exchange().resolve(seen, reason, release);
    }

    /** Has a thread exchange every second until this is closed, and then once more if a stop is in force. */
    public void exchangeEverySecond() {
        if (shared != null) {
            Thread started = new Thread(this::exchangeUntilEnded, "cluster-incidents");
            started.setDaemon(true);
            started.start();
            thread = started;
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
            return stop.inForce();
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
        } catch (LockHeldException e) {
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
        if (shared != null && (thread == null || !thread.isAlive())) {
            shared.table().close();
        }
    }
}
