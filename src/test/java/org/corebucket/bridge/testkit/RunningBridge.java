package org.corebucket.bridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.status.HostOverview;
import org.jspecify.annotations.Nullable;

/** A bridge of a sample deployment, in this process, at a port that the system chose, with a clock in the test's hand. */
public final class RunningBridge implements AutoCloseable {

    public final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> bugs = Collections.synchronizedList(new ArrayList<>());

    private final Operator operator;
    private final @Nullable SharedLedger shared;
    private final boolean isOnlyOne;
    private volatile Instant now = Instant.parse("2026-11-23T08:00:00.125Z");
    private volatile CountDownLatch ledgerGoesOn = new CountDownLatch(0);
    private volatile long standsBehind;
    private int port;
    private Bridge bridge;

    /** One whose ledger is in files. */
    public RunningBridge(Path directory) throws Exception {
        this(directory, LedgerStore.FILES);
    }

    /** One whose ledger is kept there, and is shared with nobody. */
    public RunningBridge(Path directory, LedgerStore store) throws Exception {
        this(directory, store == LedgerStore.FILES ? null : SharedLedger.make(), true);
    }

    /** One of several whose ledger is that one. */
    public RunningBridge(Path directory, SharedLedger shared) throws Exception {
        this(directory, shared, false);
    }

    private RunningBridge(Path directory, @Nullable SharedLedger shared, boolean isOnlyOne) throws Exception {
        this.operator = Operator.atDeployment(directory);
        this.shared = shared;
        this.isOnlyOne = isOnlyOne;
        if (shared != null) {
            shared.join(operator);
            shared.setClock(now);
        }
        this.bridge = start();
    }

    private Bridge start() throws Exception {
        return Bridge.start(parts(), () -> StopReason.NONE);
    }

    /** What it is made of when it starts. */
    public Bridge.BridgeParts parts() throws Exception {
        Deployment deployment = Deployment.at(operator.root());
        Policy policy = PolicyReader.read(Files.readAllBytes(deployment.path(Deployment.POLICY)), Deployment.POLICY);
        String descriptor =
                operator.text("canonical/core_bucket_bridge.json").replace("\"port\": 8000", "\"port\": " + port);
        InstantSource clock = this::hostTime;
        Host host = new Host(
                Map.of("XDG_STATE_HOME", operator.state().toString()), operator.root(), clock.withZone(ZoneOffset.UTC));
        RsaPrivateKey key = RsaPrivateKey.fromPem(
                operator.text("security/bridge.private.pem"), "bridge.private.pem", Passphrase.NONE);
        return new Bridge.BridgeParts(
                deployment,
                host,
                policy,
                BridgeSettings.read(descriptor.getBytes(java.nio.charset.StandardCharsets.UTF_8), "descriptor"),
                key,
                origin(),
                new HostOverview(deployment, host),
                notes::add,
                bugs::add);
    }

    /** With what a host's clock shows beyond milliseconds. The ledger's writer asks for it behind each batch. */
    private Instant hostTime() {
        CountDownLatch until = ledgerGoesOn;
        boolean stands =
                until.getCount() > 0 && Thread.currentThread().getName().equals("ledger-writer");
        // A ledger in a database asks for the time between entries too.
        if (stands && bridge.entries() > standsBehind) {
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return now.plusNanos(456_789);
    }

    /** From behind the next entry on, what is posted waits for the ledger, until that goes on. */
    public void ledgerStandsStill() {
        standsBehind = bridge.entries();
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
        if (shared != null) {
            shared.setClock(now);
        }
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

    /** The lines of the ledger, wherever it is. */
    public List<String> ledger() throws Exception {
        List<String> lines = new ArrayList<>();
        try (LedgerPlace place = DeploymentLedger.of(Deployment.at(operator.root()), operator.host());
                LedgerReading reading = place.read()) {
            reading.forward(
                    LedgerPosition.BEGINNING,
                    (bytes, from, to, at) ->
                            lines.add(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)));
        }
        return lines;
    }

    /** Does something while the ledger can't be read. */
    public <T> T whileLedgerIsUnreadable(Callable<T> something) throws Exception {
        if (shared != null) {
            shared.schema().psql("ALTER TABLE entry RENAME TO aside");
            try {
                return something.call();
            } finally {
                shared.schema().psql("ALTER TABLE aside RENAME TO entry");
            }
        }
        Path live = operator.path("logs/provenance_chain.jsonl");
        Path aside = live.resolveSibling("aside");
        Files.move(live, aside);
        Files.createSymbolicLink(live, aside);
        try {
            return something.call();
        } finally {
            Files.move(aside, live, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    public long lines(String log) throws IOException {
        return Files.readAllLines(operator.path(log)).size();
    }

    /** Ends it in order; nothing may have gone wrong in it. */
    @Override
    public void close() throws IOException {
        ledgerGoesOn();
        bridge.close();
        if (shared != null && isOnlyOne) {
            shared.close();
        }
        assertThat(bugs).isEmpty();
    }
}
