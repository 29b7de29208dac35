package org.corebucket.bridge.cli.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.RunningBridge;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that only sends has no deployment: an address, a token and a key are enough (CONTRACT 1). */
@Timeout(120)
final class SendingHostTest {

    private RunningBridge bridge;
    private Operator sender;

    @BeforeEach
    void start(@TempDir Path directory, @TempDir Path elsewhere) throws Exception {
        bridge = new RunningBridge(directory);
        sender = Operator.at(elsewhere);
        sender.setClock(Clock.fixed(bridge.now(), ZoneOffset.UTC));
        sender.write("data.json", "{\"course\": \"CS101\"}");
        sender.write("token", bridge.token());
        Files.copy(bridge.operator().path("security/private.pem"), sender.path("module.pem"));
    }

    @AfterEach
    void end() throws Exception {
        bridge.close();
    }

    @Test
    void anUpdateArrives() throws Exception {
        assertThat(at(bridge.address().toString(), "sync", "--module", "finance", "--data", "data.json"))
                .isEqualTo(new Answer(0, "accepted 1, queued 0, rejected 0\n", ""));
        assertThat(at(bridge.address().toString(), "sync", "--status").out()).contains("total_sync_count    1");
        assertThat(names(sender.root())).containsExactly("data.json", "module.pem", "token");
    }

    @Test
    void manyArriveWhicheverModuleTheyAreOf() throws Exception {
        sender.write(
                "many.ndjson", "{\"module\": \"finance\", \"data\": {}}\n{\"module\": \"education\", \"data\": {}}\n");

        assertThat(at(bridge.address().toString(), "sync", "--from", "many.ndjson")
                        .out())
                .isEqualTo("accepted 2, queued 0, rejected 0\n");
    }

    @Test
    void whatCanNotBeSentNowWaitsBelowTheStateDirectoryAndOnlyForItsBridge() throws Exception {
        Answer away = at("http://127.0.0.1:1", "sync", "--module", "finance", "--data", "data.json");

        assertThat(away.code()).isEqualTo(69);
        assertThat(away.out()).isEqualTo("accepted 0, queued 1, rejected 0\n");
        assertThat(sender.state().resolve("bridgectl/outbox/http_127.0.0.1_1")).isNotEmptyDirectory();
        assertThat(at(bridge.address().toString(), "sync", "--drain").out())
                .isEqualTo("accepted 0, queued 0, rejected 0\n");
    }

    @Test
    void aHeartbeatArrives() throws Exception {
        assertThat(at(bridge.address().toString(), "heartbeat", "--module", "finance")
                        .out())
                .startsWith("Accepted: finance alive, entry ");
    }

    @Test
    void withoutOneOfTheThreeADeploymentIsNeeded() {
        assertThat(sender.run("sync", "--module", "finance", "--data", "data.json", "--bridge", "http://127.0.0.1:1")
                        .code())
                .isEqualTo(66);
    }

    @Test
    void noTokenGoesToAnotherHostInTheClear() {
        Answer answer = at("http://bridge.example:8000", "sync", "--status");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).contains("in the clear");
    }

    private Answer at(String address, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--bridge", address, "--token-file", "token", "--key", "module.pem"));
        sender.goTo(sender.root());
        return sender.run(all.toArray(String[]::new));
    }

    private static List<String> names(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
