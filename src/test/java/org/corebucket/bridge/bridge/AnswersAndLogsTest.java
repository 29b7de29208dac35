package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.logs.LogFiles;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.RunningBridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Log lines are derived from what is in the ledger, and may lag behind it; but whoever has an answer finds its lines. */
@Timeout(120)
final class AnswersAndLogsTest {

    private static final int CLIENTS = 16;
    private static final int UPDATES = 12;

    @Test
    void whoHasAnAnswerFindsItsLinesHoweverManyAreAnsweredTogether(@TempDir Path directory) throws Exception {
        try (RunningBridge bridge = new RunningBridge(directory)) {
            String token = bridge.token();
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            try {
                List<Future<List<String>>> missing = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    ModuleClient client = bridge.client();
                    missing.add(threads.submit(() -> send(bridge, client, token)));
                }
                for (Future<List<String>> each : missing) {
                    assertThat(each.get()).isEmpty();
                }
            } finally {
                threads.shutdownNow();
            }
            for (String log : List.of(LogFiles.UPDATES, LogFiles.METRICS, LogFiles.EVENTS)) {
                assertThat(bridge.lines(log)).as(log).isEqualTo(CLIENTS * UPDATES);
            }
        }
    }

    /** Gives the sessions that had no line when their answer came. */
    private static List<String> send(RunningBridge bridge, ModuleClient client, String token) throws Exception {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < UPDATES; i++) {
            String session = UUID.randomUUID().toString();
            String payload = "{\"data\": {}, \"module\": \"education\", \"session_id\": \"" + session + "\"}";
            HttpResponse<String> answer = client.post("/core/update", client.envelope(payload), token);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            if (!Files.readString(bridge.operator().path(LogFiles.UPDATES)).contains(session)) {
                missing.add(session);
            }
        }
        return missing;
    }
}
