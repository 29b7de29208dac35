package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.testkit.LocalhostKey;
import org.corebucket.bridge.testkit.TestCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate is for {@code localhost}, and nobody's but its own word. */
final class BridgeTrustTest {

    @TempDir
    private Path directory;

    private HttpsServer server;
    private Path certificate;

    @BeforeEach
    void startServer() throws Exception {
        start(LocalhostKey.in(directory, "server"));
    }

    private void start(LocalhostKey key) throws Exception {
        certificate = Files.writeString(directory.resolve("server.pem"), key.pem());
        server = key.server();
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void endServer() {
        server.stop(0);
    }

    private Reply health(String host, BridgeTrust trust) throws Exception {
        URI address = URI.create("https://" + host + ":" + server.getAddress().getPort());
        return new BridgeClient(
                        new BridgeTarget(address, trust),
                        new TestCredentials(RsaPrivateKey.generate(2048), List.of("token")),
                        Instant::now,
                        Duration.ofSeconds(30))
                .health();
    }

    @Test
    void nobodyIsBelievedOnHisOwnWord() throws Exception {
        assertThat(health("localhost", BridgeTrust.STANDARD)).isInstanceOf(Reply.BridgeUnreachable.class);
    }

    @Test
    void anAuthorityVouchesForTheNameThatItSigned() throws Exception {
        BridgeTrust trust = BridgeTrust.authorities(InputFile.of(certificate));

        assertThat(health("localhost", trust)).isInstanceOf(Reply.Answered.class);
        assertThat(health("127.0.0.1", trust)).isInstanceOf(Reply.BridgeUnreachable.class);
    }

    /** Java alone would believe it: it does not look at the dates of a certificate that is trusted itself. */
    @Test
    void aServersOwnCertificateThatExpiredVouchesForNothing() throws Exception {
        endServer();
        start(LocalhostKey.in(directory, "expired", "-startdate", "-3d", "-validity", "1"));

        for (BridgeTrust trust : List.of(
                BridgeTrust.authorities(InputFile.of(certificate)),
                BridgeTrust.authoritiesToo(InputFile.of(certificate)))) {
            assertThat(health("localhost", trust))
                    .isInstanceOfSatisfying(
                            Reply.BridgeUnreachable.class,
                            reply -> assertThat(reply.why()).contains("NotAfter"));
        }
    }

    @Test
    void thisVeryCertificateIsBelievedByWhateverNameItIsReached() throws Exception {
        assertThat(health("127.0.0.1", BridgeTrust.exactly(certificate, Instant.now())))
                .isInstanceOf(Reply.Answered.class);
    }

    @Test
    void aCertificateThatHasExpiredSinceItWasReadIsBelievedNoMore() throws Exception {
        X509Certificate certificate = LocalhostKey.in(directory, "expired", "-startdate", "-3d", "-validity", "1")
                .certificate();

        assertThatThrownBy(() -> new PinnedCertificate(certificate)
                        .checkServerTrusted(new X509Certificate[] {certificate}, "RSA"))
                .isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void whatWasReadToKnowTheBridgeBelievesNoClient() throws Exception {
        X509Certificate own = LocalhostKey.in(directory, "client").certificate();

        assertThatThrownBy(() -> new PinnedCertificate(own).checkClientTrusted(new X509Certificate[] {own}, "RSA"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void anotherCertificateForTheSameNameIsNot() throws Exception {
        Path other = Files.writeString(
                directory.resolve("other.pem"),
                LocalhostKey.in(directory, "other").pem());

        assertThat(health("localhost", BridgeTrust.exactly(other, Instant.now())))
                .isInstanceOfSatisfying(
                        Reply.BridgeUnreachable.class,
                        reply -> assertThat(reply.why())
                                .contains("not the certificate that the bridge's descriptor names"));
    }
}
