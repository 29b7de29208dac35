package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code alert test} against real receivers: a web server, and a program. */
final class AlertTestCommandTest {

    private final List<String> received = new CopyOnWriteArrayList<>();

    private Operator operator;
    private HttpServer server;
    private volatile int status = 204;

    @BeforeEach
    void makeDeploymentAndReceiver(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status, -1);
        });
        server.start();
    }

    @AfterEach
    void stopReceiver() {
        server.stop(0);
    }

    private String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void name(String... alerts) throws IOException {
        operator.write(
                "canonical/policy.json",
                operator.text("canonical/policy.json")
                        .replaceFirst("\"alerts\": *\\[\\]", "\"alerts\": [" + String.join(", ", alerts) + "]"));
        assertThat(operator.run("freeze", "--reason", "alerts").code()).isZero();
    }

    private String webhook() {
        return "{\"type\": \"webhook\", \"url\": \"http://" + address() + "/hook\"}";
    }

    @Test
    void everyReceiverGetsOneOfTheTypeTest() throws IOException {
        name(
                webhook(),
                "{\"type\": \"command\", \"argv\": [\"/bin/sh\", \"-c\", \"cat >>" + operator.beside("told") + "\"]}");

        assertThat(operator.run("alert", "test"))
                .isEqualTo(new Answer(0, "webhook " + address() + ": took it\ncommand /bin/sh: took it\n", ""));

        assertThat(received).singleElement().asString().contains("\"type\":\"test\"", "\"severity\":\"info\"");
        assertThat(Files.readString(operator.beside("told"))).contains("\"type\":\"test\"");
        operator.run("alert", "test");
        assertThat(received).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void whoDoesNotTakeItIsNamed() throws IOException {
        name(
                webhook(),
                "{\"type\": \"command\", \"argv\": [\"/bin/sh\", \"-c\", \"cat >>" + operator.beside("told") + "\"]}");
        status = 500;

        Answer answer = operator.run("alert", "test");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).isEqualTo("command /bin/sh: took it\n");
        assertThat(answer.err()).isEqualTo("bridgectl: webhook " + address() + ": did not take it: HTTP status 500\n");
    }

    @Test
    void aReceiverThatIsGoneIsAWarningUntilItIsBack() throws IOException {
        name(
                webhook(),
                "{\"type\": \"command\", \"argv\": [\"/bin/sh\", \"-c\", \"cat >>" + operator.beside("told") + "\"]}");
        status = 410;
        assertThat(operator.run("alert", "test").code()).isEqualTo(1);
        operator.run("stop", "--reason", "fire");
        assertThat(received).hasSize(1);

        assertThat(operator.run("verify", "--check", "safeguards").out())
                .contains("[WARN] ALERT SINK ENDED: webhook " + address()
                        + " wants no alerts any more (HTTP status 410, Gone)");

        status = 204;
        assertThat(operator.run("alert", "test").code()).isZero();
        assertThat(operator.run("verify", "--check", "safeguards").out()).doesNotContain("ALERT SINK ENDED");
    }

    @Test
    void aPolicyWhoseOnlyReceiverIsGoneTellsNobody() throws IOException {
        name(webhook());
        status = 410;
        operator.run("alert", "test");

        Answer answer = operator.run("verify");
        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.out()).contains("NO ALERT SINK LEFT");
    }

    @Test
    void withoutAReceiverThereIsNothingToTest() {
        Answer answer = operator.run("alert", "test");
        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).startsWith("bridgectl: canonical/policy.json names no receiver in alerts\n");
    }

    @Test
    void nobodyIsToldOnTheWordOfAPolicyThatIsNotSealed() throws IOException {
        name(webhook());
        Files.writeString(
                operator.path("canonical/policy.json"),
                operator.text("canonical/policy.json").replace("/hook", "/elsewhere"));
        assertThat(operator.run("alert", "test").code()).isEqualTo(77);
        assertThat(received).isEmpty();
    }
}
