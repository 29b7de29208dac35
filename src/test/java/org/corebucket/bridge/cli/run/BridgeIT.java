package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run bridge} by the real launcher. */
@Timeout(240)
final class BridgeIT {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void anUpdateIsTakenAndASignalEndsItInOrderWithACheckpoint() throws Exception {
        try (BridgeProcess bridge = new BridgeProcess(operator, Map.of())) {
            assertThat(post(bridge).statusCode()).isEqualTo(200);

            bridge.process().destroy();

            assertThat(BridgeProcess.exit(bridge.process())).isEqualTo(143);
            assertThat(bridge.err()).isEmpty();
            assertThat(operator.text("logs/checkpoints.jsonl")).contains("\"size\": 1");
            assertThat(operator.run("provenance", "verify").code()).isZero();
        }
    }

    @Test
    void anotherBridgeOfTheSameLedgerIsRefused() throws Exception {
        try (BridgeProcess bridge = new BridgeProcess(operator, Map.of())) {
            assertThat(bridge.run("run", "bridge")).isEqualTo(75);
        }
    }

    @Test
    void anEmergencyStopEndsIt() throws Exception {
        try (BridgeProcess bridge = new BridgeProcess(operator, Map.of())) {
            assertThat(operator.run("stop", "--reason", "fire").code()).isZero();

            assertThat(BridgeProcess.exit(bridge.process())).isEqualTo(32);
            assertThat(operator.text("EMERGENCY_SHUTDOWN.marker")).contains("run bridge");
        }
    }

    @Test
    void itDoesNotServeOtherHostsInTheClear() throws Exception {
        String file = "canonical/core_bucket_bridge.json";
        operator.write(file, operator.text(file).replace("127.0.0.1", "0.0.0.0"));
        assertThat(operator.run("freeze", "--reason", "test").code()).isEqualTo(78);
        TaskEntrypoint.freezeUnasked(operator);

        assertThat(operator.run("run", "bridge").code()).isEqualTo(78);
        assertThat(operator.run("run", "bridge").err()).contains("without TLS");
    }

    @Test
    void aDescriptorWithAFieldThatNobodyKnowsIsRefusedWithItsLine() throws Exception {
        String file = "canonical/core_bucket_bridge.json";
        operator.write(file, operator.text(file).replace("\"port\"", "\"colour\": 1,\n  \"port\""));
        assertThat(operator.run("freeze", "--reason", "test").code()).isEqualTo(65);
        TaskEntrypoint.freezeUnasked(operator);

        assertThat(operator.run("run", "bridge").code()).isEqualTo(65);
        assertThat(operator.run("run", "bridge").err()).contains("core_bucket_bridge.json:", "colour");
    }

    @Test
    void aClientOfV5IsAcceptedUnchangedAndItsReplaysAreNot() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(Files.isExecutable(python), "python3 is the client");
        Path script = Files.copy(
                Path.of("src/test/resources/bridge/v5_client.py").toAbsolutePath(), operator.beside("v5_client.py"));
        try (BridgeProcess bridge =
                new BridgeProcess(operator, Map.of("CORE_BRIDGE_SECRET", SECRET), "RS256", "HS256")) {
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            python.toString(),
                            script.toString(),
                            bridge.address().toString(),
                            operator.path("security/private.pem").toString()))
                    .redirectErrorStream(true);
            builder.environment().put("CORE_BRIDGE_SECRET", SECRET);
            Process client = builder.start();
            String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(said).isEqualTo("200 success\n401 replay_detected\n401 replay_detected\n");
        }
    }

    private static HttpResponse<String> post(BridgeProcess bridge) throws Exception {
        ModuleClient client = bridge.client();
        return client.post(
                "/core/update",
                client.envelope(ModuleClient.update("education")),
                client.token(Instant.now(), "\"roles\":[\"module\"]"));
    }
}
