package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.transparency.ConsistencyProof;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.TreeHead;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A witness that is killed again and again while the logs that it watches send it two views each. Whatever it cosigned is held
 * against everything else that it cosigned: of no log there are two checkpoints of which one does not go on with the other.
 */
@Timeout(1800)
final class KilledWitnessTest {

    private static final int LOGS = 6;
    private static final int CLIENTS = 6;
    private static final int LEAVES = 3000;
    private static final int KEPT = 3;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    /** Both views of each log. */
    private final List<List<SampleLog>> views = new ArrayList<>();

    private final Map<String, Queue<TreeHead>> cosigned = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();

    @Test
    void killedTwentyTimesItCosignsOneViewOfEachLog() throws Exception {
        rounds(20);
    }

    @Test
    @Tag("long")
    void killedTwoHundredTimesItCosignsOneViewOfEachLog() throws Exception {
        rounds(200);
    }

    private void rounds(int rounds) throws Exception {
        Random random = new Random(20261201);
        List<SampleLog> logs = new ArrayList<>();
        for (int i = 0; i < LOGS; i++) {
            SampleLog log = SampleLog.of("log.example/" + i, directory, LEAVES);
            logs.add(log);
            views.add(List.of(log, log.rewritten(directory, KEPT, LEAVES)));
            cosigned.put(log.origin(), new ConcurrentLinkedQueue<>());
        }
        try (ServiceProcess witness = ServiceProcess.witness(Operator.atDeployment(directory), logs)) {
            for (int round = 0; round < rounds; round++) {
                killUnderLoad(witness, 1 + random.nextInt(60), random.nextLong());
                witness.start();
            }
        }
        assertThat(unanswered).hasValueGreaterThan(0);
        assertThat(refused).hasValueGreaterThan(rounds);
        for (List<SampleLog> both : views) {
            assertOneView(both);
        }
    }

    /** Kills it as soon as that many more are answered. */
    private void killUnderLoad(ServiceProcess witness, int answers, long seed) throws Exception {
        CountDownLatch enough = new CountDownLatch(answers);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(seed + i);
            URI address = URI.create(witness.address() + "/add-checkpoint");
            clients.execute(() -> send(address, random, enough));
        }
        assertThat(enough.await(120, TimeUnit.SECONDS)).isTrue();
        witness.kill();
        clients.shutdown();
        assertThat(clients.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
    }

    /** Until the witness is gone: one view or the other of one log, from where the witness says that it is. */
    private void send(URI address, Random random, CountDownLatch enough) {
        long[] seen = new long[LOGS];
        try {
            while (true) {
                int which = random.nextInt(LOGS);
                SampleLog view = views.get(which).get(random.nextInt(2));
                long size = Math.min(LEAVES, seen[which] + random.nextInt(4));
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(address)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(view.request(seen[which], size)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                switch (answer.statusCode()) {
                    case 200 -> {
                        cosignedOf(view).add(view.head(size));
                        seen[which] = size;
                    }
                    case 409 -> seen[which] = Long.parseLong(answer.body().strip());
                    case 422 -> refused.incrementAndGet();
                    default -> throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
                }
                enough.countDown();
            }
        } catch (IOException e) {
            unanswered.incrementAndGet(); // the witness is gone, which is the point of it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Queue<TreeHead> cosignedOf(SampleLog log) {
        return Objects.requireNonNull(cosigned.get(log.origin()));
    }

    private static void assertOneView(List<SampleLog> both, Queue<TreeHead> heads) throws Exception {
        // A head of the first entries is that of both views; of larger ones there must be one view's alone.
        Set<Integer> possible = new TreeSet<>(Set.of(0, 1));
        TreeHead last = both.get(0).head(0);
        List<TreeHead> sorted = new ArrayList<>(heads);
        sorted.sort(Comparator.comparingLong(TreeHead::size));
        for (TreeHead head : sorted) {
            possible.removeIf(view -> !isOf(both.get(view), head));
            assertThat(possible).as(head.toString()).isNotEmpty();
            SampleLog view = both.get(possible.iterator().next());
            requireGrown(view, last, head);
            last = head;
        }
    }

    private void assertOneView(List<SampleLog> both) throws Exception {
        assertOneView(both, cosignedOf(both.get(0)));
    }

    private static boolean isOf(SampleLog view, TreeHead head) {
        try {
            return view.head(head.size()).equals(head);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireGrown(SampleLog view, TreeHead last, TreeHead head)
            throws IOException, InvalidProofException {
        new ConsistencyProof(last.size(), head.size(), view.proof(last.size(), head.size()))
                .verify(last.root(), head.root());
    }
}
