package org.corebucket.bridge.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.LocalhostKey;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver over TLS, and a JVM that trusts its certificate: for {@code localhost} alone. */
final class WebhookTlsTest {

    private final AtomicInteger requests = new AtomicInteger();

    @TempDir
    private Path root;

    private HttpsServer server;

    /** Delivers a message to an address, and says how that went. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            System.out.print(deliver(arguments[0], Path.of(arguments[1])));
        }
    }

    private static AlertSink.SinkOutcome deliver(String url, Path root) throws Exception {
        return new WebhookSink(
                        new AlertTarget(Alerts.webhook(url, "")),
                        new Deployment(root),
                        new StandingClock(Alerts.START),
                        Duration.ofSeconds(60))
                .deliver(Alerts.message("INC-1"));
    }

    @BeforeEach
    void startServer() throws Exception {
        server = LocalhostKey.in(root, "store").server();
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private String url(String host) {
        return "https://" + host + ":" + server.getAddress().getPort() + "/hook";
    }

    private String answerWithTrust(String host) throws Exception {
        List<String> flags = List.of(
                "-Djavax.net.ssl.trustStore=" + root.resolve("store.p12"),
                "-Djavax.net.ssl.trustStorePassword=" + LocalhostKey.PASSWORD);
        return ChildJvm.output(new ProcessBuilder(ChildJvm.command(flags, Child.class, url(host), root.toString())));
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        assertThat(deliver(url("localhost"), root).toString()).contains("SSLHandshakeException");
        assertThat(requests).hasValue(0);
    }

    @Test
    void aTrustedCertificateIsTakenForItsOwnHostAlone() throws Exception {
        assertThat(answerWithTrust("localhost")).isEqualTo("Delivered[]");
        assertThat(answerWithTrust("127.0.0.1")).contains("SSLHandshakeException");
        assertThat(requests).hasValue(1);
    }
}
