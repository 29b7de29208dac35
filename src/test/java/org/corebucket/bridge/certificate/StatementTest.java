package org.corebucket.bridge.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.json.MalformedJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statement has the field names of in-toto and SLSA to the letter, and is read as strictly as it is written. */
final class StatementTest {

    private static String expected() throws IOException {
        return Files.readString(Path.of("src/test/resources/certificate/statement.json"));
    }

    private static SignedCertificate read(String json) throws MalformedJsonException {
        return StatementReader.read(json.getBytes(StandardCharsets.UTF_8), "statement");
    }

    @Test
    void itIsTheDocumentThatTheSpecificationsDescribe() throws IOException {
        byte[] written = Statement.bytes(SampleCertificate.certificate(), SampleCertificate.JAR);

        assertThat(new String(written, StandardCharsets.US_ASCII)).isEqualTo(expected());
    }

    @Test
    void whatIsWrittenReadsBackTheSame() throws Exception {
        SignedCertificate read = read(expected());

        assertThat(Statement.bytes(read.certificate(), read.text()))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(expected());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "in-toto.io/Statement/v1|in-toto.io/Statement/v0.1",
                "verification_summary/v1|verification_summary/v0.2",
                "\"PASSED\"|\"FAILED\"",
                "BRIDGECTL_READY|SLSA_BUILD_LEVEL_3",
                "\"serial\": 4|\"serial\": 4, \"more\": 1",
                "\"success\": true|\"success\": 1",
                "\"size\": 12|\"size\": 0",
                "20260131-001|20260131-1",
                "urn:uuid:6f1c5a9e-0d7b-4a52-9f5e-3f1d8f1b2c3d#|urn:uuid:00000000-0d7b-4a52-9f5e-3f1d8f1b2c3d#",
                "\"bridgectl\": \"5.0.0\"|\"bridgectl\": \"5.0.1\"",
                "\"expires\": \"2026-03|\"expires\": \"2026-01",
                "\"issued\": \"2026|\"issued\": \"x"
            })
    void anyOtherDocumentIsRefused(String text, String other) throws IOException {
        assertThat(expected()).contains(text);

        assertThatThrownBy(() -> read(expected().replace(text, other))).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void anotherDigestInTheExtensionThanInTheSubjectIsRefused() throws IOException {
        int last = expected().lastIndexOf("11111111");
        String other = expected().substring(0, last) + "66666666" + expected().substring(last + 8);

        assertThatThrownBy(() -> read(other)).isInstanceOf(MalformedJsonException.class);
    }
}
