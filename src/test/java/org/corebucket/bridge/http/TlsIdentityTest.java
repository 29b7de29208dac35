package org.corebucket.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates made by openssl, and clients that are openssl and curl: nothing of ours is on the other side. */
@Timeout(120)
final class TlsIdentityTest {

    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeKeysAndCertificates() throws Exception {
        assumeTrue(isThere("openssl", "version"), "openssl is not installed: apt-get install openssl");
        certificate("rsa", "rsa:2048", 30);
        openssl(
                "ec",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                "ec.key",
                "-out",
                "ec.pem");
        certificate("other", "rsa:2048", 30);
        openssl("pkcs1", "rsa", "-in", "rsa.key", "-traditional", "-out", "pkcs1.key");
        openssl("sec1", "ec", "-in", "ec.key", "-out", "sec1.key");
        openssl("encrypted", "pkcs8", "-topk8", "-in", "rsa.key", "-passout", "pass:secret", "-out", "encrypted.key");
    }

    private static void certificate(String name, String algorithm, int days) throws Exception {
        openssl(
                name,
                "req",
                "-x509",
                "-newkey",
                algorithm,
                "-nodes",
                "-days",
                String.valueOf(days),
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                name + ".key",
                "-out",
                name + ".pem");
    }

    @ParameterizedTest
    @CsvSource({"rsa,rsa", "rsa,pkcs1", "ec,ec"})
    void curlIsAnsweredUnderEachKindOfKey(String certificate, String key) throws Exception {
        assumeTrue(isThere("curl", "--version"), "curl is not installed: apt-get install curl");
        try (SampleServer sample = SampleServer.start(identity(certificate, key), SampleServer.LIMITS)) {
            String url = "https://localhost:" + sample.server.port();
            Path ca = directory.resolve(certificate + ".pem");
            Outcome got = run("", "curl", "-sS", "--cacert", ca.toString(), url + "/one", url + "/two");
            assertThat(got.output()).isEqualTo("GET /one?GET /two?");
            Outcome posted = run("", "curl", "-sS", "--cacert", ca.toString(), "-d", "hello", url + "/echo");
            assertThat(posted.output()).isEqualTo("hello");
        }
    }

    @Test
    void anEarlyAnswerReachesCurlThoughTheBodyIsStillBeingSent() throws Exception {
        assumeTrue(isThere("curl", "--version"), "curl is not installed: apt-get install curl");
        Path body = Files.write(directory.resolve("body"), new byte[2_000_000]);
        try (SampleServer sample = SampleServer.start(identity("rsa", "rsa"), SampleServer.LIMITS)) {
            String url = "https://localhost:" + sample.server.port() + "/denied";
            Outcome got = run("", "curl", "-sS", "-k", "-H", "Expect:", "--data-binary", "@" + body, url);
            assertThat(got.output()).isEqualTo("denied");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void bothGoodVersionsAreSpoken(String version) throws Exception {
        try (SampleServer sample = SampleServer.start(identity("rsa", "rsa"), SampleServer.LIMITS)) {
            assertThat(connect(sample, version).output()).contains("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-tls1 -cipher ALL:@SECLEVEL=0",
                "-tls1_1 -cipher ALL:@SECLEVEL=0",
                "-tls1_2 -cipher AES128-GCM-SHA256",
                "-tls1_2 -cipher ECDHE-RSA-AES128-SHA",
                "-tls1_2 -cipher ECDHE-RSA-AES256-SHA384"
            })
    void whatIsWeakIsRefused(String options) throws Exception {
        try (SampleServer sample = SampleServer.start(identity("rsa", "rsa"), SampleServer.LIMITS)) {
            Outcome refused = connect(sample, options.split(" "));
            assertThat(refused.exit()).isNotZero();
            assertThat(refused.output()).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void whatIsSentAheadOfItsTurnIsAnsweredInTurn() throws Exception {
        String request = "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
        try (SampleServer sample = SampleServer.start(identity("rsa", "rsa"), SampleServer.LIMITS);
                RawClient client =
                        RawClient.over(trusting("rsa.pem").createSocket("localhost", sample.server.port()))) {
            client.send(request);
            var first = sample.pending.take();
            client.send(request + request);
            first.complete(SampleServer.text(200, "one"));
            assertThat(client.reply().body()).isEqualTo("one");
            sample.pending.take().complete(SampleServer.text(200, "two"));
            assertThat(client.reply().body()).isEqualTo("two");
            sample.pending.take().complete(SampleServer.text(200, "three"));
            assertThat(client.reply().body()).isEqualTo("three");
        }
    }

    @Test
    void whoSendsManyRequestsAtOnceGetsAFewAnsweredAndThenTheOthersDo() throws Exception {
        SSLSocketFactory sockets = trusting("rsa.pem");
        try (SampleServer sample = SampleServer.start(identity("rsa", "rsa"), SampleServer.LIMITS)) {
            TurnTest.othersGetTheirTurn(
                    sample, () -> RawClient.over(sockets.createSocket("localhost", sample.server.port())));
        }
    }

    private static SSLSocketFactory trusting(String certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (InputStream pem = Files.newInputStream(directory.resolve(certificate))) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    @Test
    void aHandshakeThatDoesNotBeginOrEndIsCutOff() throws Exception {
        HttpLimits limits = new HttpLimits(1024, 8192, 10, Duration.ofMinutes(5), Duration.ofMillis(300));
        try (SampleServer sample = SampleServer.start(identity("rsa", "rsa"), limits);
                RawClient silent = sample.connect();
                RawClient slow = sample.connect()) {
            slow.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0});
            assertThat(silent.isClosed()).isTrue();
            slow.read(new byte[100]); // an alert or the end, but not nothing
        }
    }

    @Test
    void afterTheHandshakeAConnectionMayStayIdleForLonger() throws Exception {
        HttpLimits limits = new HttpLimits(1024, 8192, 10, Duration.ofMinutes(5), Duration.ofMillis(300));
        try (SampleServer sample = SampleServer.start(identity("rsa", "rsa"), limits);
                SSLSocket socket = (SSLSocket) trusting("rsa.pem").createSocket("localhost", sample.server.port());
                RawClient silent = sample.connect();
                RawClient client = RawClient.over(socket)) {
            socket.startHandshake();
            assertThat(silent.isClosed()).isTrue();
            assertThat(client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status()).isEqualTo(200);
        }
    }

    @Test
    void aHandshakeThatTheClientAsksForAgainEndsTheConnection() throws Exception {
        String get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        try (SampleServer sample = SampleServer.start(identity("rsa", "rsa"), SampleServer.LIMITS)) {
            Process client = new ProcessBuilder(
                            "openssl", "s_client", "-tls1_2", "-connect", "localhost:" + sample.server.port())
                    .redirectErrorStream(true)
                    .start();
            InputStream answers = client.getInputStream();
            type(client, get);
            awaitText(answers, "GET /?");
            type(client, "R\n"); // openssl's word for it
            awaitText(answers, "RENEGOTIATING");
            type(client, get);
            String rest = new String(answers.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(rest).doesNotContain("HTTP/1.1");
            assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void type(Process client, String text) throws IOException, InterruptedException {
        try {
            client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
        } catch (IOException e) {
            // It ended before it could be told; its pipe is closed a moment before it is gone.
            assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void awaitText(InputStream from, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        int c = 0;
        while (seen.indexOf(text) < 0 && c >= 0) {
            c = from.read();
            seen.append((char) c);
        }
        assertThat(seen).contains(text);
    }

    @Test
    void aBodyThatIsMuchTooLongGetsItsRefusal() throws Exception {
        assumeTrue(isThere("curl", "--version"), "curl is not installed: apt-get install curl");
        Path body = Files.write(directory.resolve("long"), new byte[50_000_000]);
        try (SampleServer sample = SampleServer.start(identity("rsa", "rsa"), SampleServer.LIMITS)) {
            String url = "https://localhost:" + sample.server.port() + "/echo";
            for (String version : List.of("1.2", "1.3")) {
                Outcome got = run(
                        "",
                        "curl",
                        "-sS",
                        "-k",
                        "--tls-max",
                        version,
                        "-H",
                        "Expect:",
                        "--data-binary",
                        "@" + body,
                        "-w",
                        "%{http_code}",
                        url);
                assertThat(got.output()).startsWith("{\"refused\"").endsWith("413");
                assertThat(got.exit()).isZero();
            }
        }
    }

    @Test
    void plainHttpOnATlsPortEndsTheConnection() throws Exception {
        try (SampleServer sample = SampleServer.start(identity("rsa", "rsa"), SampleServer.LIMITS);
                RawClient client = sample.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            byte[] alert = new byte[100];
            int count = client.read(alert);
            assertThat(new String(alert, 0, Math.max(0, count), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rsa.pem | other.key | is not the key of the certificate",
                "rsa.pem | ec.key | holds an elliptic-curve key",
                "ec.pem | rsa.key | holds no EC key",
                "ec.pem | sec1.key | openssl pkcs8",
                "rsa.pem | encrypted.key | is encrypted",
                "rsa.pem | rsa.pem | holds a certificate, not a private key",
                "rsa.pem | missing.key | does not exist",
                "rsa.key | rsa.key | holds no certificate",
                "missing.pem | rsa.key | does not exist",
                ". | rsa.key | is not a file",
            })
    void aFileOfNoUseIsRefusedByNameAndReason(String chain, String key, String reason) {
        assertThatThrownBy(() -> TlsIdentity.fromPem(directory.resolve(chain), directory.resolve(key), Instant.now()))
                .isInstanceOf(TlsFileException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("; ");
    }

    @Test
    void aCertificateHoldsOnlyInItsTime() {
        Path chain = directory.resolve("rsa.pem");
        Path key = directory.resolve("rsa.key");
        Instant now = Instant.now();
        assertThatCode(() -> TlsIdentity.fromPem(chain, key, now)).doesNotThrowAnyException();
        assertThatThrownBy(() -> TlsIdentity.fromPem(chain, key, now.plus(Duration.ofDays(31))))
                .hasMessageContaining("expired at")
                .hasMessageContaining("renew it");
        assertThatThrownBy(() -> TlsIdentity.fromPem(chain, key, now.minus(Duration.ofDays(1))))
                .hasMessageContaining("is not valid before");
    }

    @Test
    void aChainOutOfOrderIsRefused() throws IOException {
        Path both = directory.resolve("both.pem");
        Files.writeString(
                both, Files.readString(directory.resolve("rsa.pem")) + Files.readString(directory.resolve("ec.pem")));
        assertThatThrownBy(() -> TlsIdentity.fromPem(both, directory.resolve("rsa.key"), Instant.now()))
                .isInstanceOf(TlsFileException.class)
                .hasMessageContaining("does not vouch");
    }

    private static TlsIdentity identity(String certificate, String key) throws Exception {
        return TlsIdentity.fromPem(
                directory.resolve(certificate + ".pem"), directory.resolve(key + ".key"), Instant.now());
    }

    private static Outcome connect(SampleServer sample, String... options) throws Exception {
        List<String> command = new java.util.ArrayList<>(
                List.of("openssl", "s_client", "-quiet", "-connect", "localhost:" + sample.server.port()));
        command.addAll(List.of(options));
        return run("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", command.toArray(String[]::new));
    }

    private record Outcome(int exit, String output) {}

    private static boolean isThere(String... command) throws InterruptedException {
        try {
            return run("", command).exit() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void openssl(String what, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Outcome made = run("", command);
        assertThat(made.exit()).as(what + ": " + made.output()).isZero();
    }

    private static Outcome run(String input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output);
    }
}
