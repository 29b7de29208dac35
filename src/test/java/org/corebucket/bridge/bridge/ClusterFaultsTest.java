package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.corebucket.bridge.bridge.ClusterChecker.ChainedEntry;
import org.corebucket.bridge.bridge.ClusterChecker.Told;
import org.corebucket.bridge.cli.Main;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineReader;
import org.corebucket.bridge.ledger.read.ReadEntry;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.FaultyLink;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.SharedLedger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real bridges over a real primary and its synchronous standby, clients that send each update to two of them, and whatever can go
 * wrong, in an order that a seed decides. Afterwards a {@link ClusterChecker} holds what was told against what is there.
 */
@Timeout(900)
final class ClusterFaultsTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern LISTENING = Pattern.compile("bridge: listening at (http://\\S+), with");
    private static final Pattern RECEIPT = Pattern.compile("\"seq\":\\s*(\\d+),\\s*\"hash\":\\s*\"([0-9a-f]{64})\"");
    private static final Pattern SIZE = Pattern.compile("\"ledger_entries\":\\s*(\\d+)");

    /** After a fault so many more updates must be acknowledged. */
    private static final int PROGRESS = 20;

    /** What goes wrong. */
    enum Fault {
        BRIDGE_KILLED,
        ALL_BRIDGES_KILLED,
        PRIMARY_KILLED,
        NETWORK_CUT,
        NETWORK_RESET,
        NETWORK_HALF_CLOSED,
        ANSWERS_LOST,
        BRIDGE_FROZEN,
        STANDBY_AWAY,
        SESSIONS_ENDED,
        COMMITS_CANCELLED
    }

    @TempDir
    private Path directory;

    private final List<Told> told = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> sizes = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final List<Node> nodes = new ArrayList<>();
    private final List<PostgresServer> servers = new ArrayList<>();
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private int primary;
    private int standbys;

    /** A bridge in a process of its own, and its ways to both servers. */
    private static final class Node implements AutoCloseable {

        final Operator operator;
        final FaultyLink[] ways = new FaultyLink[2];
        private final AtomicInteger starts = new AtomicInteger();
        volatile @Nullable URI address;
        private volatile @Nullable Process process;

        Node(Path directory, List<PostgresServer> servers) throws Exception {
            operator = Operator.atDeployment(Files.createDirectory(directory));
            operator.setClock(Clock.systemUTC());
            String descriptor = "canonical/core_bucket_bridge.json";
            operator.write(descriptor, operator.text(descriptor).replace("\"port\": 8000", "\"port\": 0"));
            for (int i = 0; i < ways.length; i++) {
                ways[i] = new FaultyLink(servers.get(i).address());
            }
        }

        String url() {
            return PostgresServer.url(ways[0].address(), ways[1].address());
        }

        /** Starts it until it listens: while the database is away it may end at once. */
        void start() {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(this::isStarted);
        }

        private boolean isStarted() throws IOException {
            int start = starts.incrementAndGet();
            Path out = operator.beside("bridge" + start + ".out");
            List<String> command = new ArrayList<>(List.of("env", "--default-signal"));
            command.addAll(ChildJvm.command(
                    List.of("-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"),
                    Main.class,
                    "--root",
                    operator.root().toString(),
                    "run",
                    "bridge"));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(operator.beside("bridge" + start + ".err").toFile());
            builder.environment().put("XDG_STATE_HOME", operator.state().toString());
            Process started = builder.start();
            process = started;
            await().atMost(LIMIT)
                    .until(() -> !started.isAlive()
                            || LISTENING.matcher(Files.readString(out)).find());
            Matcher listening = LISTENING.matcher(Files.readString(out));
            if (!listening.find()) {
                return false;
            }
            address = URI.create(listening.group(1));
            return true;
        }

        void kill() {
            Process running = process;
            address = null;
            if (running != null) {
                running.destroyForcibly().onExit().join();
            }
        }

        void signal(String name) throws IOException {
            Process running = process;
            if (running != null && running.isAlive()) {
                new ProcessBuilder("sh", "-c", "kill -s " + name + " " + running.pid())
                        .start()
                        .onExit()
                        .join();
            }
        }

        String err() throws IOException {
            Path err = operator.beside("bridge" + starts.get() + ".err");
            return Files.exists(err) ? Files.readString(err) : "";
        }

        @Override
        public void close() throws IOException {
            signal("CONT");
            kill();
            for (FaultyLink way : ways) {
                way.close();
            }
        }
    }

    private void begin(int bridges, int senders) throws Exception {
        servers.add(PostgresServer.start("fsync=off", "max_connections=60"));
        SharedLedger ledger = new SharedLedger(servers.get(0).schema());
        servers.add(servers.get(0).standby("standby" + ++standbys));
        for (int i = 0; i < bridges; i++) {
            Node node = new Node(directory.resolve("node" + i), servers);
            nodes.add(node);
            ledger.join(node.operator, node.url());
        }
        nodes.parallelStream().forEach(Node::start);
        for (int i = 0; i < senders; i++) {
            int sender = i;
            clients.execute(() -> send(new Random(sender)));
        }
    }

    @AfterEach
    void end() throws Exception {
        over.set(true);
        clients.shutdownNow();
        for (Node node : nodes) {
            node.close();
        }
        for (PostgresServer server : servers) {
            server.close();
        }
    }

    // --- clients

    /** Sends updates one after the other, each to two bridges at once; some say that it may have come before. */
    private void send(Random random) {
        try {
            while (!over.get()) {
                String session = UUID.randomUUID().toString();
                String update =
                        "{\"data\": {\"n\": 1}, \"module\": \"education\", \"session_id\": \"" + session + "\"}";
                int one = random.nextInt(nodes.size());
                Node first = nodes.get(one);
                Node second = nodes.get((one + 1 + random.nextInt(nodes.size() - 1)) % nodes.size());
                boolean sentAgain = random.nextBoolean();
                ModuleClient signer =
                        new ModuleClient(URI.create("http://127.0.0.1:1"), first.operator.path("security"));
                String envelope = signer.envelope(update);
                Future<?> other = clients.submit(() -> {
                    post(second, session, envelope, sentAgain);
                    return session;
                });
                post(first, session, envelope, sentAgain);
                other.get();
                look(first);
            }
        } catch (Exception e) {
            if (!over.get()) {
                told.add(new Told.Refused("a client failed: " + e));
            }
        }
    }

    private void post(Node node, String session, String envelope, boolean sentAgain) throws Exception {
        URI at = node.address;
        if (at == null) {
            unanswered.incrementAndGet();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            return;
        }
        ModuleClient client = new ModuleClient(at, node.operator.path("security"));
        try {
            HttpRequest.Builder request = client.request(
                            "/core/update", client.token(Instant.now(), "\"roles\":[\"module\"]"))
                    .POST(HttpRequest.BodyPublishers.ofString(envelope));
            HttpResponse<String> answer = client.send(sentAgain ? request.header("Idempotency-Key", session) : request);
            Matcher receipt = RECEIPT.matcher(answer.body());
            if (answer.statusCode() == 200 && receipt.find()) {
                told.add(new Told.Acknowledged(session, Long.parseLong(receipt.group(1)), receipt.group(2)));
                acknowledged.incrementAndGet();
            } else if (answer.statusCode() == 401 && answer.body().contains("replay")) {
                told.add(new Told.Refused(session));
                refused.incrementAndGet();
            } else {
                unanswered.incrementAndGet();
            }
        } catch (IOException e) {
            unanswered.incrementAndGet();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private void look(Node node) throws Exception {
        URI at = node.address;
        if (at == null) {
            return;
        }
        ModuleClient client = new ModuleClient(at, node.operator.path("security"));
        try {
            Matcher size =
                    SIZE.matcher(client.get("/core/health", client.token(Instant.now(), "\"roles\":[\"module\"]"))
                            .body());
            if (size.find()) {
                sizes.add(Long.parseLong(size.group(1)));
            }
        } catch (IOException e) {
            // It has just been killed.
        }
    }

    // --- faults

    private void cause(Fault fault, Random random, Duration longest) throws Exception {
        done.merge(fault, 1, Integer::sum);
        Node node = nodes.get(random.nextInt(nodes.size()));
        Duration time = Duration.ofMillis(500 + random.nextInt((int) longest.toMillis()));
        switch (fault) {
            case BRIDGE_KILLED -> {
                node.kill();
                node.start();
            }
            case ALL_BRIDGES_KILLED -> {
                nodes.forEach(Node::kill);
                nodes.parallelStream().forEach(Node::start);
            }
            case PRIMARY_KILLED -> failOver();
            case NETWORK_CUT -> {
                each(node, FaultyLink::silence);
                pass(time);
                each(node, FaultyLink::cut);
                each(node, FaultyLink::pass);
            }
            case NETWORK_RESET -> each(node, FaultyLink::reset);
            case NETWORK_HALF_CLOSED -> each(node, FaultyLink::halfClose);
            case ANSWERS_LOST -> {
                each(node, FaultyLink::silenceAnswers);
                pass(time);
                each(node, FaultyLink::cut);
                each(node, FaultyLink::pass);
            }
            case BRIDGE_FROZEN -> {
                node.signal("STOP");
                pass(longest.multipliedBy(2));
                node.signal("CONT");
            }
            case STANDBY_AWAY -> {
                servers.get(1 - primary).stopProcess();
                pass(time);
                servers.get(1 - primary).continueProcess();
            }
            case SESSIONS_ENDED -> toSessions("pg_terminate_backend", "true");
            case COMMITS_CANCELLED -> {
                servers.get(1 - primary).stopProcess();
                pass(Duration.ofMillis(300));
                toSessions("pg_cancel_backend", "wait_event = 'SyncRep'");
                pass(time);
                servers.get(1 - primary).continueProcess();
            }
        }
    }

    private interface LinkAct {
        void on(FaultyLink link);
    }

    private static void each(Node node, LinkAct act) {
        for (FaultyLink way : node.ways) {
            act.on(way);
        }
    }

    private static void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private void toSessions(String function, String condition) throws IOException {
        servers.get(primary)
                .psql("SELECT count(" + function + "(pid)) FROM pg_stat_activity WHERE usename LIKE 'test%bridge' AND "
                        + condition);
    }

    /** The standby takes over, and gets a standby of its own in the place of the primary that was killed. */
    private void failOver() throws Exception {
        int killed = primary;
        servers.get(killed).kill();
        primary = 1 - primary;
        servers.get(primary).promote();
        PostgresServer dead = servers.get(killed);
        servers.set(killed, servers.get(primary).standby("standby" + ++standbys));
        dead.close();
        InetSocketAddress address = servers.get(killed).address();
        nodes.forEach(node -> node.ways[killed].to(address));
    }

    // --- the test

    private void runWith(int bridges, int senders, Duration time, Duration longest, long seed) throws Exception {
        begin(bridges, senders);
        Random random = new Random(seed);
        long end = System.nanoTime() + time.toNanos();
        List<Fault> left = new ArrayList<>();
        awaitProgress("the beginning");
        while (System.nanoTime() < end) {
            if (left.isEmpty()) {
                left.addAll(List.of(Fault.values()));
                Collections.shuffle(left, random);
            }
            Fault fault = left.remove(0);
            cause(fault, random, longest);
            awaitProgress(fault.name());
        }
        over.set(true);
        clients.shutdown();
        assertThat(clients.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
        List<ChainedEntry> chain = chain();
        System.out.println("seed " + seed + ": " + done + ", " + acknowledged + " acknowledged, " + refused
                + " refused as replays, " + unanswered + " without an answer, " + chain.size() + " stored");
        assertThat(ClusterChecker.violations(told, sizes, chain))
                .as("seed " + seed)
                .isEmpty();
        Answer verified = nodes.get(0).operator.run("provenance", "verify");
        assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
    }

    private void awaitProgress(String after) throws IOException {
        long goal = acknowledged.get() + PROGRESS;
        try {
            await().atMost(LIMIT).until(() -> acknowledged.get() >= goal);
        } catch (ConditionTimeoutException e) {
            StringBuilder errors = new StringBuilder("nothing is acknowledged after " + after);
            for (Node node : nodes) {
                errors.append('\n').append(node.operator.root()).append(": ").append(node.err());
            }
            throw new AssertionError(errors.toString(), e);
        }
    }

    private List<ChainedEntry> chain() throws Exception {
        List<ChainedEntry> chain = new ArrayList<>();
        LineReader reader = new LineReader();
        try (LedgerPlace place = DeploymentLedger.of(
                        Deployment.at(nodes.get(0).operator.root()),
                        nodes.get(0).operator.host());
                LedgerReading reading = place.read()) {
            reading.forward(LedgerPosition.BEGINNING, (bytes, from, to, at) -> {
                try {
                    ReadEntry entry = reader.read(bytes, from, to);
                    if (entry.module().equals("education")) {
                        chain.add(chained(entry));
                    } else {
                        chain.add(new ChainedEntry(
                                entry.seq(),
                                entry.hash().hex(),
                                entry.previousHash(),
                                entry.module() + entry.sessionId(),
                                "of the bridge " + entry.seq(),
                                "of the bridge " + entry.seq()));
                    }
                    return true;
                } catch (LineReader.NotAnEntryException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        return chain;
    }

    private static ChainedEntry chained(ReadEntry entry) {
        return new ChainedEntry(
                entry.seq(),
                entry.hash().hex(),
                entry.previousHash(),
                entry.sessionId(),
                entry.nonce(),
                Sha256.of(entry.payload()).hex());
    }

    @Test
    void whateverFailsForHalfAMinuteNothingIsLostAndNothingIsStoredTwice() throws Exception {
        runWith(2, 6, Duration.ofSeconds(30), Duration.ofSeconds(2), 19);
    }

    @Test
    @Tag("long")
    void whateverFailsForFourMinutesNothingIsLostAndNothingIsStoredTwice() throws Exception {
        runWith(3, 16, Duration.ofMinutes(4), Duration.ofSeconds(22), 20);
    }
}
