package org.corebucket.bridge.witness;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.http.HttpLimits;
import org.corebucket.bridge.http.HttpServer;
import org.corebucket.bridge.http.ListenAddress;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;

/**
 * A witness that listens. One runs in each deployment. If it finds that what it cosigned was changed where it is kept, that is a
 * critical incident, and it cosigns nothing any more.
 */
public final class WitnessServer implements Closeable {

    /** Where what was cosigned is kept, relative to the root. */
    private static final String DIRECTORY = "logs/witness";

    /** A proof, and a note with many more signatures than the 16 that everybody takes. */
    private static final int BODY_BYTES = 256 * 1024;

    private static final HttpLimits LIMITS =
            new HttpLimits(BODY_BYTES, 16 * 1024, 256, Duration.ofSeconds(60), Duration.ofSeconds(10));

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final DeploymentLock lock;
    private final Witness witness;
    private final Consumer<String> notes;
    private final HttpServer server;
    private final URI address;

    private WitnessServer(
            DeploymentLock lock, Witness witness, Consumer<String> notes, HttpServer server, URI address) {
        this.lock = lock;
        this.witness = witness;
        this.notes = notes;
        this.server = server;
        this.address = address;
    }

    /**
     * Begins to listen.
     *
     * @param signers its keys
     * @param notes takes lines for the operator, from any thread
     * @param bugs takes exceptions that only a bug can cause, from any thread
     * @throws MendableException if another one runs here, or the address or its TLS files can't be used
     */
    public static WitnessServer start(
            Deployment deployment,
            Host host,
            WitnessSettings settings,
            WitnessSigners signers,
            Consumer<String> notes,
            Consumer<Throwable> bugs)
            throws IOException, MendableException {
        DeploymentLock lock = DeploymentLock.acquire(deployment.path(DIRECTORY + "/.lock"));
        boolean started = false;
        try {
            Witness witness =
                    witness(deployment, host, settings, signers, found -> alarm(found, deployment, host, notes));
            witness.look(notes);
            HttpServer server = listen(
                    deployment,
                    host,
                    settings.place(),
                    new WitnessService(witness, signers.name(), host.clock(), notes, bugs));
            started = true;
            return new WitnessServer(
                    lock,
                    witness,
                    notes,
                    server,
                    settings.place().uri(settings.place().host(), server.port()));
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    static Witness witness(
            Deployment deployment,
            Host host,
            WitnessSettings settings,
            WitnessSigners signers,
            Consumer<String> alarm) {
        return new Witness(
                signers,
                settings.logs(),
                deployment.path(DIRECTORY),
                new TrustStore(deployment, host).witnessed(),
                host.clock(),
                alarm);
    }

    /** The emergency stop that follows ends the witness. */
    private static void alarm(String found, Deployment deployment, Host host, Consumer<String> notes) {
        notes.accept(found);
        notes.accept(
                "nothing is cosigned any more: find out who changed it, and resolve the incident, bridgectl incident list;"
                        + " the next start goes on with the larger tree, and cosigns no smaller one");
        try {
            new Incidents(deployment, host).raise(Violation.witnessWentBack(found.replace('\n', ' ')));
        } catch (IOException e) {
            notes.accept("that the witness went back could not be recorded: " + IoTrouble.words(e));
        }
    }

    /** Where what was cosigned last of a log is kept, relative to the root. */
    static String file(String origin) {
        return DIRECTORY + "/" + WitnessedLog.fileName(origin);
    }

    private static HttpServer listen(Deployment deployment, Host host, ListenAddress place, WitnessService service)
            throws IOException, MendableException {
        try {
            return HttpServer.start(
                    place.socket("the witness"),
                    place.identity(deployment, host.clock().instant()),
                    LIMITS,
                    service,
                    service);
        } catch (BindException e) {
            throw place.taken(e);
        }
    }

    /** Where it is reached. */
    public URI address() {
        return address;
    }

    /**
     * Takes no more requests, and answers those that it has. Where somebody else found that what was cosigned is changed, and so
     * ends this, it is made anew here: while the emergency stop is in force no start could.
     */
    @Override
    public void close() throws IOException {
        server.stop(GRACE);
        witness.look(notes);
        lock.close();
    }
}
