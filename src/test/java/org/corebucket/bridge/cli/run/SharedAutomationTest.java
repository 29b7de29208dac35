package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.automation.UpdateSender;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.testkit.FaultyLink;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.ScriptedBridge;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run automation} of a deployment whose ledger is in a database, and with it what became of due times. */
@Timeout(180)
final class SharedAutomationTest {

    private static final Duration GUARD = Duration.ofSeconds(100);
    private static final String DESCRIPTOR = "canonical/automation/runner.json";

    private final List<Update> sent = Collections.synchronizedList(new ArrayList<>());
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ExecutorService runner = Executors.newSingleThreadExecutor();
    private Operator operator;
    private FaultyLink link;
    private SharedLedger ledger;

    @BeforeEach
    void deployment(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        link = new FaultyLink(PostgresServer.shared().address());
        ledger = SharedLedger.make();
        ledger.join(operator, ledger.schema().url(link.address()));
    }

    @AfterEach
    void end() throws Exception {
        stop();
        link.pass();
        runner.shutdown();
        assertThat(runner.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
        link.close();
        ledger.close();
    }

    private void stop() throws IOException {
        Files.writeString(operator.path("EMERGENCY_SHUTDOWN.marker"), "stop\n");
    }

    private void job(String trigger) throws IOException {
        operator.write(
                DESCRIPTOR,
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":" + trigger + "},\"actions\":[{\"type\":"
                        + "\"send_core_update\",\"data\":{\"module\":\"education\",\"data\":{\"n\":1}}}],"
                        + "\"timeout\":\"60s\",\"retries\":0,\"on_missed\":\"skip\"}]}\n");
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();
    }

    private int run(String... arguments) throws Exception {
        operator.setVariable("PATH", System.getenv("PATH"));
        RunnerConnections connections =
                deployment -> new RunnerConnections.RunnerConnection(new ScriptedBridge(), update -> {
                    sent.add(update);
                    return new UpdateSender.Sent.UpdateAccepted(7, "ab");
                });
        return new GuardedRun(operator.session(out, err), Deployment.at(operator.root()), connections)
                .start(new RunRequest("automation", List.of(arguments)), new ResultFormat());
    }

    private String slots() throws IOException {
        return ledger.schema().psql("SELECT node, job, state FROM slot ORDER BY node, due");
    }

    private long said(String words) {
        return err.toString().lines().filter(line -> line.contains(words)).count();
    }

    @Test
    void whatARunByHandCameToIsInTheDatabaseAndInNoFile() throws Exception {
        job("\"onStartup\"");

        assertThat(run("--once", "--nodes", "2")).isZero();

        assertThat(slots()).isEqualTo("node-001|a|ok\nnode-002|a|ok");
        assertThat(sent).hasSize(2);
        assertThat(operator.path("automation/reports/node-001/slots.jsonl")).doesNotExist();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void nothingIsRunByHandWithoutADatabase() throws Exception {
        job("\"onStartup\"");
        link.refuse();

        assertThatThrownBy(() -> run("--once")).isInstanceOf(IOException.class).hasMessageContaining("database");

        assertThat(sent).isEmpty();
    }

    /** A claim that is recorded at a database that lost what was acknowledged may be lost with it. */
    @Test
    void nothingIsRunWhereTheDatabaseHasNotWhatThisHostSaw() throws Exception {
        job("\"onStartup\"");
        new TrustStore(Deployment.at(operator.root()), operator.host())
                .remember(new TrustState.SeenLedger(1, "ab".repeat(32)));

        assertThatThrownBy(() -> run("--once"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("entry 1 was acknowledged");

        assertThat(sent).isEmpty();
        assertThat(slots()).isEmpty();
    }

    @Test
    void aRunnerThatLosesItsDatabaseBeginsNothingSaysSoAndGoesOnWhenItIsThere() throws Exception {
        job("\"intervalSeconds\",\"value\":1");
        Future<Integer> watch = runner.submit(() -> run("--watch", "--interval", "1"));
        await().atMost(GUARD).until(() -> sent.size() > 1);
        link.cut();
        link.refuse();
        await().atMost(GUARD).until(() -> said("nothing begins") > 0);
        int before = sent.size();
        link.pass();
        await().atMost(GUARD).until(() -> sent.size() > before);
        stop();

        assertThat(watch.get()).isEqualTo(32);
        assertThat(sent).extracting(Update::sessionId).doesNotHaveDuplicates();
        assertThat(slots().lines()).allMatch(line -> line.matches("node-001\\|a\\|(ok|missed|stopped|skipped)"));
        assertThat(slots().lines().filter(line -> line.endsWith("ok"))).hasSize(sent.size());
    }
}
