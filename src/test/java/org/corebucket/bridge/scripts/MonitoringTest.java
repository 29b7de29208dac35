package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SampleWitness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules for Prometheus and the dashboard for Grafana, by Prometheus' own tool and a bridge's own figures. */
final class MonitoringTest {

    private static final Path DIRECTORY = Path.of("scripts/monitoring");
    private static final Path RULES = DIRECTORY.resolve("bridgectl.rules.yml");
    private static final Pattern METRIC = Pattern.compile("\\bbridgectl_[a-z_]+");

    @TempDir
    private Path directory;

    @Test
    void eachAlertFiresAtABridgeThatHasItsTroubleAndNoneAtOneThatIsWell() throws Exception {
        promtool(DIRECTORY, "check", "rules", "bridgectl.rules.yml");
        promtool(DIRECTORY, "test", "rules", "bridgectl.rules.test.yml");
        for (String alert : found(Pattern.compile("(?<=- alert: )\\w+"), Files.readString(RULES))) {
            assertThat(Files.readString(DIRECTORY.resolve("bridgectl.rules.test.yml")))
                    .contains("alertname=\"" + alert + "\"");
        }
    }

    @Test
    void whatTheDashboardAsksIsSoundAndEachPanelAsksSomething() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: asked\n    rules:\n");
        Set<Integer> ids = new TreeSet<>();
        JsonNode panels = dashboard().path("panels");
        for (JsonNode panel : panels) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
            for (JsonNode target : panel.path("targets")) {
                String asked = target.path("expr").asText().replace("$__rate_interval", "5m");
                rules.append("      - {record: asked:a, expr: '").append(asked).append("'}\n");
            }
        }
        assertThat(panels.size()).isGreaterThan(10);
        Path file = Files.writeString(directory.resolve("asked.yml"), rules.toString());

        promtool(directory, "check", "rules", "--lint=none", file.toString());
    }

    @Test
    void eachMetricThatTheyNameIsServed() throws Exception {
        Set<String> named = new TreeSet<>(found(METRIC, Files.readString(RULES)));
        named.addAll(found(METRIC, dashboard().toString()));
        Set<String> served = served();

        assertThat(named).hasSizeGreaterThan(8).isSubsetOf(served);
    }

    private Set<String> served() throws Exception {
        RunningBridge bridge = new RunningBridge(directory);
        try (SampleWitness witness = SampleWitness.watching(bridge.operator(), directory.resolve("of-a-witness"))) {
            bridge.restartAfter(() -> {
                bridge.operator()
                        .write(
                                Deployment.WITNESSES,
                                witness.policy(witness.address().toString()));
                assertThat(bridge.operator()
                                .run("freeze", "--reason", "a witness")
                                .code())
                        .isZero();
                return "";
            });
            ModuleClient client = bridge.client();
            client.post("/core/update", client.envelope(ModuleClient.update("education")), bridge.token());
            String alive =
                    "{\"module\": \"education\", \"status\": \"alive\", \"timestamp\": \"" + bridge.now() + "\"}";
            client.post("/core/heartbeat", client.envelope(alive), bridge.token());
            client.post("/core/update", client.envelope(ModuleClient.update("education")), "");
            String cosigned = "bridgectl_witness_cosigned_timestamp_seconds{";
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                bridge.pass(Duration.ofMinutes(5));
                bridge.tick();
                return client.get("/metrics", "").body().contains(cosigned);
            });
            return new TreeSet<>(found(METRIC, client.get("/metrics", "").body()));
        } finally {
            bridge.close();
        }
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(DIRECTORY.resolve("grafana.json").toFile());
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    private void promtool(Path where, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("promtool.out");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(where.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
        } catch (IOException e) {
            String message = "promtool is not installed (Debian: prometheus): the rules were NOT checked";
            if (System.getenv("CI") != null) {
                fail(message, e);
            }
            System.err.println(message);
            abort(message);
            throw e;
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
    }
}
