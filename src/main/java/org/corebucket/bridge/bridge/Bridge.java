package org.corebucket.bridge.bridge;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.corebucket.bridge.admission.BodyGates;
import org.corebucket.bridge.admission.HeadGates;
import org.corebucket.bridge.admission.ModulePublicKeys;
import org.corebucket.bridge.alert.AlertDelivery;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.alert.SoleDuty;
import org.corebucket.bridge.bridge.state.BridgeAlerts;
import org.corebucket.bridge.bridge.state.BridgeMetrics;
import org.corebucket.bridge.bridge.state.FigureStore;
import org.corebucket.bridge.bridge.state.Figures;
import org.corebucket.bridge.bridge.state.FiguresFile;
import org.corebucket.bridge.bridge.state.GroupFigures;
import org.corebucket.bridge.bridge.state.Warnings;
import org.corebucket.bridge.client.BridgeTrust;
import org.corebucket.bridge.cluster.GroupFacts;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.NativeRsa;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.http.HttpServer;
import org.corebucket.bridge.http.TlsFileException;
import org.corebucket.bridge.http.TlsIdentity;
import org.corebucket.bridge.http.UnusableAddressException;
import org.corebucket.bridge.incident.StopReserve;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.read.LedgerEntries;
import org.corebucket.bridge.ledger.read.LedgerPages;
import org.corebucket.bridge.ledger.tree.CheckpointRequest;
import org.corebucket.bridge.logs.BridgeLogs;
import org.corebucket.bridge.logs.GatheredLines;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.token.WeakSecretException;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.witness.WitnessPolicy;
import org.corebucket.bridge.witness.WitnessRounds;

/**
 * A running bridge. At its start it rebuilds from the ledger all that its decisions depend on, so only the ledger must
 * be kept.
 */
public final class Bridge implements Closeable {

    /** How long a stop waits for requests in flight, out of the 10 seconds that a bridge has to stop (CONTRACT 6). */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration BETWEEN_TICKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOG_ROUNDS = Duration.ofMinutes(1);

    /**
     * What a bridge is made of.
     *
     * @param policy the policy, which was verified
     * @param bridgeKey signs checkpoints and the bridge's own entries
     * @param origin the deployment's id
     * @param overview how the whole deployment is
     * @param notes takes lines that are to be shown to the operator, from any thread
     * @param bugs takes exceptions that only a bug can cause, from any thread
     */
    public record BridgeParts(
            Deployment deployment,
            Host host,
            Policy policy,
            BridgeSettings settings,
            RsaPrivateKey bridgeKey,
            UUID origin,
            Overview overview,
            Consumer<String> notes,
            Consumer<Throwable> bugs) {}

    private final ResourceStack opened;
    private final Clock clock;
    private final Ledger ledger;
    private final BridgeLedger core;
    private final Optional<SignedLog> log;
    private final GroupExchange exchange;
    private final Warnings warnings;
    private final BridgeAlerts alerts;
    private final Viewers viewers;
    private final Outcomes outcomes;
    private final HttpServer server;
    private final URI address;
    private final Consumer<String> notes;
    private Instant nextLogRound = Instant.MIN;

    private Bridge(BridgeParts parts, ResourceStack opened, Serving serving) {
        this.opened = opened;
        this.clock = clock(parts);
        this.core = serving.core();
        this.log = serving.log();
        this.ledger = core.ledger();
        this.exchange = serving.exchange();
        this.warnings = serving.warnings();
        this.alerts = serving.alerts();
        this.viewers = serving.viewers();
        this.outcomes = serving.outcomes();
        this.server = serving.server();
        this.address = parts.settings()
                .place()
                .uri(parts.settings().place().host(), serving.server().port());
        this.notes = parts.notes();
    }

    /**
     * Opens the ledger, reads it, and begins to serve.
     *
     * @param end says when the bridge is to end; that is noticed while the ledger is read, which may take a while
     * @throws InterruptedIOException if the bridge is to end
     * @throws LockHeldException if another bridge has the ledger
     * @throws DamagedLedgerException if the ledger is damaged, or is one of V5
     * @throws MalformedKeyException if a key file is malformed
     * @throws WeakSecretException if the environment lacks the secret that the descriptor demands, or it is too short
     * @throws TlsFileException if the certificate or its private key can't be used
     * @throws UnusableAddressException if the descriptor demands an address that is not allowed
     */
    public static Bridge start(BridgeParts parts, StopSignal end) throws IOException, MendableException {
        ResourceStack opened = new ResourceStack();
        boolean started = false;
        try {
            Bridge bridge = new Bridge(parts, opened, serve(parts, end, opened));
            started = true;
            return bridge;
        } finally {
            if (!started) {
                opened.close();
            }
        }
    }

    private record Serving(
            BridgeLedger core,
            Optional<SignedLog> log,
            GroupExchange exchange,
            Warnings warnings,
            BridgeAlerts alerts,
            Viewers viewers,
            Outcomes outcomes,
            HttpServer server) {}

    /**
     * Keeps room on disk for the records of an emergency stop. A deployment that an earlier version made has none yet.
     */
    private static StopReserve reserve(BridgeParts parts) {
        StopReserve reserve = new StopReserve(parts.deployment());
        try {
            reserve.keep();
        } catch (IOException e) {
            parts.notes().accept("no room could be kept for the records of an emergency stop: " + IoTrouble.words(e));
        }
        return reserve;
    }

    /**
     * Opens everything. The configuration is checked before the ledger is opened, since reading the ledger may take a
     * while.
     */
    private static Serving serve(BridgeParts parts, StopSignal end, ResourceStack opened)
            throws IOException, MendableException {
        BridgeSettings settings = parts.settings();
        Deployment deployment = parts.deployment();
        Clock clock = clock(parts);
        InetSocketAddress address = settings.place().socket("the bridge");
        Optional<TlsIdentity> identity = settings.place().identity(deployment, clock.instant());
        HeadGates head =
                new HeadGates(settings.limits().bodyBytes(), settings.tokens().verifier(deployment, parts.host()));
        ModulePublicKeys keys = keys(parts);
        BridgeLogs logs = opened.add(new BridgeLogs(deployment, clock, parts.notes()));
        GatheredLines lines = logs.gathered();
        BridgeLedger core = BridgeLedger.open(parts, end, clock, lines::write);
        opened.add(core.ledger());
        Optional<LogPolicy> policy = WitnessPolicy.sealed(deployment, parts.host());
        Optional<SignedLog> log = SignedLog.of(parts, core.logCheckpoints(), policy, core.ledger(), clock);
        log.ifPresent(opened::add);
        Optional<WitnessRounds> witnesses = witnesses(parts, policy, log, clock);
        witnesses.ifPresent(opened::add);
        core.refresh().ifPresent(opened::add);
        Figures figures = new Figures();
        Optional<GroupFacts> facts = facts(parts, core.store().node());
        BridgeAlerts alerts = opened.add(alerts(parts, facts));
        GroupFigures group = new GroupFigures(
                figures, figureStore(parts, facts), core.store().node(), clock.instant(), parts.notes());
        GroupExchange exchange =
                opened.add(new GroupExchange(group, alerts, facts, parts.host().clock(), parts.bugs()));
        BridgeMetrics metrics = new BridgeMetrics(core.ledger(), core.modules(), clock);
        witnesses.ifPresent(metrics::show);
        Outcomes outcomes = new Outcomes(
                new Outcomes.Listeners(logs, figures, metrics, core.modules()), core.ledger(), clock, System::nanoTime);
        Outcomes ofBatch = new Outcomes(
                new Outcomes.Listeners(lines, figures, metrics, core.modules()),
                core.ledger(),
                clock,
                System::nanoTime);
        Set<String> modules = parts.policy().modules().keySet();
        Warnings warnings = new Warnings(
                figures,
                core.modules(),
                core.ledger(),
                reserve(parts),
                new Warnings.Expected(
                        parts.policy().expectedHeartbeats(modules),
                        parts.policy().monitoring().heartbeatMaxAge(),
                        clock.instant()),
                () -> LogHealth.warnings(log, witnesses, clock.instant()));
        Health health = new Health(
                group, core.modules(), core.ledger(), core.store(), new LogHealth(log, witnesses), warnings, clock);
        Viewers viewers = new Viewers(
                new Snapshot(health::write, group, figures.refusals(), core.modules(), core.ledger(), warnings));
        LedgerPages pages = new LedgerPages(core.ledger()::read);
        LedgerEntries entries = new LedgerEntries(core.ledger(), pages);
        LedgerQuery query = new LedgerQuery(pages, entries);
        BodyGates body = new BodyGates(settings.freshness(), keys, core.memory(), entries::recorded);
        BridgeProofs proofs = new BridgeProofs(log, new CheckpointRequest(LogSettings.directory(deployment)));
        BridgeService service = new BridgeService(
                head,
                new PostEndpoints(body, core.ledger(), outcomes, ofBatch),
                new ReadEndpoints(core.ledger(), entries, proofs, core.modules(), health, metrics, modules),
                new DashboardEndpoints(
                        new PageFiles(), viewers, query, new KeptOverview(parts.overview(), clock), outcomes, clock),
                new LogEndpoints(log, settings.log().isPublic()),
                settings.log().isPublic(),
                outcomes);
        HttpServer server = listen(address, identity, settings, service, new ServerErrors(outcomes, parts.bugs()));
        exchange.begin(clock.instant());
        return new Serving(core, log, exchange, warnings, alerts, viewers, outcomes, server);
    }

    /** Has the witnesses of the sealed policy cosign, if there are any. */
    private static Optional<WitnessRounds> witnesses(
            BridgeParts parts, Optional<LogPolicy> policy, Optional<SignedLog> log, Clock clock)
            throws IOException, MendableException {
        if (log.isEmpty() || policy.isEmpty()) {
            return Optional.empty();
        }
        String authorities = parts.policy().clients().authorities();
        BridgeTrust trust = authorities.isEmpty()
                ? BridgeTrust.STANDARD
                : BridgeTrust.authoritiesToo(InputFile.of(parts.deployment().path(authorities)));
        return Optional.of(WitnessRounds.begin(policy.get(), log.get(), trust, clock, parts.notes()));
    }

    /** What this bridge shares with those of other nodes, if its ledger is in a database. */
    private static Optional<GroupFacts> facts(BridgeParts parts, String node) throws IOException, MendableException {
        Optional<DatabaseSettings> database = parts.settings().storage().database();
        return database.isEmpty()
                ? Optional.empty()
                : Optional.of(GroupFacts.of(database.get(), parts.deployment(), node, "figures " + node));
    }

    private static BridgeAlerts alerts(BridgeParts parts, Optional<GroupFacts> facts) {
        AlertDuty shared = facts.isEmpty()
                ? new SoleDuty(BridgeAlerts.QUIET, parts.host().clock())
                : facts.get().duty(BridgeAlerts.QUIET);
        return new BridgeAlerts(
                new AlertDelivery(parts.deployment(), parts.policy().alerts(), parts.host(), parts.notes()),
                shared,
                parts.notes());
    }

    private static FigureStore figureStore(BridgeParts parts, Optional<GroupFacts> facts) {
        return facts.isEmpty()
                ? new FiguresFile(parts.deployment(), parts.notes())
                : facts.get().figures();
    }

    /** The one clock of a bridge. All its times are in whole milliseconds. */
    private static Clock clock(BridgeParts parts) {
        return Clock.tick(parts.host().clock(), Duration.ofMillis(1));
    }

    /**
     * Reads the modules' keys. They verify by a native library where there is one, since RSA takes four fifths of the
     * time of an admission.
     */
    private static ModulePublicKeys keys(BridgeParts parts) throws IOException, MalformedKeyException {
        NativeRsa library = null;
        try {
            library = NativeRsa.load();
        } catch (NativeRsa.UnavailableException e) {
            parts.notes().accept(e.getMessage());
        }
        return ModulePublicKeys.read(parts.deployment(), parts.policy(), library);
    }

    private static HttpServer listen(
            InetSocketAddress address,
            Optional<TlsIdentity> identity,
            BridgeSettings settings,
            BridgeService service,
            ServerErrors errors)
            throws IOException {
        try {
            return HttpServer.start(address, identity, settings.httpLimits(), service, errors);
        } catch (BindException e) {
            throw settings.place().taken(e);
        }
    }

    /** The URI at which the bridge is reached. */
    public URI address() {
        return address;
    }

    /** How many entries the ledger has. */
    public long entries() {
        return ledger.head().size();
    }

    /**
     * Serves until it is told to end, and does what is due besides. Whoever looks on is told if an emergency stop ends it.
     *
     * @return why it ends; it is still to be closed
     */
    public StopReason serve(StopSignal end) throws IOException, InterruptedException {
        StopReason reason = end.await(BETWEEN_TICKS);
        while (reason == StopReason.NONE) {
            tick();
            reason = end.await(BETWEEN_TICKS);
        }
        if (reason == StopReason.EMERGENCY) {
            viewers.stopped();
        }
        return reason;
    }

    /** Does what is due besides serving; {@link #serve} has it done every second, by one thread. */
    public void tick() {
        Instant now = clock.instant();
        outcomes.logCrowding();
        core.refresh().ifPresent(refresh -> refresh.tick(notes));
        log.ifPresent(kept -> kept.tick(now));
        Map<String, String> own = new TreeMap<>(warnings.now(now));
        Map<String, String> shared = new TreeMap<>(own);
        own.keySet().removeIf(Warnings::isShared);
        shared.keySet().removeAll(own.keySet());
        alerts.tick(own, now);
        exchange.tick(shared, now);
        viewers.tick(now);
        if (now.isBefore(nextLogRound)) {
            return;
        }
        nextLogRound = now.plus(BETWEEN_LOG_ROUNDS);
        try {
            core.closedLogs().record(ledger);
        } catch (IOException e) {
            notes.accept("a closed log could not be recorded: " + e.getMessage());
        }
    }

    /** Takes no more requests, answers those that were admitted, and closes the ledger with a checkpoint. */
    @Override
    public void close() throws IOException {
        viewers.close();
        log.ifPresent(SignedLog::hurry);
        server.stop(GRACE);
        exchange.end(clock.instant());
        opened.close();
    }
}
