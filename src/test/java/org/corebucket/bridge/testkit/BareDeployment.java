package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.seal.TrustStore;

/**
 * The least that can be called a deployment: a directory with the public half of a release key, on a host whose state lies beside it and
 * whose clock is the test's. Nothing is sealed, and the host remembers nothing.
 */
public final class BareDeployment {

    /** The release key. */
    public static final RsaPrivateKey RELEASE = RsaPrivateKey.generate(2048);

    /** A key that is not the release key. */
    public static final RsaPrivateKey OTHER = RsaPrivateKey.generate(2048);

    private final Path directory;
    private final Deployment deployment;
    private final StandingClock clock;

    /** Makes one below a directory, or takes the one that is there as it was left. */
    public BareDeployment(Path directory, Instant now) throws IOException {
        this.directory = directory.toRealPath();
        this.deployment = new Deployment(Files.createDirectories(this.directory.resolve("root")));
        this.clock = new StandingClock(now);
        Files.createDirectories(KeyFiles.directory(deployment));
        publish(RELEASE);
    }

    /** The deployment. */
    public Deployment deployment() {
        return deployment;
    }

    /** The host's clock. */
    public StandingClock clock() {
        return clock;
    }

    /** The host. */
    public Host host() {
        return new Host(Map.of("XDG_STATE_HOME", directory.resolve("state").toString()), directory, clock);
    }

    /** What the host remembers of the deployment. */
    public TrustStore store() {
        return new TrustStore(deployment, host());
    }

    /** Puts a key's public half where the deployment has its release key. */
    public void publish(RsaPrivateKey key) throws IOException {
        Files.writeString(
                KeyPurpose.RELEASE.publicHalf(deployment), key.publicKey().toPem());
    }
}
