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
import org.corebucket.bridge.http.HttpLimits;
import org.corebucket.bridge.http.HttpServer;
import org.corebucket.bridge.http.ListenAddress;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;

/** A witness that listens. One runs in each deployment. */
public final class WitnessServer implements Closeable {

    /** Where what was cosigned is kept, relative to the root. */
    private static final String DIRECTORY = "logs/witness";

    /** A proof, and a note with many more signatures than the 16 that everybody takes. */
    private static final int BODY_BYTES = 256 * 1024;

    private static final HttpLimits LIMITS =
            new HttpLimits(BODY_BYTES, 16 * 1024, 256, Duration.ofSeconds(60), Duration.ofSeconds(10));

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final DeploymentLock lock;
    private final HttpServer server;
    private final URI address;

    private WitnessServer(DeploymentLock lock, HttpServer server, URI address) {
        this.lock = lock;
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
            Witness witness = witness(deployment, host, settings, signers);
            witness.mend(notes);
            HttpServer server = listen(
                    deployment,
                    host,
                    settings.place(),
                    new WitnessService(witness, signers.name(), host.clock(), notes, bugs));
            started = true;
            return new WitnessServer(
                    lock, server, settings.place().uri(settings.place().host(), server.port()));
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    static Witness witness(Deployment deployment, Host host, WitnessSettings settings, WitnessSigners signers) {
        return new Witness(
                signers.signers(),
                settings.logs(),
                deployment.path(DIRECTORY),
                new TrustStore(deployment, host).witnessed(),
                host.clock());
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

    /** Takes no more requests, and answers those that it has. */
    @Override
    public void close() throws IOException {
        server.stop(GRACE);
        lock.close();
    }
}
