package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.bridge.ClusterChecker.SizeShown;
import org.corebucket.bridge.bridge.ClusterChecker.Told;
import org.corebucket.bridge.testkit.ModuleClient;

/**
 * Clients of a cluster, which write down all that they are told. Each sends updates one after the other, each of them twice at once, to
 * the same bridge or to two; some say that it may have come before. Whoever has no answer asks for the receipt.
 */
final class ClusterClients implements AutoCloseable {

    private static final Pattern RECEIPT = Pattern.compile("\"seq\":\\s*(\\d+),\\s*\"hash\":\\s*\"([0-9a-f]{64})\"");
    private static final Pattern SIZE = Pattern.compile("\"ledger_entries\":\\s*(\\d+)");
    private static final String ROLE = "\"roles\":[\"module\"]";

    final List<Told> told = Collections.synchronizedList(new ArrayList<>());
    final List<SizeShown> sizes = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong acknowledged = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong unanswered = new AtomicLong();
    private final List<ClusterNode> nodes;
    private final Duration pause;
    private final AtomicLong last = new AtomicLong();
    /** Why clients ended before they were told to; then nothing is shown by what the others were told. */
    final List<Exception> failures = Collections.synchronizedList(new ArrayList<>());

    private final Map<URI, ModuleClient> clients = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * Clients that send nothing yet.
     *
     * @param pause between an update of a client and its next one
     */
    ClusterClients(List<ClusterNode> nodes, Duration pause) {
        this.nodes = nodes;
        this.pause = pause;
    }

    void start(int senders) {
        for (int i = 0; i < senders; i++) {
            int sender = i;
            threads.execute(() -> sendUntilOver(new Random(sender)));
        }
    }

    /** Lets each finish what it does. */
    void end() throws InterruptedException {
        over.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        over.set(true);
        threads.shutdownNow();
    }

    private void sendUntilOver(Random random) {
        try {
            while (!over.get()) {
                ClusterNode first = nodes.get(random.nextInt(nodes.size()));
                ClusterNode second = nodes.get(random.nextInt(nodes.size()));
                ClusterUpdate update = update(first);
                boolean sentAgain = random.nextBoolean();
                Future<Boolean> other = threads.submit(() -> post(second, update, sentAgain));
                boolean answered = post(first, update, sentAgain);
                if (!other.get() || !answered) {
                    askForReceipt(nodes.get(random.nextInt(nodes.size())), update);
                }
                look(first);
                LockSupport.parkNanos(pause.toNanos());
            }
        } catch (Exception e) {
            if (!over.get()) {
                failures.add(e);
            }
        }
    }

    /**
     * An update that is sent more than once.
     *
     * @param behind the last entry of which some client knew before
     */
    record ClusterUpdate(String session, String envelope, long behind) {}

    ClusterUpdate update(ClusterNode node) throws Exception {
        String session = UUID.randomUUID().toString();
        String payload = "{\"data\": {\"n\": 1}, \"module\": \"education\", \"session_id\": \"" + session + "\"}";
        return new ClusterUpdate(session, client(node).envelope(payload), last.get());
    }

    /** One for each node: each has threads and files of its own, and a run sends for an hour. */
    private ModuleClient client(ClusterNode node) {
        return clients.computeIfAbsent(
                node.address(), address -> new ModuleClient(address, node.operator.path("security")));
    }

    /** Sends it, and writes down the answer; false if there was none that says what became of it. */
    boolean post(ClusterNode node, ClusterUpdate update, boolean sentAgain) throws Exception {
        if (node.bridge.isUp()) {
            try {
                HttpResponse<String> answer = send(node, update, sentAgain, Duration.ZERO);
                if (answer.statusCode() == 200) {
                    acknowledged(update, answer);
                    return true;
                }
                if (answer.statusCode() == 401 && answer.body().contains("replay")) {
                    told.add(new Told.Refused(update.session()));
                    refused.incrementAndGet();
                    return true;
                }
            } catch (IOException e) {
                // It has just been killed.
            }
        }
        unanswered.incrementAndGet();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        return false;
    }

    private HttpResponse<String> send(ClusterNode node, ClusterUpdate update, boolean sentAgain, Duration ahead)
            throws Exception {
        ModuleClient client = client(node);
        HttpRequest.Builder request = client.request(
                        "/core/update", client.token(Instant.now().plus(ahead), ROLE))
                .POST(HttpRequest.BodyPublishers.ofString(update.envelope()));
        return client.send(sentAgain ? request.header("Idempotency-Key", update.session()) : request);
    }

    private void acknowledged(ClusterUpdate update, HttpResponse<String> answer) {
        Matcher receipt = RECEIPT.matcher(answer.body());
        if (!receipt.find()) {
            told.add(new Told.Refused("an answer without a receipt: " + answer.body()));
            return;
        }
        long seq = Long.parseLong(receipt.group(1));
        told.add(new Told.Acknowledged(update.session(), seq, receipt.group(2), update.behind()));
        last.accumulateAndGet(seq, Math::max);
        acknowledged.incrementAndGet();
    }

    /** Asks once whether it is stored. */
    boolean askForReceipt(ClusterNode node, ClusterUpdate update) throws Exception {
        if (!node.bridge.isUp()) {
            return false;
        }
        try {
            HttpResponse<String> answer = get(node, "/bucket/receipts/" + update.session());
            if (answer.statusCode() == 200) {
                acknowledged(update, answer);
            }
            return answer.statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(ClusterNode node, String path) throws Exception {
        ModuleClient client = client(node);
        return client.get(path, client.token(Instant.now(), ROLE));
    }

    private void look(ClusterNode node) throws Exception {
        Instant from = Instant.now();
        Matcher size = SIZE.matcher(health(node));
        if (size.find()) {
            sizes.add(new SizeShown(node.address().toString(), from, Instant.now(), Long.parseLong(size.group(1))));
        }
    }

    /** What a node says of itself; empty if it says nothing. */
    String health(ClusterNode node) throws Exception {
        try {
            return node.bridge.isUp() ? get(node, "/core/health").body() : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** The status by which a node answers an update that is signed by its own clock, which is ahead by so much; -1 for none. */
    int statusOfUpdate(ClusterNode node, Duration ahead) throws Exception {
        ClusterUpdate update = update(node);
        try {
            HttpResponse<String> answer = send(node, update, false, ahead);
            if (answer.statusCode() == 200) {
                acknowledged(update, answer);
            }
            return answer.statusCode();
        } catch (IOException e) {
            return -1;
        }
    }
}
