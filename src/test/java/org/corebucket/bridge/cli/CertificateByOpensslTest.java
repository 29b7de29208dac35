package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code src/docs/certify.md} check a certificate with openssl and sha256sum alone. */
final class CertificateByOpensslTest {

    private static final String TEXT = "PRODUCTION_CERTIFICATE.md";
    private static final String JSON = "PRODUCTION_CERTIFICATE.json";

    @TempDir
    private Path directory;

    private Operator operator;

    @BeforeEach
    void certify() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed: apt-get install openssl");
        operator = Operator.atDeployment(directory);
        Answer answer = operator.run("certify");
        assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
    }

    /** What the block of commands of that page comes to; each of them must succeed. */
    private Answer check() throws IOException, InterruptedException {
        String page = Files.readString(Path.of("src/docs/certify.md"), StandardCharsets.UTF_8);
        int begin = page.indexOf("# by openssl and sha256sum alone");
        String commands = page.substring(begin, page.indexOf("```", begin));
        Path out = operator.beside("out");
        Process process = new ProcessBuilder("bash", "-euc", commands)
                .directory(operator.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int code = process.waitFor();
        return new Answer(code, Files.readString(out), "");
    }

    @Test
    void aGoodCertificateHolds() throws Exception {
        Answer answer = check();

        assertThat(answer.code()).as(answer.out()).isZero();
        assertThat(answer.lines()).startsWith("Verified OK");
        assertThat(answer.out()).contains("\"expires\": \"2021-12-23T10:00:00Z\"");
    }

    @Test
    void aStatementThatWasChangedDoesNot() throws Exception {
        String json = operator.text(JSON);
        int begin = json.indexOf("\"payload\": \"") + 12;
        String payload = json.substring(begin, json.indexOf('"', begin));
        String statement = new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
        String later = statement.replace("2021-12-23", "2031-12-23");
        assertThat(later).isNotEqualTo(statement);
        operator.write(
                JSON,
                json.replace(payload, Base64.getEncoder().encodeToString(later.getBytes(StandardCharsets.UTF_8))));

        Answer answer = check();

        assertThat(answer.code()).isNotZero();
        assertThat(answer.out()).contains("Verification failure");
    }

    @Test
    void aTextThatWasChangedDoesNot() throws Exception {
        operator.write(TEXT, operator.text(TEXT).replace("- [ ] ", "- [x] "));

        assertThat(check().code()).isNotZero();
    }

    @Test
    void aFileThatWasChangedDoesNot() throws Exception {
        operator.flipByte("core_bucket_bridge.py");

        Answer answer = check();

        assertThat(answer.code()).isNotZero();
        assertThat(answer.out()).contains("core_bucket_bridge.py");
    }

    @Test
    void aManifestThatWasChangedDoesNot() throws Exception {
        operator.write("manifests/canonical.sha256", operator.text("manifests/canonical.sha256") + "# more\n");

        assertThat(check().code()).isNotZero();
    }
}
