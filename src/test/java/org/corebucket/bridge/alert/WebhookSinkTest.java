package org.corebucket.bridge.alert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.corebucket.bridge.alert.AlertSink.Delivered;
import org.corebucket.bridge.alert.AlertSink.NotDelivered;
import org.corebucket.bridge.alert.AlertSink.SinkOutcome;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookSinkTest {

    private static final AlertMessage MESSAGE = Alerts.message("INC-1");
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration DRIP = Duration.ofMillis(20);
    private static final Duration GUARD = Duration.ofSeconds(30);

    private final StandingClock clock = new StandingClock(Alerts.START);

    @TempDir
    private Path root;

    private Receiver receiver;

    @BeforeEach
    void startReceiver() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void stopReceiver() {
        receiver.close();
    }

    private WebhookSink sink(String url, String secretFile, Duration limit) {
        return new WebhookSink(new AlertTarget(Alerts.webhook(url, secretFile)), new Deployment(root), clock, limit);
    }

    private SinkOutcome answerOf(String url, Duration limit) throws InterruptedException {
        return sink(url, "", limit).deliver(MESSAGE);
    }

    @FunctionalInterface
    private interface Peer {
        void talk(Socket socket) throws IOException;
    }

    /** What comes of a peer that does with each connection as it likes; it is told how often it was called. */
    private SinkOutcome answerOf(Peer peer, AtomicInteger calls, Duration limit) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        calls.incrementAndGet();
                        peer.talk(socket);
                    } catch (IOException e) {
                        // The client hung up, or the test is over.
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/hook";
            return assertTimeoutPreemptively(GUARD, () -> answerOf(url, limit));
        }
    }

    @Test
    void postsTheMessageWithItsIdAndTheTimeOfTheAttempt() throws Exception {
        clock.advance(Duration.ofMinutes(1));

        assertThat(answerOf(receiver.url("/hook"), AMPLE)).isEqualTo(new Delivered());

        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /hook");
        assertThat(request.body()).isEqualTo(MESSAGE.json());
        assertThat(request.headers())
                .containsEntry("webhook-id", "INC-1")
                .containsEntry("webhook-timestamp", Long.toString(Alerts.START.getEpochSecond() + 60))
                .containsEntry("content-type", "application/json")
                .doesNotContainKey("webhook-signature");
    }

    @Test
    void signsWhatOpensslSignsToo() throws Exception {
        writeSecret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");

        assertThat(sink(receiver.url("/"), "hook.secret", AMPLE).deliver(MESSAGE))
                .isEqualTo(new Delivered());

        Receiver.Request request = receiver.requests.get(0);
        String signed = "INC-1." + request.headers().get("webhook-timestamp") + "." + request.body();
        Files.write(root.resolve("signed"), signed.getBytes(US_ASCII));
        String hmac = ChildJvm.output(new ProcessBuilder(
                        "sh",
                        "-c",
                        "openssl dgst -sha256 -mac HMAC -macopt key:0123456789abcdef01234567 -binary signed"
                                + " | openssl base64 -A")
                .directory(root.toFile()));
        assertThat(request.headers().get("webhook-signature")).isEqualTo("v1," + hmac);
    }

    private void writeSecret(String text) throws IOException {
        Files.writeString(root.resolve("hook.secret"), text);
        DurableFiles.setMode(root.resolve("hook.secret"), 0600);
    }

    @Test
    void sendsNothingWithoutTheSecretThatThePolicyNames() throws Exception {
        WebhookSink sink = sink(receiver.url("/"), "hook.secret", AMPLE);

        assertThat(sink.deliver(MESSAGE))
                .isEqualTo(new NotDelivered("FileSystemException: its secret hook.secret: it is missing"));
        assertThat(receiver.requests).isEmpty();
        writeSecret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");
        assertThat(sink.deliver(MESSAGE)).isEqualTo(new Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204, 299})
    void anyStatusOfSuccessIsDelivery(int status) throws Exception {
        receiver.status = status;

        assertThat(answerOf(receiver.url("/"), AMPLE)).isEqualTo(new Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 407, 413, 429, 500, 503})
    void anyOtherStatusIsNone(int status) throws Exception {
        receiver.status = status;

        assertThat(answerOf(receiver.url("/hook"), AMPLE)).isEqualTo(new NotDelivered("HTTP status " + status));
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void aReceiverThatIsGoneSaysSo() throws Exception {
        receiver.status = 410;

        assertThat(answerOf(receiver.url("/hook"), AMPLE))
                .isEqualTo(new AlertSink.NoLongerWanted("HTTP status 410, Gone"));
    }

    @Test
    void whenTheReceiverWantsItAgainIsPassedOn() throws Exception {
        receiver.status = 429;
        receiver.retryAfter = "120";
        assertThat(answerOf(receiver.url("/hook"), AMPLE))
                .isEqualTo(new NotDelivered("HTTP status 429", Duration.ofMinutes(2)));

        receiver.status = 503;
        receiver.retryAfter = "Thu, 01 Jan 1970 00:00:00 GMT";
        assertThat(answerOf(receiver.url("/hook"), AMPLE)).isEqualTo(new NotDelivered("HTTP status 503"));

        receiver.retryAfter = "soon";
        assertThat(answerOf(receiver.url("/hook"), AMPLE)).isEqualTo(new NotDelivered("HTTP status 503"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) throws Exception {
        receiver.status = status;

        assertThat(answerOf(receiver.url("/hook"), AMPLE))
                .isEqualTo(new NotDelivered("HTTP status " + status + ", a redirect, which is not followed"));
        assertThat(receiver.requests).extracting(Receiver.Request::path).containsExactly("/hook");
    }

    @Test
    void aReceiverThatHangsIsGivenUp() throws Exception {
        receiver.silent = true;

        assertThat(answerOf(receiver.url("/"), SHORT)).isEqualTo(new NotDelivered("no answer within 300 ms"));
    }

    @Test
    void aReceiverThatDripsIsGivenUp() throws Exception {
        SinkOutcome outcome = answerOf(
                socket -> {
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
                    // One header that never ends: each byte would begin a time-out of the connection anew.
                    while (true) {
                        socket.getOutputStream().write('x');
                        socket.getOutputStream().flush();
                        LockSupport.parkNanos(DRIP.toNanos());
                    }
                },
                new AtomicInteger(),
                SHORT);

        assertThat(outcome).isEqualTo(new NotDelivered("no answer within 300 ms"));
    }

    @Test
    void anAnswerThatIsNotHttpIsNone() throws Exception {
        SinkOutcome outcome = answerOf(
                socket -> socket.getOutputStream().write("220 mail.example.org ESMTP\r\n".getBytes(US_ASCII)),
                new AtomicInteger(),
                AMPLE);

        assertThat(outcome).isInstanceOf(NotDelivered.class);
    }

    @Test
    void aReceiverThatHangsUpIsNotSentTheSameASecondTime() throws Exception {
        AtomicInteger calls = new AtomicInteger();

        SinkOutcome outcome = answerOf(socket -> socket.getInputStream().read(new byte[8192]), calls, AMPLE);

        assertThat(outcome).isInstanceOf(NotDelivered.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void aReceiverThatIsDownIsToldWithoutItsPath() throws Exception {
        receiver.close();

        assertThat(answerOf(receiver.url("/services/T0/secret"), AMPLE))
                .isEqualTo(new NotDelivered("ConnectException: Connection refused"));
    }

    @Test
    void aHostThatIsNotKnownIsTold() throws Exception {
        assertThat(answerOf("https://alerts.invalid/services/T0/secret", AMPLE))
                .isInstanceOfSatisfying(
                        NotDelivered.class,
                        failed -> assertThat(failed.reason())
                                .contains("alerts.invalid")
                                .doesNotContain("secret"));
    }

    @Test
    void nothingIsSentInTheClearToAnotherHost() throws Exception {
        assertThat(answerOf("http://192.0.2.1/hook", AMPLE))
                .isEqualTo(new NotDelivered("its url is http to another host; use https"));
    }

    @Test
    void anInterruptEndsTheAttempt() throws Exception {
        receiver.silent = true;
        AtomicInteger interrupts = new AtomicInteger();
        Thread attempt = new Thread(() -> {
            try {
                answerOf(receiver.url("/"), AMPLE);
            } catch (InterruptedException e) {
                interrupts.incrementAndGet();
            }
        });
        attempt.start();
        receiver.arrived.await();

        attempt.interrupt();
        attempt.join(GUARD.toMillis());

        assertThat(interrupts).hasValue(1);
    }
}
