package org.corebucket.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.testkit.FaultyProxy;
import org.corebucket.bridge.testkit.FaultyProxy.Fault;
import org.corebucket.bridge.testkit.Resources;
import org.corebucket.bridge.testkit.RunningBridge;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clients of {@code src/docs/clients}, each as a process, at a real bridge. */
final class ClientsTest {

    private static final Path CLIENTS = Path.of("src/docs/clients").toAbsolutePath();
    private static final int LIMIT_SECONDS = 180;

    /** A client, and how it is started. */
    enum Language {
        PYTHON("python3", "bridge_client.py"),
        NODE("node", "bridge-client.mjs"),
        GO("go", "bridge_client.go"),
        SHELL("sh", "bridge_client.sh");

        private final String program;
        private final String file;

        Language(String program, String file) {
            this.program = program;
            this.file = file;
        }

        /** What is run; a program in Go is built before. */
        private List<String> command(Path built) {
            return this == GO
                    ? List.of(built.toString())
                    : List.of(program, CLIENTS.resolve(file).toString());
        }
    }

    @TempDir
    private static Path builds;

    @TempDir
    private Path directory;

    private RunningBridge bridge;
    private Path token;

    @BeforeEach
    void startBridge() throws Exception {
        bridge = new RunningBridge(Files.createDirectory(directory.resolve("host")));
        bridge.pass(Duration.between(bridge.now(), Instant.now()));
        token = Files.writeString(directory.resolve("token"), bridge.token() + "\n");
    }

    @AfterEach
    void stopBridge() throws IOException {
        bridge.close();
    }

    @ParameterizedTest
    @EnumSource
    void whateverJsonSaysArrivesAndItsReceiptIsPrinted(Language language) throws Exception {
        Ended ended = send(language, bridge.address(), "finance", everything(language));

        assertThat(ended.code()).as(ended.toString()).isZero();
        JsonFields entry = last();
        assertThat(ended.out()).isEqualTo("entry 1 " + entry.string("hash") + "\n");
        assertThat(entry.string("module")).isEqualTo("finance");
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateWhoseAnswerIsLostArrivesOnce(Language language) throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(bridge.address(), update -> switch (update) {
            case 0 -> Fault.BUSY_503;
            case 1 -> Fault.CUT_BEFORE;
            case 2 -> Fault.CUT_AFTER;
            default -> Fault.NONE;
        })) {
            Ended ended = send(language, proxy.address(), "finance", one(language));

            assertThat(ended.code()).as(ended.toString()).isZero();
            assertThat(proxy.updates()).isEqualTo(4);
            assertThat(bridge.ledger()).hasSize(1);
            assertThat(ended.out()).isEqualTo("entry 1 " + last().string("hash") + "\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateUnderTheSameSessionArrivesOnce(Language language) throws Exception {
        Ended first = send(language, bridge.address(), "finance", one(language), "BRIDGE_SESSION", "again-1");
        bridge.pass(Duration.ofSeconds(2));
        Ended second = send(language, bridge.address(), "finance", one(language), "BRIDGE_SESSION", "again-1");

        assertThat(first.code()).as(first.toString()).isZero();
        assertThat(second.code()).as(second.toString()).isZero();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(bridge.ledger()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIsSaidWithItsReasonAndNotTriedAgain(Language language) throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(bridge.address(), update -> Fault.NONE)) {
            Ended ended = send(language, proxy.address(), "nobody", one(language));

            assertThat(ended.code()).as(ended.toString()).isEqualTo(1);
            assertThat(ended.err()).contains("refused: 403", "unknown_module");
            assertThat(proxy.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReceiptThatTheLedgerDoesNotBearOutIsRefused(Language language) throws Exception {
        HttpServer liar = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String line = "{\"endpoint\": \"/core/update\", \"hash\": \"" + "0".repeat(64)
                + "\", \"session_id\": \"again-1\", \"payload\":" + " {\"data\": {}}}\n";
        liar.createContext(
                "/core/update",
                exchange -> answer(exchange, "{\"receipt\":{\"seq\":1,\"hash\":\"" + "0".repeat(64) + "\"}}"));
        liar.createContext("/bucket/entries/1", exchange -> answer(exchange, line));
        liar.start();
        try {
            URI address = URI.create("http://127.0.0.1:" + liar.getAddress().getPort());
            Ended ended = send(language, address, "finance", one(language), "BRIDGE_SESSION", "again-1");

            assertThat(ended.code()).as(ended.toString()).isEqualTo(1);
            assertThat(ended.err()).contains("entry 1 of the ledger is not what the receipt names");
        } finally {
            liar.stop(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMissingIsNamed(Language language) throws Exception {
        Ended ended = send(language, bridge.address(), "", one(language));

        assertThat(ended.code()).as(ended.toString()).isEqualTo(64);
        assertThat(bridge.ledger()).isEmpty();
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, body.length());
        exchange.getResponseBody().write(body.getBytes(StandardCharsets.US_ASCII));
        exchange.close();
    }

    /** All that CPython's vectors have, in one object; the shell's client takes texts and whole numbers. */
    private List<String> everything(Language language) throws Exception {
        if (language == Language.SHELL) {
            return List.of("b=a \"quoted\\\" text,", "a:=-12", "B=", "a-z=,\" x", "z=$(id) `id` %s");
        }
        List<String> all = new ArrayList<>();
        for (String line : Resources.text("json/canonical_json.jsonl").lines().toList()) {
            all.add(JsonFields.of(Json.parse(line.getBytes(StandardCharsets.UTF_8), "vectors"), "vectors")
                    .string("text"));
        }
        return data("{\"all\": [" + String.join(", ", all) + "]}");
    }

    private List<String> one(Language language) throws IOException {
        return language == Language.SHELL ? List.of("rooms:=12") : data("{\"rooms\": 12}");
    }

    private List<String> data(String json) throws IOException {
        return List.of(Files.writeString(directory.resolve("data.json"), json).toString());
    }

    private JsonFields last() throws Exception {
        List<String> ledger = bridge.ledger();
        assertThat(ledger).hasSize(1);
        return JsonFields.of(Json.parse(ledger.get(0).getBytes(StandardCharsets.US_ASCII), "entry"), "entry");
    }

    private record Ended(int code, String out, String err) {}

    private Ended send(Language language, URI address, String module, List<String> arguments, String... variables)
            throws IOException, InterruptedException {
        Path built = builds.resolve("bridge_client");
        if (language == Language.GO && !Files.exists(built)) {
            String source = CLIENTS.resolve(language.file).toString();
            Ended build = run(language, List.of("go", "build", "-o", built.toString(), source), Map.of());
            assertThat(build.code()).as(build.toString()).isZero();
        }
        Map<String, String> environment = new HashMap<>();
        environment.put("BRIDGE_URL", address.toString());
        environment.put("BRIDGE_MODULE", module);
        environment.put(
                "BRIDGE_KEY", bridge.operator().path("security/private.pem").toString());
        environment.put("BRIDGE_TOKEN_FILE", token.toString());
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        List<String> command = new ArrayList<>(language.command(built));
        command.addAll(arguments);
        return run(language, command, environment);
    }

    private Ended run(Language language, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("GO111MODULE", "off");
        builder.environment()
                .put("GOCACHE", Path.of("target/go-cache").toAbsolutePath().toString());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            String message =
                    language.program + " is not installed: " + language.file + " was NOT TRIED: " + e.getMessage();
            if (System.getenv("CI") != null) {
                fail(message, e);
            }
            System.err.println(message);
            return abort(message);
        }
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " took more than " + LIMIT_SECONDS + " s");
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
