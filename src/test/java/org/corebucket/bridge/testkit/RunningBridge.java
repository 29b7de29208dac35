package org.corebucket.bridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.corebucket.bridge.bridge.Bridge;
import org.corebucket.bridge.bridge.BridgeSettings;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.process.StopSignal.StopReason;

/** A bridge of a sample deployment, in this process, at a port that the system chose, with a clock in the test's hand. */
public final class RunningBridge implements AutoCloseable {

    public final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> bugs = Collections.synchronizedList(new ArrayList<>());

    private final Operator operator;
    private volatile Instant now = Instant.parse("2026-11-23T08:00:00.125Z");
    private volatile CountDownLatch ledgerGoesOn = new CountDownLatch(0);
    private int port;
    private Bridge bridge;

    public RunningBridge(Path directory) throws Exception {
        this.operator = Operator.atDeployment(directory);
        this.bridge = start();
    }

    private Bridge start() throws Exception {
        Deployment deployment = Deployment.at(operator.root());
        Policy policy = PolicyReader.read(Files.readAllBytes(deployment.path(Deployment.POLICY)), Deployment.POLICY);
        String descriptor =
                operator.text("canonical/core_bucket_bridge.json").replace("\"port\": 8000", "\"port\": " + port);
        InstantSource clock = this::hostTime;
        Host host = new Host(
                Map.of("XDG_STATE_HOME", operator.state().toString()), operator.root(), clock.withZone(ZoneOffset.UTC));
        RsaPrivateKey key = RsaPrivateKey.fromPem(
                operator.text("security/bridge.private.pem"), "bridge.private.pem", Passphrase.NONE);
        return Bridge.start(new Bridge.BridgeParts(
                deployment,
                host,
                policy,
                BridgeSettings.read(descriptor.getBytes(java.nio.charset.StandardCharsets.UTF_8), "descriptor"),
                key,
                origin(),
                notes::add,
                bugs::add));
    }

    /** With what a host's clock shows beyond milliseconds. The ledger's writer asks for it behind each batch. */
    private Instant hostTime() {
        if (Thread.currentThread().getName().equals("ledger-writer")) {
            try {
                ledgerGoesOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return now.plusNanos(456_789);
    }

    /** From behind the next entry on, what is posted waits for the ledger, until that goes on. */
    public void ledgerStandsStill() {
        ledgerGoesOn = new CountDownLatch(1);
    }

    /** Ends {@link #ledgerStandsStill}. */
    public void ledgerGoesOn() {
        ledgerGoesOn.countDown();
    }

    private UUID origin() throws IOException {
        String header = "# deployment: ";
        String line = operator.text(Deployment.MANIFEST)
                .lines()
                .filter(each -> each.startsWith(header))
                .findFirst()
                .orElseThrow();
        return UUID.fromString(line.substring(header.length()));
    }

    /** Ends it in order, and starts it again. */
    public void restart() throws Exception {
        bridge.close();
        bridge = start();
    }

    /** Ends it in order, and starts it again where it was, when something has been done meanwhile. */
    public void restartAfter(Callable<?> meanwhile) throws Exception {
        port = bridge.address().getPort();
        bridge.close();
        meanwhile.call();
        bridge = start();
    }

    /** Ends it as an emergency stop does, and starts it again where it was, when something has been done meanwhile. */
    public void restartAfterStop(Callable<?> meanwhile) throws Exception {
        bridge.serve(() -> StopReason.EMERGENCY);
        restartAfter(meanwhile);
    }

    /** Where it is reached. */
    public URI address() {
        return bridge.address();
    }

    /** Time goes by. */
    public void pass(Duration time) {
        now = now.plus(time);
    }

    /** What time it is at the bridge. */
    public Instant now() {
        return now;
    }

    public void tick() {
        bridge.tick();
    }

    /** Whose bridge it is. */
    public Operator operator() {
        return operator;
    }

    /** A client that shares nothing with it. */
    public ModuleClient client() {
        return new ModuleClient(bridge.address(), operator.path("security"));
    }

    /** A token of the role module, for any module. */
    public String token() throws Exception {
        return client().token(now, "\"roles\":[\"module\"]");
    }

    /** The last line of a log. */
    public String lastLine(String log) throws IOException {
        List<String> lines = Files.readAllLines(operator.path(log));
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    public long lines(String log) throws IOException {
        return Files.readAllLines(operator.path(log)).size();
    }

    /** Ends it in order; nothing may have gone wrong in it. */
    @Override
    public void close() throws IOException {
        ledgerGoesOn();
        bridge.close();
        assertThat(bugs).isEmpty();
    }
}
