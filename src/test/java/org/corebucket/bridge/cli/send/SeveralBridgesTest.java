package org.corebucket.bridge.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.FaultyProxy;
import org.corebucket.bridge.testkit.FaultyProxy.Fault;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.ScriptedServer;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several bridges are named, of one ledger: where one fails, the next one is asked (CONTRACT 12). */
@ExtendWith(PostgresLogs.class)
final class SeveralBridgesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOBODY = "http://127.0.0.1:1";
    private static final String NOBODY_EITHER = "http://127.0.0.1:2";

    private RunningBridge bridge;
    private Operator operator;

    @BeforeEach
    void startBridge(@TempDir Path directory) throws Exception {
        bridge = new RunningBridge(directory);
        operator = at(bridge);
    }

    @AfterEach
    void endBridge() throws Exception {
        bridge.close();
    }

    private static Operator at(RunningBridge bridge) throws Exception {
        Operator operator = bridge.operator();
        operator.setClock(Clock.fixed(bridge.now(), ZoneOffset.UTC));
        Files.writeString(operator.path("data.json"), "{\"course\": \"CS101\"}");
        return operator;
    }

    private Answer run(List<Object> bridges, String... words) {
        return run(operator, bridges, words);
    }

    private static Answer run(Operator operator, List<Object> bridges, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        for (Object address : bridges) {
            all.add("--bridge");
            all.add(address.toString());
        }
        return operator.run(all.toArray(String[]::new));
    }

    /** The numbers that updates carry, in the ledger's order. */
    private static List<Integer> numbers(RunningBridge bridge) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        for (String line : bridge.ledger()) {
            JsonNode entry = JSON.readTree(line);
            if (entry.get("module").asText().equals("finance")) {
                numbers.add(entry.get("payload").get("data").get("n").asInt());
            }
        }
        return numbers;
    }

    private static void lines(Operator operator, int count) throws Exception {
        Files.write(
                operator.path("updates.ndjson"),
                IntStream.range(0, count)
                        .mapToObj(n -> "{\"module\":\"finance\",\"data\":{\"n\":" + n + "}}")
                        .toList());
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void whereTheFirstOneDiesInTheMiddleAllArriveOnceAndInOrder() throws Exception {
        lines(operator, 50);
        AtomicReference<FaultyProxy> dying = new AtomicReference<>();
        try (FaultyProxy first = new FaultyProxy(bridge.address(), n -> {
                    if (n < 20) {
                        return Fault.NONE;
                    }
                    Objects.requireNonNull(dying.get()).close();
                    return Fault.CUT_BEFORE;
                });
                FaultyProxy second = new FaultyProxy(bridge.address(), n -> Fault.NONE)) {
            dying.set(first);

            assertThat(run(List.of(first.address(), second.address()), "sync", "--from", "updates.ndjson"))
                    .isEqualTo(new Answer(0, "accepted 50, queued 0, rejected 0\n", ""));
            assertThat(first.updates()).isEqualTo(21);
            assertThat(second.updates()).isEqualTo(30);
            assertThat(second.requests.get(0)).startsWith("GET /bucket/receipts/");
        }
        assertThat(numbers(bridge)).isEqualTo(upTo(50));
    }

    @Test
    void whatTheFirstOneTookWithoutAnAnswerIsFoundByItsReceiptAtTheSecond() throws Exception {
        lines(operator, 1);
        try (FaultyProxy first = new FaultyProxy(bridge.address(), n -> Fault.CUT_AFTER);
                FaultyProxy second = new FaultyProxy(bridge.address(), n -> Fault.NONE)) {
            assertThat(run(List.of(first.address(), second.address()), "sync", "--from", "updates.ndjson"))
                    .isEqualTo(new Answer(0, "accepted 1, queued 0, rejected 0\n", ""));
            assertThat(first.requests).containsExactly("POST /core/update");
            assertThat(second.requests).singleElement().asString().startsWith("GET /bucket/receipts/");
        }
        assertThat(numbers(bridge)).containsExactly(0);
    }

    @Test
    void whereTheFirstOneIsSilentTheSecondOneIsAskedForTheReceiptBeforeItIsSentTheUpdate() throws Exception {
        lines(operator, 2);
        try (ScriptedServer first = ScriptedServer.dripping();
                FaultyProxy second = new FaultyProxy(bridge.address(), n -> Fault.NONE)) {
            assertThat(run(List.of(first.address(), second.address()), "sync", "--from", "updates.ndjson"))
                    .isEqualTo(new Answer(0, "accepted 2, queued 0, rejected 0\n", ""));
            assertThat(first.bodies).hasSize(1);
            assertThat(second.requests.get(0)).startsWith("GET /bucket/receipts/");
            assertThat(second.requests.subList(1, 3)).containsExactly("POST /core/update", "POST /core/update");
        }
        assertThat(numbers(bridge)).containsExactly(0, 1);
    }

    @Test
    void whatTheFirstOneIsTooBusyForTheSecondOneTakesAtOnce() throws Exception {
        lines(operator, 10);
        try (FaultyProxy first = new FaultyProxy(bridge.address(), n -> Fault.BUSY_503);
                FaultyProxy second = new FaultyProxy(bridge.address(), n -> Fault.NONE)) {
            assertThat(run(List.of(first.address(), second.address()), "sync", "--from", "updates.ndjson"))
                    .isEqualTo(new Answer(0, "accepted 10, queued 0, rejected 0\n", ""));
            assertThat(first.requests).hasSize(1);
            assertThat(second.requests).hasSize(10);
        }
        assertThat(numbers(bridge)).isEqualTo(upTo(10));
    }

    @Test
    void whereNoneIsThereUpdatesWaitAsTheyDoForOne() {
        Answer one = run(List.of(NOBODY), "sync", "--module", "finance", "--data", "data.json");
        Answer both = run(List.of(NOBODY, NOBODY_EITHER), "sync", "--drain");

        assertThat(one.code()).isEqualTo(69);
        assertThat(both.code()).isEqualTo(69);
        assertThat(both.out()).isEqualTo(one.out()).isEqualTo("accepted 0, queued 1, rejected 0\n");
        assertThat(both.err())
                .isEqualTo("bridgectl: finance: left in the outbox for now: no connection to " + NOBODY
                        + ": Connection refused; no connection to " + NOBODY_EITHER + ": Connection refused\n");
        assertThat(run(List.of(NOBODY, bridge.address()), "sync", "--drain").out())
                .isEqualTo("accepted 1, queued 0, rejected 0\n");
    }

    @Test
    void aSecondAddressThatIsNoneIsRefusedBeforeAnythingIsQueued() {
        Answer answer =
                run(List.of(bridge.address(), "127.0.0.1:8000"), "sync", "--module", "finance", "--data", "data.json");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).contains("--bridge is like http://127.0.0.1:8000, not \"127.0.0.1:8000\"");
        assertThat(operator.path("outbox")).doesNotExist();
    }

    @Test
    void noTokenGoesToASecondHostInTheClear() {
        Answer answer = run(List.of(bridge.address(), "http://bridge.example:8000"), "sync", "--status");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).contains("in the clear");
    }

    @Test
    void aHeartbeatAndAQuestionGoToTheNextToo() {
        List<Object> bridges = List.of(NOBODY, bridge.address());

        assertThat(run(bridges, "heartbeat", "--module", "finance").out()).startsWith("Accepted: finance alive, ");
        assertThat(run(bridges, "sync", "--status").out()).contains("total_sync_count");
    }

    @Test
    void whoHasNoDeploymentKeepsOneOutboxWhicheverBridgesAreNamedBehindTheFirst(@TempDir Path elsewhere)
            throws Exception {
        Operator sender = Operator.at(elsewhere);
        sender.setClock(Clock.fixed(bridge.now(), ZoneOffset.UTC));
        sender.write("data.json", "{}");
        sender.write("token", bridge.token());
        Files.copy(operator.path("security/private.pem"), sender.path("module.pem"));
        sender.goTo(sender.root());
        String[] options = {"--token-file", "token", "--key", "module.pem"};

        Answer away = run(sender, List.of(NOBODY), with(options, "sync", "--module", "finance", "--data", "data.json"));
        Answer next = run(sender, List.of(NOBODY, bridge.address()), with(options, "sync", "--drain"));

        assertThat(away.out()).isEqualTo("accepted 0, queued 1, rejected 0\n");
        assertThat(next).isEqualTo(new Answer(0, "accepted 1, queued 0, rejected 0\n", ""));
    }

    private void namePolicysBridges(Object... addresses) throws Exception {
        List<String> quoted =
                Stream.of(addresses).map(address -> "\"" + address + "\"").toList();
        String policy = operator.text(Deployment.POLICY).strip();
        operator.write(
                Deployment.POLICY,
                policy.substring(0, policy.length() - 1) + ", \"clients\": {\"bridges\": [" + String.join(", ", quoted)
                        + "]}}\n");
    }

    @Test
    void thePolicyNamesThemForWhoeverNamesNone() throws Exception {
        namePolicysBridges(NOBODY, bridge.address());
        assertThat(operator.run("freeze", "--reason", "two bridges").code()).isZero();

        assertThat(operator.run("sync", "--module", "finance", "--data", "data.json"))
                .isEqualTo(new Answer(0, "accepted 1, queued 0, rejected 0\n", ""));
        assertThat(operator.run("heartbeat", "--module", "finance").out()).startsWith("Accepted: finance alive, ");
        assertThat(operator.run("status").out())
                .contains(NOBODY + ": not reachable", bridge.address() + ": ok", "next: bridgectl run bridge");
        assertThat(run(List.of(NOBODY_EITHER), "sync", "--status").err())
                .isEqualTo("bridgectl: no connection to " + NOBODY_EITHER + ": Connection refused\n");
    }

    @Test
    void theAutomationFindsThemInThePolicy() throws Exception {
        namePolicysBridges(NOBODY, bridge.address());
        assertThat(operator.run("freeze", "--reason", "two bridges").code()).isZero();

        Answer ran = operator.run("run", "automation", "--once");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(bridge.ledger()).hasSizeGreaterThan(4);
    }

    @Test
    void bridgesThatAreNotTheSealedOnesGetNothing() throws Exception {
        namePolicysBridges(bridge.address());

        assertThat(operator.run("sync", "--module", "finance", "--data", "data.json")
                        .code())
                .isEqualTo(77);
        assertThat(bridge.ledger()).isEmpty();
    }

    private static String[] with(String[] options, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    @Test
    void ofTwoBridgesOnOneDatabaseTheSecondOneKnowsWhatTheFirstOneTook(@TempDir Path one, @TempDir Path other)
            throws Exception {
        try (SharedLedger ledger = SharedLedger.make();
                RunningBridge first = new RunningBridge(one, ledger);
                RunningBridge second = new RunningBridge(other, ledger);
                FaultyProxy cutting = new FaultyProxy(first.address(), n -> n < 4 ? Fault.NONE : Fault.CUT_AFTER);
                FaultyProxy to = new FaultyProxy(second.address(), n -> Fault.NONE)) {
            Operator sender = at(first);
            lines(sender, 10);

            assertThat(run(sender, List.of(cutting.address(), to.address()), "sync", "--from", "updates.ndjson"))
                    .isEqualTo(new Answer(0, "accepted 10, queued 0, rejected 0\n", ""));
            assertThat(cutting.updates()).isEqualTo(5);
            assertThat(to.requests.get(0)).startsWith("GET /bucket/receipts/");
            assertThat(to.updates()).isEqualTo(5);
            assertThat(numbers(second)).isEqualTo(upTo(10));
            assertThat(numbers(first)).isEqualTo(upTo(10));
        }
    }

    @Test
    void aStopOfAnotherNodeIsToldByTheFirstBridgeThatIsAskedAndUpdatesWait(@TempDir Path one, @TempDir Path other)
            throws Exception {
        try (SharedLedger ledger = SharedLedger.make();
                RunningBridge first = new RunningBridge(one, ledger);
                RunningBridge second = new RunningBridge(other, ledger);
                FaultyProxy to = new FaultyProxy(first.address(), n -> Fault.NONE);
                FaultyProxy next = new FaultyProxy(second.address(), n -> Fault.NONE)) {
            Operator sender = at(first);
            List<Object> bridges = List.of(to.address(), next.address());
            lines(sender, 5);
            ledger.schema().psql("INSERT INTO incident (id, bytes) VALUES ('INC-20261123T080000Z-abcdef', '')");

            Answer sync = run(sender, bridges, "sync", "--from", "updates.ndjson");
            Answer again = run(sender, bridges, "sync", "--drain");
            Answer heartbeat = run(sender, bridges, "heartbeat", "--module", "finance");

            String told =
                    "503 emergency_stop: an emergency stop is in force, and nothing is stored until it is resolved\n";
            assertThat(sync)
                    .isEqualTo(new Answer(
                            32,
                            "accepted 0, queued 5, rejected 0\n",
                            "bridgectl: finance: left in the outbox for now: HTTP " + told));
            assertThat(again.code()).isEqualTo(32);
            assertThat(heartbeat)
                    .isEqualTo(new Answer(
                            32,
                            "",
                            "bridgectl: the bridge takes no heartbeat: " + told
                                    + "Whoever administers it sees why: bridgectl incident list\n"));
            assertThat(to.requests).hasSizeLessThanOrEqualTo(4);
            assertThat(next.requests).isEmpty();

            ledger.schema().psql("DELETE FROM incident");
            assertThat(run(sender, bridges, "sync", "--drain"))
                    .isEqualTo(new Answer(0, "accepted 5, queued 0, rejected 0\n", ""));
            assertThat(numbers(second)).isEqualTo(upTo(5));
        }
    }
}
