package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.TestCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate is for {@code localhost}, and nobody's but its own word. */
final class BridgeTrustTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private Path directory;

    private HttpsServer server;
    private Path certificate;

    @BeforeEach
    void startServer() throws Exception {
        KeyStore keys = keys("server");
        certificate = pem(keys, "server.pem");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
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

    private KeyStore keys(String name, String... more) throws Exception {
        Path store = directory.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        ChildJvm.output(new ProcessBuilder(command));
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private Path pem(KeyStore keys, String name) throws Exception {
        byte[] der = keys.getCertificate("server").getEncoded();
        String text = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
        return Files.writeString(directory.resolve(name), text);
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

    @Test
    void thisVeryCertificateIsBelievedByWhateverNameItIsReached() throws Exception {
        assertThat(health("127.0.0.1", BridgeTrust.exactly(certificate, Instant.now())))
                .isInstanceOf(Reply.Answered.class);
    }

    @Test
    void aCertificateThatHasExpiredSinceItWasReadIsBelievedNoMore() throws Exception {
        KeyStore expired = keys("expired", "-startdate", "-3d", "-validity", "1");
        X509Certificate certificate = (X509Certificate) expired.getCertificate("server");

        assertThatThrownBy(() -> new PinnedCertificate(certificate)
                        .checkServerTrusted(new X509Certificate[] {certificate}, "RSA"))
                .isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void whatWasReadToKnowTheBridgeBelievesNoClient() throws Exception {
        X509Certificate own = (X509Certificate) keys("client").getCertificate("server");

        assertThatThrownBy(() -> new PinnedCertificate(own).checkClientTrusted(new X509Certificate[] {own}, "RSA"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void anotherCertificateForTheSameNameIsNot() throws Exception {
        Path other = pem(keys("other"), "other.pem");

        assertThat(health("localhost", BridgeTrust.exactly(other, Instant.now())))
                .isInstanceOfSatisfying(
                        Reply.BridgeUnreachable.class,
                        reply -> assertThat(reply.why())
                                .contains("not the certificate that the bridge's descriptor names"));
    }
}
