package org.corebucket.bridge.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.corebucket.bridge.json.MalformedJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The statement has the field names of in-toto and SLSA to the letter, and is read as strictly as it is written. */
final class StatementTest {

    private static String expected() throws IOException {
        return Files.readString(Path.of("src/test/resources/certificate/statement.json"));
    }

    private static SignedCertificate read(String json) throws MalformedJsonException {
        return SignedCertificate.read(json.getBytes(StandardCharsets.UTF_8), "statement");
    }

    @Test
    void itIsTheDocumentThatTheSpecificationsDescribe() throws IOException {
        byte[] written = Statement.of(SampleCertificate.certificate(), SampleCertificate.JAR)
                .bytes();

        assertThat(new String(written, StandardCharsets.US_ASCII)).isEqualTo(expected());
    }

    @Test
    void whatIsWrittenReadsBackTheSame() throws Exception {
        SignedCertificate read = read(expected());

        assertThat(Statement.of(read.certificate(), read.text()).bytes())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(expected());
    }

    /** Certificates from before there was a log hold as long as they say. */
    @Test
    void onesWithoutALogAreRead() throws Exception {
        String before = expected().replaceAll("(?s)\\s*\"log\": \\{.*?\\n      \\},", "");
        assertThat(before).doesNotContain("\"log\"").contains("\"last_runs\"");

        assertThat(read(before).certificate().log()).isEmpty();
        assertThat(read(before).certificate().ledger().size()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"size\": 10|\"size\": 11",
                "\"origin\": \"log.example/sample\"|\"origin\": \"log.example/other\"",
                "log.example/sample\\n10|log.example/sample\\n11",
                "in-toto.io/Statement/v1|in-toto.io/Statement/v0.1",
                "verification_summary/v1|verification_summary/v0.2",
                "\"PASSED\"|\"FAILED\"",
                "BRIDGECTL_READY|SLSA_BUILD_LEVEL_3",
                "\"serial\": 4|\"serial\": 4, \"more\": 1",
                "\"success\": true|\"success\": 1",
                "\"size\": 12|\"size\": 0",
                "20260131-001|20260131-1",
                "urn:uuid:6f1c5a9e-0d7b-4a52-9f5e-3f1d8f1b2c3d#|urn:uuid:00000000-0d7b-4a52-9f5e-3f1d8f1b2c3d#",
                "\"bridgectl\": \"5.1.0\"|\"bridgectl\": \"5.1.1\"",
                "\"expires\": \"2026-03|\"expires\": \"2026-01",
                "\"resourceUri\": \"urn:|\"resourceUri\": \"xrn:",
                "\"issued\": \"2026|\"issued\": \"x"
            })
    void anyOtherDocumentIsRefused(String text, String other) throws IOException {
        assertThat(expected()).contains(text);

        assertThatThrownBy(() -> read(expected().replace(text, other))).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void whatIsAnotherIsNamedWithItsLineAndWhatItShouldBe() throws IOException {
        String failed = expected().replace("\"PASSED\"", "\"FAILED\"");

        assertThatThrownBy(() -> read(failed))
                .hasMessage("statement:27: found \"verificationResult\": \"FAILED\", expected \"verificationResult\":"
                        + " \"PASSED\"; restore the file from a copy; nobody writes it but bridgectl certify");
    }

    @Test
    void anotherDigestInTheExtensionThanInTheSubjectIsRefused() throws IOException {
        int last = expected().lastIndexOf("11111111");
        String other = expected().substring(0, last) + "66666666" + expected().substring(last + 8);

        assertThatThrownBy(() -> read(other)).isInstanceOf(MalformedJsonException.class);
    }

    /** Everything but the report, which is passed on as it stands. */
    private static List<MatchResult> fields(Pattern pattern) throws IOException {
        return pattern.matcher(expected())
                .results()
                .filter(found -> !found.group().contains("system_status"))
                .toList();
    }

    private static void assertRefused(MatchResult found, String other) throws IOException {
        String json =
                expected().substring(0, found.start()) + other + expected().substring(found.end());

        assertThatThrownBy(() -> read(json))
                .as("%s instead of %s at %d", other, found.group(), found.start())
                .isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void aFieldThatIsUnknownIsRefusedInEveryObject() throws IOException {
        List<MatchResult> objects = fields(Pattern.compile("\\{\n"));

        assertThat(objects).hasSize(16);
        for (MatchResult object : objects) {
            assertRefused(object, "{ \"more\": null,");
        }
    }

    @Test
    void noFieldCanBeMissing() throws IOException {
        List<MatchResult> names = fields(Pattern.compile("\n *\"[a-zA-Z0-9_]+\":"));

        assertThat(names).hasSize(51);
        for (MatchResult name : names) {
            assertRefused(name, name.group().replace("\":", "_\":"));
        }
    }

    @Test
    void noFieldCanBeOfAnotherKind() throws IOException {
        List<MatchResult> values = fields(Pattern.compile("(?<=\": )(\"[^\"]*\"|[0-9]+|true)(?=,?\n)"));

        assertThat(values).hasSize(34);
        for (MatchResult value : values) {
            assertRefused(value, "[]");
            assertRefused(value, value.group().startsWith("\"") ? "1" : "\"1\"");
        }
    }

    @Test
    void noTextCanBeAnother() throws IOException {
        // A job, its node, a witness and a commit may be called anything.
        List<MatchResult> texts = fields(Pattern.compile(
                "(?<=\": )(?<!\"(job|node|commit|witness)\": )\"[^\"]*\"(?=,?\n)|(?<=\n {6})\"BRIDGECTL_READY\""));

        assertThat(texts).hasSize(25);
        for (MatchResult text : texts) {
            assertRefused(text, "\"x" + text.group().substring(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"subject\": [", "\"verifiedLevels\": ["})
    void aSecondSubjectOrLevelIsRefused(String array) throws IOException {
        int begin = expected().indexOf(array) + array.length();
        int end = expected().indexOf(']', begin);
        String element = expected().substring(begin, end);
        String twice = expected().substring(0, begin) + element + ", " + element
                + expected().substring(end);
        String none = expected().substring(0, begin) + expected().substring(end);

        assertThatThrownBy(() -> read(twice)).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> read(none)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void onlyTheLedgersHeadAndTheToolkitsDigestCanBeNull() throws Exception {
        List<MatchResult> digests = fields(Pattern.compile("\"[0-9a-f]{64}\""));

        assertThat(digests).hasSize(7);
        for (MatchResult digest : digests.subList(0, 6)) {
            assertRefused(digest, "null");
        }
        MatchResult jar = digests.get(6);
        String none = expected().substring(0, jar.start()) + "null" + expected().substring(jar.end());
        assertThat(read(none).certificate().toolkit().sha256()).isEmpty();
    }

    @Test
    void aCertificateThatEndsWhenItBeginsIsRefused() throws IOException {
        String never = expected().replace("2026-03-02T08:00:05Z", "2026-01-31T08:00:05Z");

        assertThatThrownBy(() -> read(never)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void aLedgerWithoutEntriesHasNoHeadAndOneOfFewerThanNoneIsRefused() throws Exception {
        String head = "\"" + SampleCertificate.HEAD + "\"";
        String empty = expected().replace("\"size\": 12", "\"size\": 0").replace(head, "null");

        assertThat(read(empty).certificate().ledger().head()).isEmpty();
        assertThatThrownBy(() -> read(empty.replace("\"size\": 0", "\"size\": -1")))
                .isInstanceOf(MalformedJsonException.class);
    }
}
