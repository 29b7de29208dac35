package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code token} and its commands. */
final class TokenTest {

    private static final String DESCRIPTOR = "canonical/core_bucket_bridge.json";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atStrangeDeployment(directory);
        operator.setClock("2026-11-23T08:00:00Z");
    }

    private String issued(String... more) {
        String[] line = new String[6 + more.length];
        System.arraycopy(new String[] {"token", "issue", "--subject", "ops", "--role", "admin"}, 0, line, 0, 6);
        System.arraycopy(more, 0, line, 6, more.length);
        Answer answer = operator.run(line);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isZero();
        assertThat(answer.lines()).hasSize(1);
        return answer.lines().get(0);
    }

    private static String claims(String token) {
        return new String(
                Base64.getUrlDecoder().decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'))),
                StandardCharsets.UTF_8);
    }

    private void useHs256() throws IOException {
        operator.write(DESCRIPTOR, operator.text(DESCRIPTOR).replace("RS256", "HS256"));
        operator.setVariable("CORE_BRIDGE_SECRET", SECRET);
        assertThat(operator.run("freeze", "--reason", "HS256").code()).isZero();
        operator.setVariable("CORE_BRIDGE_SECRET", "");
    }

    @Test
    void issuePrintsTheTokenAloneAndInspectBelievesIt() {
        String token = issued();
        Matcher id = Pattern.compile("\"jti\":\"([0-9a-f-]{36})\",").matcher(claims(token));

        assertThat(id.find()).as(claims(token)).isTrue();
        assertThat(id.replaceFirst(""))
                .isEqualTo("{\"iss\":\"core-bucket-bridge\",\"sub\":\"ops\",\"iat\":1795420800,\"exp\":1795424400,"
                        + "\"roles\":[\"admin\"]}");
        assertThat(operator.run("token", "inspect", token))
                .isEqualTo(new Answer(
                        0,
                        "header   {\"alg\": \"RS256\", \"typ\": \"JWT\"}\n"
                                + "claims   {\"exp\": 1795424400, \"iat\": 1795420800, \"iss\": \"core-bucket-bridge\","
                                + " \"jti\": \"" + id.group(1) + "\", \"roles\": [\"admin\"], \"sub\": \"ops\"}\n"
                                + "issued   2026-11-23T08:00:00Z\n"
                                + "expires  2026-11-23T09:00:00Z\n"
                                + "verdict  valid\n",
                        ""));
    }

    @Test
    void rolesModulesAndLifeAreThoseThatWereNamed() {
        String token = issued("--role", "module", "--module", "finance", "--module", "education", "--ttl", "8h");

        assertThat(claims(token))
                .contains("\"exp\":" + (1795420800 + 8 * 3600))
                .endsWith("\"roles\":[\"module\",\"admin\"],\"modules\":[\"education\",\"finance\"]}");
    }

    @Test
    void anExpiredTokenIsToldFromADamagedOne() {
        String token = issued();
        String damaged = token.substring(0, token.length() - 10) + "AAAAAAAAAA";
        operator.wait(Duration.ofHours(1));

        Answer expired = operator.run("token", "inspect", token);
        assertThat(expired.code()).isEqualTo(1);
        assertThat(expired.lines()).last().isEqualTo("verdict  expired: the token expired at 2026-11-23T09:00:00Z");
        Answer invalid = operator.run("token", "inspect", damaged);
        assertThat(invalid.code()).isEqualTo(1);
        assertThat(invalid.lines()).last().isEqualTo("verdict  invalid: the token's signature does not hold");
    }

    @Test
    void whatIsNoTokenIsMalformedAndNotRepeated() {
        Answer answer = operator.run("token", "inspect", "sesame");

        assertThat(answer)
                .isEqualTo(new Answer(
                        65, "", "bridgectl: the token is not three parts of base64url with dots between them\n"));
    }

    @Test
    void inspectReadsStandardInput() {
        String token = issued();
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream((token + "\n").getBytes(StandardCharsets.US_ASCII)));
            assertThat(operator.run("token", "inspect", "-").code()).isZero();
            System.setIn(new ByteArrayInputStream((token + "\n").getBytes(StandardCharsets.US_ASCII)));
            assertThat(operator.run("token", "inspect").code()).isZero();
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aRotatedKeyStillVerifiesWhatItSigned() {
        String token = issued();
        assertThat(operator.run("keys", "rotate", "token").code()).isZero();

        assertThat(operator.run("token", "inspect", token).code()).isZero();
        assertThat(operator.run("token", "inspect", issued()).code()).isZero();
        assertThat(operator.run("keys", "rotate", "token").code()).isZero();
        assertThat(operator.run("token", "inspect", token).code()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsNotTheOtherHalfIssuesNothing() throws IOException {
        operator.write("security/token.public.pem", operator.text("security/bridge.public.pem"));

        Answer answer = operator.run("token", "issue", "--subject", "ops", "--role", "admin");
        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("is not the other half", "bridgectl keys rotate token");
    }

    @Test
    void whereTheDescriptorSaysHs256TheSecretSigns() throws IOException {
        useHs256();
        operator.setVariable("CORE_BRIDGE_SECRET", SECRET);

        Answer answer = operator.run("token", "inspect", issued());
        assertThat(answer.code()).isZero();
        assertThat(answer.lines()).first().isEqualTo("header   {\"alg\": \"HS256\", \"typ\": \"JWT\"}");
    }

    @Test
    void aMissingOrWeakSecretIsRefusedWithWhatToDo() throws IOException {
        useHs256();
        Answer missing = operator.run("token", "issue", "--subject", "ops", "--role", "admin");
        operator.setVariable("CORE_BRIDGE_SECRET", "short and secret");
        Answer weak = operator.run("token", "issue", "--subject", "ops", "--role", "admin");

        assertThat(missing.code()).isEqualTo(78);
        assertThat(missing.err()).contains("CORE_BRIDGE_SECRET is not set", "openssl rand -hex 32");
        assertThat(weak.code()).isEqualTo(78);
        assertThat(weak.err()).contains("has 16 bytes", "openssl rand -hex 32").doesNotContain("short and secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--role=root               | there is no role \"root\"",
                "--role=module,roots       | there is no role \"roots\"",
                "--module=financ           | no module \"financ\" is registered; those are: education, finance",
                "--ttl=25h                 | --ttl is 1s to 24h",
                "--ttl=PT0.5S              | --ttl is 1s to 24h"
            })
    void whatMakesNoSenseIsUsage(String option, String message) {
        Answer answer = operator.run("token", "issue", "--subject", "ops", "--role", "module", option);

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains(message);
    }

    @Test
    void aDescriptorWithAnUnknownFieldIsMalformed() throws IOException {
        operator.write(DESCRIPTOR, operator.text(DESCRIPTOR).replace("\"leeway\"", "\"grace\""));

        Answer answer = operator.run("token", "issue", "--unverified", "--subject", "ops", "--role", "admin");
        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.err()).contains("canonical/core_bucket_bridge.json:", "\"leeway\" is missing");
    }
}
