package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.logs.ClosedLogs;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.RunningBridge;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Log files that midnight closed: their digests are in the ledger, and {@code verify --deep} compares. */
@Timeout(120)
final class ClosedLogsTest {

    private Operator operator;
    private Deployment deployment;
    private String closed;

    @BeforeEach
    void passMidnight(@TempDir Path directory) throws Exception {
        try (RunningBridge bridge = new RunningBridge(directory)) {
            operator = bridge.operator();
            deployment = Deployment.at(operator.root());
            update(bridge, "before");
            bridge.pass(Duration.ofHours(17));
            update(bridge, "after");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ClosedLogs.of(deployment).size() == 3);
            bridge.tick();
            operator.setClock(bridge.now().toString());
        }
        List<String> files = ClosedLogs.of(deployment);
        assertThat(files)
                .containsExactly(
                        "insight/flow.2026-11-23.0.log.gz",
                        "logs/core_sync.2026-11-23.0.log.gz",
                        "logs/metrics.2026-11-23.0.jsonl.gz");
        closed = files.get(1);
    }

    private static void update(RunningBridge bridge, String session) throws Exception {
        String payload = "{\"data\": {}, \"module\": \"finance\", \"session_id\": \"" + session + "\"}";
        ModuleClient client = bridge.client();
        assertThat(client.post("/core/update", client.envelope(payload, "n-" + session), bridge.token())
                        .statusCode())
                .isEqualTo(200);
    }

    private Answer verify(String... more) {
        return operator.run(Stream.concat(Stream.of("verify", "--format", "json"), Arrays.stream(more))
                .toArray(String[]::new));
    }

    @Test
    void filesThatAreWhatTheyWereAreEvidence() {
        Answer answer = verify("--deep");

        assertThat(answer.out()).contains("Closed logs: 3 are what the ledger says");
        assertThat(answer.code()).as(answer.out()).isZero();
    }

    @Test
    void aFileThatIsNotWhatItWasIsAFinding() throws Exception {
        operator.flipByte(closed);

        Answer answer = verify("--deep");

        assertThat(answer.code()).as(answer.out()).isEqualTo(8);
        assertThat(answer.out()).contains("\"closed-log-changed\"", "CLOSED LOG CHANGED: " + closed);
    }

    @Test
    void onlyADeepVerificationLooksAtThem() throws Exception {
        operator.flipByte(closed);

        assertThat(verify().code()).isZero();
    }

    @Test
    void whatRetentionRemovedIsNoFinding() throws Exception {
        Files.delete(operator.path(closed));

        Answer answer = verify("--deep");

        assertThat(answer.out()).contains("Closed logs: 2 are what the ledger says");
        assertThat(answer.code()).isZero();
    }

    @Test
    void whatIsNotRecordedYetIsTold() throws Exception {
        Files.copy(operator.path(closed), operator.path("logs/core_sync.2026-11-22.0.log.gz"));

        Answer answer = verify("--deep");

        assertThat(answer.out())
                .contains("Closed logs: 3 are what the ledger says, 1 wait for the bridge to record them");
        assertThat(answer.code()).isZero();
    }
}
