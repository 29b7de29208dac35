package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.corebucket.bridge.automation.UpdateSender;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run automation --once} against a bridge that says what the test wants. */
@Timeout(120)
final class AutomationRunTest implements BridgeApi, UpdateSender {

    private static final String DESCRIPTOR = "canonical/automation/runner.json";
    private static final String UPDATE =
            "{\"type\":\"send_core_update\",\"data\":{\"module\":\"education\",\"data\":{\"n\":1}}}";
    private static final String HEARTBEAT =
            "{\"type\":\"send_heartbeat\",\"data\":{\"module\":\"finance\"," + "\"status\":\"alive\",\"metrics\":{}}}";

    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Operator operator;
    private UpdateSender.Sent update = new UpdateSender.Sent.UpdateAccepted(7, "ab");
    private Reply reply = new Reply.Received(8, "cd");

    @BeforeEach
    void deployment(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void allWell() throws Exception {
        assertThat(once(job("a", UPDATE, HEARTBEAT), job("b", "{\"type\":\"get_bucket_status\"}")))
                .isZero();

        assertThat(sent)
                .contains("education {\"n\": 1, \"node_id\": \"node-001\"}", "finance {\"node_id\": \"node-001\"}");
        assertThat(report("automation/reports"))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("{\"job_name\":\"a\",\"run_id\":\"run_20211123_100000\",\"node_id\":\"node-001\","
                                + "\"timestamp\":\"2021-11-23T10:00:00Z\",\"duration_ms\":")
                        .contains(
                                "\"type\":\"send_core_update\"", "\"success\":true", "\"receipt\": {\"hash\": \"ab\""));
    }

    @Test
    void aBridgeThatIsGoneIs69AndTheUpdateIsNotQueuedTwice() throws Exception {
        update = new UpdateSender.Sent.UpdateQueued("connection refused");

        assertThat(once(job("a", UPDATE))).isEqualTo(69);

        assertThat(sent).hasSize(1);
        assertThat(report("automation/reports")).singleElement().asString().contains("\"queued\": true");
    }

    @Test
    void aFailureIs1AndKeepsNoOtherJobAndNoOtherActionFromRunning() throws Exception {
        update = new UpdateSender.Sent.UpdateRejected("unknown_module");

        assertThat(once(job("a", UPDATE, HEARTBEAT), job("b", HEARTBEAT))).isEqualTo(1);

        assertThat(sent).hasSize(3);
        assertThat(report("automation/reports")).hasSize(2);
    }

    @Test
    void aPluginThatChangesWhileTheRunnerRunsIs77BeforeAFailure() throws Exception {
        String plugin = "canonical/automation/plugin.sh";
        operator.write(plugin, "echo '{}'\n");
        operator.setMode(plugin, "rw-r--r--");
        update = new UpdateSender.Sent.UpdateRejected("unknown_module");
        blocking = () -> operator.write(plugin, "touch canary; echo '{}'\n");

        assertThat(once(job(
                        "a",
                        UPDATE,
                        "{\"type\":\"run_plugin\",\"plugin\":\"" + plugin + "\",\"argv\":[\"sh\",\"{file}\"]}")))
                .isEqualTo(77);

        assertThat(operator.text("logs/security_rejects.log")).contains(plugin);
        assertThat(operator.path("canary")).doesNotExist();
        assertThat(report("automation/reports")).singleElement().asString().contains("\"state\":\"refused\"");
    }

    @Test
    void anEmergencyStopEndsWhatRunsIn32() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        blocking = () -> {
            Files.writeString(operator.path("EMERGENCY_SHUTDOWN.marker"), "stop\n");
            never.await();
        };

        assertThat(once(job("a", UPDATE, HEARTBEAT))).isEqualTo(32);

        assertThat(report("automation/reports")).singleElement().asString().contains("\"state\":\"stopped\"");
    }

    @Test
    void aSecondRunnerIsLockedOut() throws Exception {
        descriptor(job("a", UPDATE));
        try (DeploymentLock held = DeploymentLock.forAutomation(Deployment.at(operator.root()))) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> run("--once")).isInstanceOf(LockHeldException.class);
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void aSecondRunInTheSameSecondOverwritesNothing() throws Exception {
        once(job("a", UPDATE));
        run("--once");

        assertThat(operator.path("automation/reports/run_20211123_100000.jsonl"))
                .isRegularFile();
        assertThat(operator.path("automation/reports/run_20211123_100001.jsonl"))
                .isRegularFile();
    }

    @Test
    void aNodeThatCannotReportHarmsNoOther() throws Exception {
        descriptor(job("a", UPDATE));
        Files.createDirectories(operator.path("automation/reports"));
        operator.write("automation/reports/node-002", "in the way");

        assertThatThrownBy(() -> run("--once", "--nodes", "3")).isInstanceOf(IOException.class);

        assertThat(report("automation/reports/node-001"))
                .singleElement()
                .asString()
                .contains("\"node-001\"");
        assertThat(report("automation/reports/node-003"))
                .singleElement()
                .asString()
                .contains("\"node-003\"");
        assertThat(err.toString()).contains("node-002 can't go on");
        assertThat(sent).hasSize(2);
    }

    @Test
    void aWatchRunsWhatIsDueUntilAnEmergencyStopEndsItAndEachSlotHasItsState() throws Exception {
        blocking = () -> Files.writeString(operator.path("EMERGENCY_SHUTDOWN.marker"), "stop\n");
        descriptor(job("a", UPDATE).replace("intervalMinutes\",\"value\":5", "onStartup\""));

        assertThat(run("--watch", "--interval", "1", "--nodes", "2")).isEqualTo(32);

        assertThat(report("automation/reports/node-001"))
                .singleElement()
                .asString()
                .contains("\"state\":\"ok\"");
        assertThat(report("automation/reports/node-002")).hasSize(1);
        assertThat(operator.text("automation/reports/node-001/slots.jsonl"))
                .hasLineCount(1)
                .contains("ok");
    }

    @Test
    void whatIsSealedWhileItRunsCountsAtOnceAndEndsItIfItMayNotRunAnyMore() throws Exception {
        String policy = operator.text("canonical/policy.json");
        String other = job("b", UPDATE.replace("education", "finance"));
        blocking = () -> {
            if (sent.size() == 1) {
                descriptor(other);
            } else {
                operator.write("canonical/policy.json", policy.replace("\"--watch --interval {minutes}\",", ""));
                freeze();
            }
        };
        descriptor(job("a", UPDATE).replace("intervalMinutes\",\"value\":5", "onStartup\""));

        assertThat(run("--watch", "--interval", "1")).as(err.toString()).isEqualTo(77);

        assertThat(sent)
                .containsExactly(
                        "education {\"n\": 1, \"node_id\": \"node-001\"}",
                        "finance {\"n\": 1, \"node_id\": \"node-001\"}");
        assertThat(out.toString()).contains("automation: sealed anew, going on with 1 job\n");
        assertThat(err.toString()).contains("refused, arguments not approved");
        assertThat(operator.text("automation/reports/slots.jsonl"))
                .hasLineCount(2)
                .doesNotContain("stopped");
    }

    @Test
    void aSealThatDoesNotVerifyRenewsNothing() throws Exception {
        blocking = () -> {
            if (sent.size() == 1) {
                operator.write("manifests/canonical.sha256.sig", "no seal\n");
                await().until(() -> err.toString().contains("does not verify"));
                Files.writeString(operator.path("EMERGENCY_SHUTDOWN.marker"), "stop\n");
            }
        };
        descriptor(job("a", UPDATE).replace("intervalMinutes\",\"value\":5", "onStartup\""));

        assertThat(run("--watch", "--interval", "1")).isEqualTo(32);

        assertThat(out.toString()).doesNotContain("sealed anew");
    }

    /** What a bridge does before it answers. */
    private interface Blocking {
        void block() throws IOException, InterruptedException;
    }

    private Blocking blocking = () -> {};

    private static String job(String name, String... actions) {
        return "{\"name\":\"" + name + "\",\"trigger\":{\"type\":\"intervalMinutes\",\"value\":5},\"actions\":["
                + String.join(",", actions) + "],\"timeout\":\"60s\",\"retries\":0,\"on_missed\":\"skip\"}";
    }

    private int once(String... jobs) throws Exception {
        descriptor(jobs);
        return run("--once");
    }

    private void descriptor(String... jobs) throws IOException {
        operator.write(DESCRIPTOR, "{\"jobs\":[" + String.join(",", jobs) + "]}\n");
        freeze();
    }

    private void freeze() throws IOException {
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();
    }

    private int run(String... arguments) throws Exception {
        operator.setVariable("PATH", System.getenv("PATH"));
        Session session = operator.session(out, err);
        RunnerConnections connections = deployment -> new RunnerConnections.RunnerConnection(this, this);
        return new GuardedRun(session, Deployment.at(operator.root()), connections)
                .start(new RunRequest("automation", List.of(arguments)), new ResultFormat());
    }

    private List<String> report(String directory) throws IOException {
        try (Stream<Path> files = Files.list(operator.path(directory))) {
            Path file = files.filter(path -> path.getFileName().toString().startsWith("run_"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(file);
        }
    }

    @Override
    public UpdateSender.Sent deliver(Update one) throws IOException, InterruptedException {
        sent.add(one.module() + " " + CanonicalJson.of(one.data()));
        blocking.block();
        return update;
    }

    @Override
    public Reply send(Update one) {
        throw new AssertionError("updates go through the outbox");
    }

    @Override
    public Reply send(Heartbeat heartbeat) {
        sent.add(heartbeat.module() + " " + CanonicalJson.of(heartbeat.metrics()));
        return reply;
    }

    @Override
    public Reply receipt(String module, String sessionId) {
        return reply;
    }

    @Override
    public Reply health() {
        return new Reply.Answered(new JsonObject(Map.of("status", new JsonString("ok", 1)), 1));
    }

    @Override
    public Reply bucketStatus() {
        return health();
    }
}
