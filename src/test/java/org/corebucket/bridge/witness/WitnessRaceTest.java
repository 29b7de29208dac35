package org.corebucket.bridge.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.VerifierKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two views of one log, sent at the same moment over connections of their own: one of them is ever cosigned. */
@Timeout(240)
final class WitnessRaceTest {

    private static final int LOGS = 60;
    private static final int THREADS = 8;
    private static final int LEAVES = 12;

    @TempDir
    private Path directory;

    /** What came of a request: which view of the log was sent, which size, and the answer. */
    private record Reply(int view, int size, HttpResponse<String> answer) {}

    @Test
    void ofTwoViewsAtOnceOneAloneIsEverCosigned() throws Exception {
        WitnessServers servers = new WitnessServers(directory);
        List<List<SampleLog>> views = new ArrayList<>();
        for (int i = 0; i < LOGS; i++) {
            SampleLog log = SampleLog.of("log.example/" + i, directory, LEAVES);
            views.add(List.of(log, log.rewritten(directory, 0, LEAVES)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        Set<Integer> winners = new TreeSet<>();
        try (WitnessServer server =
                servers.start(views.stream().map(both -> both.get(0)).toList())) {
            for (List<SampleLog> both : views) {
                Reply first = theOneThatIsCosigned(servers, server, threads, both, 0);
                winners.add(first.view());
                Reply second = theOneThatIsCosigned(servers, server, threads, both, first.size());
                assertThat(second.view()).isEqualTo(first.view());
                assertServed(servers, server, both.get(second.view()), second.size());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(winners).as("each view wins somewhere, else nothing raced").hasSize(2);
        assertThat(servers.notes).isEmpty();
    }

    /** All threads send at once, each a size of its own, and every other one the other view. */
    private static Reply theOneThatIsCosigned(
            WitnessServers servers, WitnessServer server, ExecutorService threads, List<SampleLog> both, int oldSize)
            throws Exception {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        List<Future<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int view = i % 2;
            int size = Math.min(LEAVES, oldSize + 1 + i / 2);
            byte[] request = both.get(view).request(oldSize, size);
            replies.add(threads.submit(() -> {
                together.await();
                return new Reply(view, size, servers.post(server, request));
            }));
        }
        List<Reply> cosigned = new ArrayList<>();
        for (Future<Reply> each : replies) {
            Reply reply = each.get();
            int status = reply.answer().statusCode();
            assertThat(status).isIn(200, 409, 422);
            if (status == 200) {
                cosigned.add(reply);
            } else {
                assertThat(reply.answer().body()).doesNotContain("\u2014");
            }
        }
        assertThat(cosigned).hasSize(1);
        return cosigned.get(0);
    }

    private static void assertServed(WitnessServers servers, WitnessServer server, SampleLog view, int size)
            throws Exception {
        String path = "/" + WitnessedLog.fileName(view.origin()) + "/checkpoint";
        SignedNote kept = SignedNote.parse(servers.get(server, path).body().getBytes(StandardCharsets.UTF_8));
        assertThat(kept.text()).isEqualTo(view.head(size).text());
        for (VerifierKey key : servers.signers.verifiers()) {
            assertThat(key.verify(kept)).isPresent();
        }
    }
}
