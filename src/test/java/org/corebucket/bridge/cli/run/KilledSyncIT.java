package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A client killed while it sends, again and again. Each of its lines bears a session id, so that the same file can be given to it
 * once more after each kill; at the end every update is in the ledger once, in order.
 */
final class KilledSyncIT extends KillRounds {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration GUARD = Duration.ofSeconds(100);
    private static final List<String> MODULES = List.of("education", "finance", "creative", "robotics");
    private static final String LEDGER = "logs/provenance_chain.jsonl";
    private static final int LINES = 400;

    @Test
    @Tag("long")
    void fiftyTimes() throws Exception {
        rounds(50);
    }

    @Override
    void round(BridgeProcess bridge, Random random, int round) throws Exception {
        writeLines(round);
        killWhileItSends(bridge, entries() + random.nextInt(LINES * 3 / 4));
        // What the kill kept from being queued is queued now, what was queued is taken as the same.
        assertThat(bridge.run(words(bridge, "--from", operator.path("lines").toString())))
                .isZero();
        assertThat(bridge.run(words(bridge, "--drain"))).isZero();
        assertEachIsThereOnceAndInOrder(round);
    }

    @Override
    void afterRounds(BridgeProcess bridge, int rounds) throws Exception {
        assertThat(entries()).isEqualTo((long) LINES * rounds);
    }

    private static String[] words(BridgeProcess bridge, String... more) {
        List<String> words =
                new ArrayList<>(List.of("sync", "--bridge", bridge.address().toString()));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private void writeLines(int round) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            lines.add("{\"module\":\"" + MODULES.get(i % MODULES.size()) + "\",\"session_id\":\"" + round + "-" + i
                    + "\",\"data\":{\"round\":" + round + ",\"n\":" + i + "}}");
        }
        Files.write(operator.path("lines"), lines);
    }

    private void killWhileItSends(BridgeProcess bridge, long entries) throws Exception {
        Process client =
                bridge.begin(words(bridge, "--from", operator.path("lines").toString()));
        await().atMost(GUARD).pollInterval(Duration.ofMillis(5)).until(() -> !client.isAlive() || entries() > entries);
        client.destroyForcibly();
        BridgeProcess.exit(client);
    }

    private long entries() throws IOException {
        return Files.readAllLines(operator.path(LEDGER)).size();
    }

    private void assertEachIsThereOnceAndInOrder(int round) throws Exception {
        List<List<Integer>> found = new ArrayList<>();
        List<List<Integer>> expected = new ArrayList<>();
        for (int i = 0; i < MODULES.size(); i++) {
            found.add(new ArrayList<>());
            expected.add(new ArrayList<>());
        }
        for (int i = 0; i < LINES; i++) {
            expected.get(i % MODULES.size()).add(i);
        }
        for (String line : Files.readAllLines(operator.path(LEDGER))) {
            JsonNode data = JSON.readTree(line).get("payload").get("data");
            if (data.get("round").asInt() == round) {
                int module = MODULES.indexOf(JSON.readTree(line).get("module").asText());
                found.get(module).add(data.get("n").asInt());
            }
        }
        assertThat(found).isEqualTo(expected);
    }
}
