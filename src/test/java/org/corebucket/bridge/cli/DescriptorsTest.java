package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check {@code descriptors}: what the sealed descriptors name can be used, on the host that serves (CONTRACT 2). */
final class DescriptorsTest {

    private static final String BRIDGE = "canonical/core_bucket_bridge.json";
    private static final String TOKEN_KEY = "security/token.public.pem";

    private Operator operator;
    private Instant end = Instant.MAX;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void aNewDeploymentSaysWhatWasLookedAt() {
        Answer answer = operator.run("verify", "--check", "descriptors");

        assertThat(answer.lines())
                .contains(
                        "[LOCK] Verifying descriptors...",
                        "[OK] canonical/core_bucket_bridge.json: tokens by RS256, whose key is security/token.public.pem",
                        "[OK] canonical/core_bucket_bridge.json: 127.0.0.1:8000 is an address of this host",
                        "[OK] canonical/automation/runner.json: 7 jobs can run");
        assertThat(answer.code()).isZero();
    }

    @Test
    void aTlsPairThatBelongsTogetherIsEvidenceWithItsEnd() throws Exception {
        makeCertificate("tls");
        serveByTls("tls.crt", "tls.key");
        assertThat(freeze().code()).isZero();

        Answer answer = operator.run("verify");

        assertReady(answer);
        assertThat(answer.out())
                .contains(
                        "security/tls.crt and security/tls.key belong together, until " + end,
                        "127.0.0.1:8000 is an address of this host, by TLS")
                .doesNotContain("expires in");
    }

    @Test
    void aTlsFileThatWentIsFoundAndNamed() throws Exception {
        makeCertificate("tls");
        serveByTls("tls.crt", "tls.key");
        assertThat(freeze().code()).isZero();
        Files.delete(operator.path("security/tls.key"));

        assertFound("TLS UNUSABLE: " + operator.path("security/tls.key") + " - does not exist");
    }

    @Test
    void authoritiesOfThePolicysClientsThatCanNotBeUsedAreFoundBeforeTheFirstSync() throws Exception {
        String policy = operator.text("canonical/policy.json").strip();
        operator.write(
                "canonical/policy.json",
                policy.substring(0, policy.length() - 1)
                        + ", \"clients\": {\"bridges\": [\"https://a.example\"], \"authorities\": \"security/ca.pem\"}}\n");
        Answer none = freeze();
        operator.write("security/ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Answer damaged = freeze();
        makeCertificate("ca");
        Files.move(
                operator.path("security/ca.crt"),
                operator.path("security/ca.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(freeze().err()).isEmpty();
        Answer verified = operator.run("verify");
        daysBeforeTheEnd(-1);
        Answer expired = operator.run("verify");
        Files.delete(operator.path("security/ca.pem"));

        assertThat(none.code()).isEqualTo(78);
        assertThat(none.err()).contains("AUTHORITIES UNUSABLE: security/ca.pem - does not exist", "\"authorities\"");
        assertThat(damaged.err()).contains("AUTHORITIES UNUSABLE: security/ca.pem - holds a damaged certificate");
        assertReady(verified);
        assertThat(verified.out()).contains("security/ca.pem has certificates for the policy's clients, until " + end);
        assertThat(expired.out()).contains("AUTHORITIES UNUSABLE: security/ca.pem - expired at " + end);
        assertFound("AUTHORITIES UNUSABLE: security/ca.pem - does not exist");
    }

    @Test
    void aKeyOfAnotherCertificateIsFound() throws Exception {
        makeCertificate("tls");
        makeCertificate("other");
        serveByTls("tls.crt", "other.key");

        assertThat(freeze().err()).contains("TLS UNUSABLE: ", "is not the key of the certificate in");
    }

    @Test
    void aCertificateIsWarnedOfThirtyDaysBeforeItExpiresAndFoundBehindThat() throws Exception {
        makeCertificate("tls");
        serveByTls("tls.crt", "tls.key");
        assertThat(freeze().err()).isEmpty();
        daysBeforeTheEnd(27);

        Answer soon = operator.run("verify");
        Answer again = freeze();

        assertReady(soon);
        assertThat(soon.out()).contains("security/tls.crt expires in 27 days, at " + end);
        assertThat(again.code()).isZero();
        assertThat(again.err()).startsWith("bridgectl: warning: security/tls.crt expires in 27 days");

        daysBeforeTheEnd(-1);
        assertFound("TLS UNUSABLE: " + operator.path("security/tls.crt") + " - its certificate expired at " + end);
        assertThat(freeze().code()).isEqualTo(78);
    }

    @Test
    void aTokenKeyThatIsNotThereOrNoKeyIsFound() throws IOException {
        operator.write(TOKEN_KEY, "no key\n");
        assertThat(operator.run("verify").violations()).anyMatch(line -> line.startsWith("TOKEN KEY UNUSABLE: "));

        Files.delete(operator.path(TOKEN_KEY));
        assertFound("TOKEN KEY UNUSABLE: " + TOKEN_KEY + " - there is no such file");
    }

    @Test
    void aSecretThatIsMissingOrTooShortIsFoundAndNotShown() throws IOException {
        operator.setVariable("CORE_BRIDGE_SECRET", "0123456789abcdef0123456789abcdef");
        replace("\"RS256\"", "\"HS256\"");
        assertThat(freeze().code()).isZero();
        assertReady(operator.run("verify"));

        operator.setVariable("CORE_BRIDGE_SECRET", "hunter2");
        assertFound("TOKEN SECRET UNUSABLE: CORE_BRIDGE_SECRET has 7 bytes");
        assertThat(operator.run("verify").out()).doesNotContain("hunter2");

        operator.setVariable("CORE_BRIDGE_SECRET", "");
        assertFound("TOKEN SECRET UNUSABLE: tokens are signed with HS256, and CORE_BRIDGE_SECRET is not set");
    }

    @Test
    void whatOnlyTheServingHostKnowsIsNotAskedInACloneWithoutItsKeys() throws Exception {
        makeCertificate("tls");
        serveByTls("tls.crt", "tls.key");
        assertThat(freeze().code()).isZero();
        Files.delete(operator.path("security/tls.key"));
        Files.delete(operator.path("security/bridge.private.pem"));

        Answer answer = operator.run("verify", "--check", "descriptors");

        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .contains("address, TLS files and secrets are not checked here, since no bridge can start without");
    }

    @Test
    void anAddressOfAnotherHostIsFound() throws Exception {
        makeCertificate("tls");
        serveByTls("tls.crt", "tls.key");
        replace("127.0.0.1", "192.0.2.1");

        assertThat(freeze().err()).contains("ADDRESS UNUSABLE: 192.0.2.1 is no address of this host");
    }

    @Test
    void aDescriptorThatIsNotTheSealedOneIsNotParsed() throws IOException {
        operator.write(BRIDGE, "{ no JSON");

        Answer answer = operator.run("verify", "--check", "descriptors", "--format", "json");

        assertThat(answer.out())
                .contains("not asked: canonical/core_bucket_bridge.json is not the one that was sealed");
    }

    private void assertFound(String message) {
        Answer answer = operator.run("verify");

        assertThat(answer.violations()).singleElement().asString().startsWith(message);
        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.out()).contains("Readiness Score: 49%");
    }

    private Answer freeze() {
        return operator.run("freeze", "--reason", "x");
    }

    private void serveByTls(String certificate, String key) throws IOException {
        replace("\"certificate\": null", "\"certificate\": \"security/" + certificate + "\"");
        replace("\"private_key\": null", "\"private_key\": \"security/" + key + "\"");
    }

    private void replace(String old, String text) throws IOException {
        String before = operator.text(BRIDGE);
        assertThat(before).contains(old);
        operator.write(BRIDGE, before.replace(old, text));
    }

    /** Makes a pair that is valid for a year from now on, and sets the host's clock to a day of that year. */
    private void makeCertificate(String name) throws Exception {
        ChildJvm.output(new ProcessBuilder(
                        "sh",
                        "-c",
                        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 365"
                                + " -keyout security/" + name + ".key -out security/" + name + ".crt"
                                + " && chmod 600 security/" + name + ".key")
                .directory(operator.root().toFile()));
        try (InputStream in = Files.newInputStream(operator.path("security/" + name + ".crt"))) {
            X509Certificate made =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            end = made.getNotAfter().toInstant();
        }
        daysBeforeTheEnd(200);
    }

    private void daysBeforeTheEnd(int days) {
        operator.setClock(Clock.fixed(end.minus(Duration.ofDays(days)), ZoneOffset.UTC));
    }
}
