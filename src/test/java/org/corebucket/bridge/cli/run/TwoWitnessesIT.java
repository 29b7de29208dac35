package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts, each with a bridge, and each a witness of the other's log: four processes. */
@Timeout(300)
final class TwoWitnessesIT {

    private static final Duration GUARD = Duration.ofSeconds(60);
    private static final String DESCRIPTOR = "canonical/core_bucket_bridge.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    /** A host whose log and witness have names and keys. */
    private Operator host(String name) throws Exception {
        Operator operator = Operator.atDeployment(Files.createDirectories(directory.resolve(name)));
        operator.setClock(Clock.systemUTC());
        operator.run("keys", "generate", "--log");
        operator.run("keys", "generate", "--witness");
        String descriptor = operator.text(DESCRIPTOR)
                .replace("\"port\": 8000", "\"port\": 0")
                .replace("\"checkpoint_every\": \"5m\"", "\"checkpoint_every\": \"1s\"");
        int end = descriptor.lastIndexOf('}');
        operator.write(
                DESCRIPTOR,
                descriptor.substring(0, end).stripTrailing() + ", \"log\": {\"origin\": \"" + name
                        + ".example/log\"}}\n");
        operator.write("canonical/witness.json", "{\"name\": \"" + name + ".example/witness\", \"logs\": []}\n");
        return operator;
    }

    private static List<String> vkeys(Operator operator, String name) {
        return operator.run("keys", "show")
                .out()
                .lines()
                .filter(line -> line.startsWith(name + "+"))
                .toList();
    }

    /** Has a host watch the log of another one. */
    private static ServiceProcess watch(Operator operator, String name, Operator other, String watched)
            throws Exception {
        List<String> keys = vkeys(other, watched + ".example/log");
        assertThat(keys).hasSize(2);
        operator.write(
                "canonical/witness.json",
                "{\"name\": \"" + name
                        + ".example/witness\", \"host\": \"127.0.0.1\", \"port\": 0, \"logs\": [{\"origin\": \""
                        + watched + ".example/log\", \"keys\": [\"" + String.join("\", \"", keys) + "\"]}]}\n");
        TaskEntrypoint.freeze(operator);
        return new ServiceProcess(operator, "witness");
    }

    /** Has a host's log cosigned by the witness of another one. */
    private static ServiceProcess bridge(Operator operator, Operator other, String name, URI witness) throws Exception {
        StringBuilder policy = new StringBuilder();
        int number = 0;
        for (String vkey : vkeys(other, name + ".example/witness")) {
            number++;
            policy.append("witness w" + number + " " + vkey + " " + witness + "\n");
        }
        operator.write("canonical/witnesses.policy", policy + "group both all w1 w2\nquorum both\n");
        TaskEntrypoint.freeze(operator);
        return new ServiceProcess(operator, "bridge");
    }

    private JsonNode log(URI bridge) throws IOException, InterruptedException {
        return JSON.readTree(http.send(
                                HttpRequest.newBuilder(URI.create(bridge + "/core/health"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .get("log");
    }

    private void assertCosigned(Operator operator, URI bridge) throws Exception {
        ModuleClient client = new ModuleClient(bridge, operator.path("security"));
        String token = client.token(Instant.now(), "\"roles\":[\"module\"]");
        for (int i = 0; i < 3; i++) {
            assertThat(client.post("/core/update", client.envelope(ModuleClient.update("education")), token)
                            .statusCode())
                    .isEqualTo(200);
        }
        await().atMost(GUARD)
                .until(() -> log(bridge).get("size").asLong() >= 3
                        && log(bridge).get("quorum").get("size").asLong()
                                == log(bridge).get("size").asLong());
        assertThat(operator.run("status", "--bridge", bridge.toString()).out()).contains("witness w1: cosigned size");
    }

    @Test
    void eachHasWhatTheOtherCosignedAndARewrittenLedgerIsRefused() throws Exception {
        Operator a = host("a");
        Operator b = host("b");
        try (ServiceProcess watchedByA = watch(a, "a", b, "b");
                ServiceProcess watchedByB = watch(b, "b", a, "a");
                ServiceProcess bridgeOfA = bridge(a, b, "b", watchedByB.address());
                ServiceProcess bridgeOfB = bridge(b, a, "a", watchedByA.address())) {
            assertCosigned(a, bridgeOfA.address());
            assertCosigned(b, bridgeOfB.address());

            long size = log(bridgeOfA.address()).get("size").asLong();
            SampleLog rewritten = SampleLog.signedBy(
                    NoteKeys.read(new Deployment(a.root()), NoteKeys.Holder.LOG)
                            .orElseThrow()
                            .signers("a.example/log"),
                    directory,
                    (int) size + 5);
            for (long next = size; next <= size + 5; next++) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create(watchedByB.address() + "/add-checkpoint"))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(rewritten.request(size, next)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            }
        }
        assertThat(a.run("verify").out()).contains("Witnesses: a quorum cosigned up to size");
    }
}
