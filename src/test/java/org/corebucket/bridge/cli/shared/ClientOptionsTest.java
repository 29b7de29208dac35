package org.corebucket.bridge.cli.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.LocalhostKey;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a command speaks to, and what it shows there. */
final class ClientOptionsTest {

    private static final String DESCRIPTOR = "canonical/core_bucket_bridge.json";
    private static final String WARNING = "bridgectl: warning: policy and descriptor are not verified (--unverified)\n";

    @TempDir
    private Path directory;

    private Operator operator;

    @BeforeEach
    void beAtADeployment() throws IOException {
        operator = Operator.atDeployment(directory);
        operator.setClock(Clock.systemUTC());
    }

    /** What is described here is not sealed. */
    private Answer status(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "sync";
        all[1] = "--status";
        all[2] = "--unverified";
        System.arraycopy(words, 0, all, 3, words.length);
        Answer answer = operator.run(all);
        assertThat(answer.err()).contains(WARNING);
        return new Answer(answer.code(), answer.out(), answer.err().replace(WARNING, ""));
    }

    private void describe(String before, String after) throws IOException {
        operator.write(DESCRIPTOR, operator.text(DESCRIPTOR).replace(before, after));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://bridge.example:8000",
                "HTTP://bridge.example:8000",
                "http://127.bridge.lan1:8000",
                "http://127.0.0.1.bridge.example:8000",
                "http://localhost.bridge.example:8000",
                "http://192.0.2.1:8000",
                "http://[2001:db8::1]:8000"
            })
    void noTokenGoesToAnotherHostInTheClear(String address) {
        Answer answer = status("--bridge", address);

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).contains("in the clear");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1", "http://127.1.2.3:1", "http://localhost:1", "http://[::1]:1"})
    void thisHostIsReachedWithoutTls(String address) {
        assertThat(status("--bridge", address).code()).isEqualTo(69);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:1",
        "0.0.0.0, http://127.0.0.1:1",
        "::, http://[::1]:1",
        "::1, http://[::1]:1"
    })
    void theDescriptorSaysWhereTheBridgeIs(String host, String address) throws IOException {
        describe("\"host\": \"127.0.0.1\"", "\"host\": \"" + host + "\"");
        describe("\"port\": 8000", "\"port\": 1");

        assertThat(status().err()).startsWith("bridgectl: no connection to " + address + ": ");
    }

    @Test
    void aBridgeAtAnyPortIsNamed() throws IOException {
        describe("\"port\": 8000", "\"port\": 0");

        Answer answer = status();

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).contains("say where with --bridge URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "one two", "one\nX-Other: two"})
    void whatIsNoTokenIsNotSent(String token) throws IOException {
        operator.write("token", token);

        assertThat(status("--bridge", "http://127.0.0.1:1", "--token-file", "token")
                        .err())
                .contains("; make a token with: bridgectl token issue");
    }

    @Test
    void aKeyWhosePrivateHalfCannotBeToldIsMissing() throws IOException {
        String policy = operator.text("canonical/policy.json");
        operator.write("canonical/policy.json", policy.replace("security/public.pem", "security/finance.pem"));
        operator.write("data.json", "{}");

        Answer answer = operator.run(
                "sync", "--unverified", "--bridge", "http://127.0.0.1:1", "--module", "finance", "--data", "data.json");

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.err()).contains("where the private half of security/finance.pem lies is not known");
        assertThat(operator.path("outbox")).doesNotExist();
    }

    @Test
    void ofADeploymentsOwnBridgeItsVeryCertificateIsBelieved() throws Exception {
        try (Server server = new Server("own")) {
            describe("\"certificate\": null", "\"certificate\": \"security/own.pem\"");
            describe("\"private_key\": null", "\"private_key\": \"security/own.key\"");
            describe("\"port\": 8000", "\"port\": " + server.port());

            assertThat(status()).isEqualTo(new Answer(0, "total_sync_count    7\n", ""));
            assertThat(status("--bridge", "HTTPS://127.0.0.1:" + server.port()).code())
                    .isZero();
            // By that name it is not the deployment's own.
            assertThat(status("--bridge", "https://localhost:" + server.port()).code())
                    .isEqualTo(69);
            assertThat(server.tokens).hasSize(2).allMatch(token -> token.startsWith("Bearer "));
        }
    }

    @Test
    void anotherCertificateThanTheDeploymentsOwnSeesNoToken() throws Exception {
        try (Server server = new Server("other")) {
            keys("own");
            describe("\"certificate\": null", "\"certificate\": \"security/own.pem\"");
            describe("\"private_key\": null", "\"private_key\": \"security/own.key\"");
            describe("\"port\": 8000", "\"port\": " + server.port());

            Answer answer = status();

            assertThat(answer.code()).isEqualTo(69);
            assertThat(answer.err()).contains("it is not the certificate that the bridge's descriptor names");
            assertThat(server.tokens).isEmpty();
        }
    }

    @Test
    void whoeverNamesAnAuthorityBelievesItAlone() throws Exception {
        try (Server server = new Server("own")) {
            describe("\"certificate\": null", "\"certificate\": \"security/own.pem\"");
            describe("\"private_key\": null", "\"private_key\": \"security/own.key\"");
            String local = "https://localhost:" + server.port();
            String other = "https://127.0.0.1:" + server.port();

            assertThat(status("--bridge", local, "--ca", "security/own.pem").code())
                    .isZero();
            // The certificate is for localhost.
            assertThat(status("--bridge", other, "--ca", "security/own.pem").code())
                    .isEqualTo(69);
            assertThat(server.tokens).hasSize(1);
        }
    }

    @Test
    void theAuthorityThatThePolicyNamesVouchesForItsBridgesAlone() throws Exception {
        try (Server server = new Server("node")) {
            String local = "https://localhost:" + server.port();
            String policy = operator.text(Deployment.POLICY).strip();
            String clients = "{\"bridges\": [\"https://localhost:1\", \"" + local
                    + "\"], \"authorities\": \"security/node.pem\"}";
            operator.write(
                    Deployment.POLICY, policy.substring(0, policy.length() - 1) + ", \"clients\": " + clients + "}");

            assertThat(status()).isEqualTo(new Answer(0, "total_sync_count    7\n", ""));
            assertThat(status("--bridge", local).code()).isZero();
            operator.write(Deployment.POLICY, operator.text(Deployment.POLICY).replace(local, "https://localhost:2"));
            assertThat(status("--bridge", local).code()).isEqualTo(69);
            assertThat(server.tokens).hasSize(2);
        }
    }

    /** Makes a key for {@code localhost}, and lays its certificate into {@code security/}. */
    private LocalhostKey keys(String name) throws Exception {
        LocalhostKey key = LocalhostKey.in(directory, name);
        Files.writeString(operator.path("security/" + name + ".pem"), key.pem());
        return key;
    }

    /** Answers whoever believes it, and keeps the tokens that it was shown. */
    private final class Server implements AutoCloseable {

        private final List<String> tokens = new CopyOnWriteArrayList<>();
        private final HttpsServer server;

        Server(String name) throws Exception {
            server = keys(name).server();
            server.createContext("/", exchange -> {
                tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
                byte[] body = "{\"total_sync_count\":7}".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
