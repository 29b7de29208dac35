package org.corebucket.bridge.cli.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.client.outbox.Drain;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.client.outbox.OutboxLimits;
import org.corebucket.bridge.client.outbox.WaitingUpdate;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockPatience;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.FaultyProxy;
import org.corebucket.bridge.testkit.FaultyProxy.Fault;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.RunningBridge;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sync} and a real bridge, with a proxy between them where something is to go wrong. */
final class SyncCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RunningBridge bridge;
    private Operator operator;

    @BeforeEach
    void startBridge(@TempDir Path directory) throws Exception {
        bridge = new RunningBridge(directory);
        operator = bridge.operator();
        operator.setClock(Clock.fixed(bridge.now(), ZoneOffset.UTC));
        Files.writeString(operator.path("data.json"), "{\"course\": \"CS101\"}");
    }

    @AfterEach
    void endBridge() throws Exception {
        bridge.close();
    }

    private Answer sync(String... words) {
        return syncAt(bridge.address().toString(), words);
    }

    private Answer syncAt(String address, String... words) {
        List<String> all = new ArrayList<>(List.of("sync", "--bridge", address));
        all.addAll(List.of(words));
        return operator.run(all.toArray(String[]::new));
    }

    /** The numbers that updates of a module carry, in the ledger's order. */
    private List<Integer> numbers(String module) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        for (String line : Files.readAllLines(operator.path("logs/provenance_chain.jsonl"))) {
            JsonNode entry = JSON.readTree(line);
            if (entry.get("module").asText().equals(module)) {
                numbers.add(entry.get("payload").get("data").get("n").asInt());
            }
        }
        return numbers;
    }

    private Path lines(int count) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String module = i % 3 == 0 ? "finance" : "education";
            lines.add("{\"module\":\"" + module + "\",\"data\":{\"n\":" + i + "}}");
        }
        return Files.write(operator.path("updates.ndjson"), lines);
    }

    private void assertAllIsThereOnceAndInOrder(int count) throws Exception {
        List<Integer> finance = new ArrayList<>();
        List<Integer> education = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            (i % 3 == 0 ? finance : education).add(i);
        }
        assertThat(numbers("finance")).isEqualTo(finance);
        assertThat(numbers("education")).isEqualTo(education);
    }

    @Test
    void oneUpdateArrives() throws Exception {
        assertThat(sync("--module", "finance", "--data", "data.json"))
                .isEqualTo(new Answer(0, "accepted 1, queued 0, rejected 0\n", ""));
        assertThat(bridge.operator().text("logs/provenance_chain.jsonl")).contains("CS101");
    }

    @Test
    void manyArriveInOrder() throws Exception {
        lines(500);

        assertThat(sync("--from", "updates.ndjson"))
                .isEqualTo(new Answer(0, "accepted 500, queued 0, rejected 0\n", ""));
        assertAllIsThereOnceAndInOrder(500);
    }

    @Test
    void withoutABridgeAllWaitsAndIsSentByTheNextDrain() throws Exception {
        Answer answer = syncAt("http://127.0.0.1:1", "--module", "finance", "--data", "data.json");

        assertThat(answer)
                .isEqualTo(new Answer(
                        69,
                        "accepted 0, queued 1, rejected 0\n",
                        "bridgectl: finance: left in the outbox for now: no connection to http://127.0.0.1:1:"
                                + " Connection refused\n"));
        assertThat(sync("--drain")).isEqualTo(new Answer(0, "accepted 1, queued 0, rejected 0\n", ""));
        assertThat(sync("--drain")).isEqualTo(new Answer(0, "accepted 0, queued 0, rejected 0\n", ""));
    }

    @Test
    void whateverHappensOnTheWayEachIsThereOnceAndInOrder() throws Exception {
        lines(60);
        Random random = new Random(20261123);
        Fault[] faults = Fault.values();
        try (FaultyProxy proxy = new FaultyProxy(bridge.address(), n -> {
            int one = random.nextInt(3 * faults.length);
            return one < faults.length ? faults[one] : Fault.NONE;
        })) {
            assertThat(syncAt(proxy.address().toString(), "--from", "updates.ndjson")
                            .code())
                    .isZero();
            assertThat(proxy.updates()).isGreaterThan(60);
        }
        assertAllIsThereOnceAndInOrder(60);
    }

    @Test
    void anAnswerThatIsCutOffAfterTheEntryWasStoredEndsInTheReceipt() throws Exception {
        lines(10);
        try (FaultyProxy proxy = new FaultyProxy(bridge.address(), n -> Fault.CUT_AFTER)) {
            assertThat(syncAt(proxy.address().toString(), "--from", "updates.ndjson"))
                    .isEqualTo(new Answer(0, "accepted 10, queued 0, rejected 0\n", ""));
            assertThat(proxy.updates()).isEqualTo(10);
        }
        assertAllIsThereOnceAndInOrder(10);
    }

    @Test
    void aBridgeThatCannotTakeItIsGivenUp() throws Exception {
        lines(10);
        try (FaultyProxy proxy = new FaultyProxy(bridge.address(), n -> Fault.ERROR_500)) {
            Answer answer = syncAt(proxy.address().toString(), "--from", "updates.ndjson");
            assertThat(answer.code()).isEqualTo(69);
            assertThat(answer.out()).isEqualTo("accepted 0, queued 10, rejected 0\n");
            assertThat(answer.err().lines())
                    .containsExactlyInAnyOrder(
                            "bridgectl: finance: left in the outbox for now: HTTP 500",
                            "bridgectl: education: left in the outbox for now: HTTP 500");
        }
        assertThat(sync("--drain").code()).isZero();
        assertAllIsThereOnceAndInOrder(10);
    }

    @Test
    void whatTheBridgeRefusesIsPutAside() throws Exception {
        String large = "{\"module\":\"finance\",\"data\":{\"text\":\"" + "x".repeat((1 << 20) - 100) + "\"}}";
        Files.writeString(operator.path("updates.ndjson"), large + "\n{\"module\":\"finance\",\"data\":{\"n\":1}}\n");

        Answer answer = sync("--from", "updates.ndjson");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).isEqualTo("accepted 1, queued 0, rejected 1\n");
        assertThat(answer.err()).startsWith("bridgectl: finance: rejected ").contains("HTTP 413 body_too_large");
        assertThat(numbers("finance")).containsExactly(1);
    }

    @Test
    void aMalformedLineEndsTheReadingAndWhatStandsBeforeItIsSent() throws Exception {
        Files.writeString(operator.path("updates.ndjson"), """
                        {"module":"finance","data":{"n":1}}

                        {"module":"finance"
                        {"module":"finance","data":{"n":2}}
                        """);

        Answer answer = sync("--from", "updates.ndjson");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.out()).isEqualTo("accepted 1, queued 0, rejected 0\n");
        assertThat(answer.err())
                .startsWith("bridgectl: updates.ndjson: the lines up to 2 were queued, and nothing behind them\n"
                        + "bridgectl: updates.ndjson:3: ");
        assertThat(numbers("finance")).containsExactly(1);
    }

    @Test
    void aMalformedLineIsWhatTheExitCodeTellsWhereThereIsNoBridgeEither() throws Exception {
        Files.writeString(operator.path("updates.ndjson"), "{\"module\":\"finance\",\"data\":{\"n\":1}}\n{\n");

        Answer answer = syncAt("http://127.0.0.1:1", "--from", "updates.ndjson");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.out()).isEqualTo("accepted 0, queued 1, rejected 0\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"module\":\"finance\",\"data\":{},\"time\":1} | time",
                "{\"module\":\"finance\",\"data\":{},\"session_id\":\"\"} | has not 1 to 128 characters",
                "{\"module\":\"finance\",\"data\":[]} | data",
                "{\"module\":\"finance\"} | data"
            })
    void aLineThatIsNoUpdateIsMalformed(String line, String message) throws Exception {
        Files.writeString(operator.path("updates.ndjson"), line + "\n");

        Answer answer = syncAt("http://127.0.0.1:1", "--from", "updates.ndjson");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.err()).contains("updates.ndjson:1: ").contains(message);
        assertThat(operator.path("outbox/waiting")).doesNotExist();
    }

    @Test
    void whatIsLongerThanAMebibyteIsMalformed() throws Exception {
        String longLine = "{\"module\":\"finance\",\"data\":{\"text\":\"" + "x".repeat(1 << 20) + "\"}}";
        Files.writeString(operator.path("updates.ndjson"), longLine + "\n");
        Files.writeString(operator.path("data.json"), "{\"text\":\"" + "x".repeat(1 << 20) + "\"}");

        Answer line = syncAt("http://127.0.0.1:1", "--from", "updates.ndjson");
        Answer data = syncAt("http://127.0.0.1:1", "--module", "finance", "--data", "data.json");

        assertThat(line.code()).isEqualTo(65);
        assertThat(line.err()).contains("updates.ndjson:1: the line is longer than 1048576 bytes");
        assertThat(data.code()).isEqualTo(65);
        assertThat(data.err()).contains("data.json:1: it is longer than 1048576 bytes");
    }

    @Test
    void aSessionIdThatALineBearsIsKeptSoThatItArrivesOnce() throws Exception {
        String line = "{\"module\":\"finance\",\"session_id\":\"report-7\",\"data\":{\"n\":1}}\n";
        Files.writeString(operator.path("updates.ndjson"), line);

        assertThat(sync("--from", "updates.ndjson").code()).isZero();
        assertThat(sync("--from", "updates.ndjson").code()).isZero();
        assertThat(numbers("finance")).containsExactly(1);
    }

    @Test
    void anUpdateThatWasRejectedIsWhatTheExitCodeTellsThoughAnotherWaits() throws Exception {
        Files.writeString(operator.path("updates.ndjson"), """
                        {"module":"finance","data":{"n":1}}
                        {"module":"education","data":{"n":2}}
                        """);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Retry-After", "60");
            exchange.sendResponseHeaders(body.contains("finance") ? 413 : 503, -1);
            exchange.close();
        });
        server.start();
        try {
            Answer answer = syncAt("http://127.0.0.1:" + server.getAddress().getPort(), "--from", "updates.ndjson");

            assertThat(answer.out()).isEqualTo("accepted 0, queued 1, rejected 1\n");
            assertThat(answer.code()).isEqualTo(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whoeverHasTheRightToSendAndDoesNotSendKeepsWhatIsQueuedInTheOutbox() throws Exception {
        Files.createDirectories(operator.path("outbox"));
        try (DeploymentLock other = DeploymentLock.acquire(operator.path("outbox/.drain.lock"))) {
            Answer answer = sync("--module", "finance", "--data", "data.json");

            assertThat(other).isNotNull();
            assertThat(answer)
                    .isEqualTo(new Answer(
                            75,
                            "accepted 0, queued 1, rejected 0\n",
                            "bridgectl: another process has the right to send, and does not send; what waits is in the"
                                    + " outbox, and the next sync sends it\n"));
        }
    }

    @Test
    void whatAnotherProcessHasSentIsNoFailure() throws Exception {
        Outbox outbox = Outbox.at(operator.path("outbox"), OutboxLimits.STANDARD);
        Drain other = outbox.drain(LockPatience.atMost(Duration.ZERO)).orElseThrow();
        CompletableFuture<Answer> answer =
                CompletableFuture.supplyAsync(() -> sync("--module", "finance", "--data", "data.json"));
        Optional<WaitingUpdate> queued = await().until(() -> other.next("finance"), Optional::isPresent);
        other.attempting(queued.get());
        other.received(queued.get());

        assertThat(answer.get(1, TimeUnit.MINUTES))
                .isEqualTo(new Answer(
                        0,
                        "accepted 0, queued 0, rejected 0\n",
                        "bridgectl: another process was sending, and has sent these too\n"));
        other.close();
    }

    /** Each has lines of its own; who sends them is no matter. */
    @Test
    void manyAtOnceAllGetThrough() throws Exception {
        int many = 12;
        ExecutorService threads = Executors.newFixedThreadPool(many);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            String file = "updates" + i + ".ndjson";
            StringBuilder lines = new StringBuilder();
            for (int line = 0; line < 5; line++) {
                lines.append("{\"module\":\"finance\",\"data\":{\"n\":")
                        .append(5 * i + line)
                        .append("}}\n");
            }
            Files.writeString(operator.path(file), lines);
            answers.add(threads.submit(() -> sync("--from", file)));
        }
        threads.shutdown();

        for (Future<Answer> answer : answers) {
            Answer each = answer.get(1, TimeUnit.MINUTES);
            assertThat(each.code()).as(each.toString()).isZero();
        }
        assertThat(numbers("finance")).hasSize(5 * many).doesNotHaveDuplicates();
        for (int i = 0; i < many; i++) {
            int first = 5 * i;
            assertThat(numbers("finance").stream()
                            .filter(n -> n / 5 == first / 5)
                            .toList())
                    .containsExactly(first, first + 1, first + 2, first + 3, first + 4);
        }
    }

    @Test
    void aFullOutboxTakesNoMore() throws Exception {
        Files.createDirectories(operator.path("outbox/rejected"));
        try (RandomAccessFile file = new RandomAccessFile(
                operator.path("outbox/rejected/finance.jsonl").toFile(), "rw")) {
            file.setLength(1L << 30);
        }
        lines(3);

        Answer one = syncAt("http://127.0.0.1:1", "--module", "finance", "--data", "data.json");
        Answer many = syncAt("http://127.0.0.1:1", "--from", "updates.ndjson");

        assertThat(one.code()).isEqualTo(78);
        assertThat(one.err()).startsWith("bridgectl: the outbox is full: ");
        assertThat(many.code()).isEqualTo(78);
        assertThat(many.err()).contains("updates.ndjson: the lines up to 0 were queued, and nothing behind them");
    }

    @Test
    void anEmergencyStopEndsWhatGoesOnForEver() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(bridge.address(), n -> {
            operator.run("stop", "--reason", "fire");
            return Fault.NONE;
        })) {
            Answer answer =
                    syncAt(proxy.address().toString(), "--module", "finance", "--data", "data.json", "--every", "24h");

            assertThat(answer.code()).isEqualTo(32);
            assertThat(answer.out()).isEqualTo("accepted 1, queued 0, rejected 0\n");
            assertThat(answer.err()).contains("the emergency stop came in force");
            assertThat(operator.text("EMERGENCY_SHUTDOWN.marker")).contains("stopped: sync");
        }
    }

    @Test
    void aBridgeThatRefusesToTellItsStatusIsNotOneThatIsAway() throws Exception {
        Files.writeString(operator.path("token"), "not-a-token\n");

        Answer answer = sync("--status", "--token-file", "token");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).startsWith("bridgectl: the bridge refuses: HTTP 401 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--status", "--drain", "--from updates.ndjson"})
    void aMissingTokenIsNamedBeforeAnythingIsAsked(String words) throws Exception {
        lines(1);
        Files.delete(operator.path("security/token.private.pem"));

        Answer answer = sync(words.split(" "));

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.err()).contains("security/token.private.pem: there is no such file");
        assertThat(operator.path("outbox/waiting")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--data data.json | --module and --data belong together",
                "--module finance | --module and --data belong together",
                "--module finance --data data.json --from updates.ndjson | one of --data and --from at a time",
                "--module finance --data data.json --drain | one of --data, --from, --drain and --status at a time",
                "--from updates.ndjson --status | one of --data, --from, --drain and --status at a time",
                "--module finance --data - --every 30s | --every would send the same again",
                "--from updates.ndjson --every 30s | --every would send the same again",
                "--status --every 30s | --every is a time like 30s, and repeats --drain or --data"
            })
    void optionsThatDoNotGoTogetherAreBadUsage(String words, String message) throws Exception {
        lines(1);

        Answer answer = sync(words.split(" "));

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).startsWith("bridgectl: " + message);
        assertThat(operator.path("outbox")).doesNotExist();
    }

    @Test
    void aLineOfAnUnknownModuleIsMalformed() throws Exception {
        Files.writeString(operator.path("updates.ndjson"), "{\"module\":\"astrology\",\"data\":{}}\n");

        Answer answer = sync("--from", "updates.ndjson");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.err())
                .contains("updates.ndjson:1: ")
                .contains("\"astrology\"")
                .contains("robotics");
    }

    @Test
    void whatIsNoObjectIsNoData() throws Exception {
        Files.writeString(operator.path("data.json"), "[1]");

        Answer answer = sync("--module", "finance", "--data", "data.json");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.err())
                .isEqualTo("bridgectl: data.json:1: expected an object, found an array; begin it with {\n");
        assertThat(operator.path("outbox")).doesNotExist();
    }

    @Test
    void anUnknownModuleIsRefusedBeforeAnythingIsQueued() throws Exception {
        assertThat(sync("--module", "astrology", "--data", "data.json").code()).isEqualTo(64);
        assertThat(operator.path("outbox")).doesNotExist();
    }

    @Test
    void aMissingKeyIsNamedBeforeAnythingIsQueued() throws Exception {
        Files.delete(operator.path("security/private.pem"));

        Answer answer = sync("--module", "finance", "--data", "data.json");

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.err()).contains("security/private.pem: there is no such file");
        assertThat(operator.path("outbox")).doesNotExist();
    }

    @Test
    void statusShowsWhatTheBridgeHas() throws Exception {
        sync("--module", "finance", "--data", "data.json");

        Answer answer = sync("--status");

        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .contains("total_sync_count    1\n")
                .contains("  finance           1\n")
                .contains("  robotics          0\n");
        assertThat(syncAt("http://127.0.0.1:1", "--status").code()).isEqualTo(69);
    }

    @Test
    void aTokenFromAFileWillDo() throws Exception {
        Files.writeString(operator.path("token"), bridge.token() + "\n");
        Files.delete(operator.path("security/token.private.pem"));

        assertThat(sync("--module", "finance", "--data", "data.json", "--token-file", "token")
                        .code())
                .isZero();
    }

    @Test
    void anEmergencyStopKeepsEverythingFromBeingSent() {
        operator.run("stop", "--reason", "fire");

        Answer answer = sync("--module", "finance", "--data", "data.json");

        assertThat(answer.code()).isEqualTo(32);
        assertThat(operator.path("outbox")).doesNotExist();
    }

    @Test
    void oneThingAtATime() {
        assertThat(sync().code()).isEqualTo(64);
        assertThat(sync("--drain", "--status").code()).isEqualTo(64);
        assertThat(sync("--module", "finance").code()).isEqualTo(64);
        assertThat(sync("--from", "updates.ndjson", "--every", "30s").code()).isEqualTo(64);
        assertThat(syncAt("ftp://x", "--drain").code()).isEqualTo(64);
        assertThat(syncAt("http://bridge.example:8000", "--drain").err()).contains("in the clear");
    }
}
