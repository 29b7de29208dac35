package org.corebucket.bridge.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.trust.SignedRoots.root;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.testkit.HostileBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A version of a trust root is read strictly, and means what it says. */
final class TrustRootTest {

    private static final int INPUTS = 100_000;
    private static final TrustRoot ROOT = root(2, 2, "anna", "bruno", "clara");
    private static final String FILE = new String(ROOT.bytes(), StandardCharsets.UTF_8);

    private static TrustRoot read(String json) throws MalformedJsonException {
        return TrustRoot.read(json.getBytes(StandardCharsets.UTF_8), "trust.json");
    }

    @Test
    void itIsReadAsItWasWritten() throws Exception {
        assertThat(read(FILE)).isEqualTo(ROOT);
        assertThat(read(FILE).bytes()).isEqualTo(ROOT.bytes());
        assertThat(ROOT.threshold(DecidedAct.CERTIFY)).isEqualTo(2);
        assertThat(ROOT.key(SignedRoots.rootKey("bruno").fingerprint())).contains(SignedRoots.rootKey("bruno"));
        assertThat(ROOT.key(SignedRoots.rootKey("dario").fingerprint())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "schema": 1           | "schema": 2            | schema
            "version": 2          | "version": 0           | version
            "name": "bruno"       | "name": "anna"         | name
            "name": "bruno"       | "name": ""             | name
            "name": "bruno"       | "name": "a\\nb"        | name
            "name": "bruno"       | "name": "a\\u202eb"    | name
            "freeze": 2           | "freeze": 0            | freeze
            "freeze": 2           | "freeze": 4            | freeze
            "freeze": 2           | "freze": 2             | freeze
            "certify": 2          | "certify": 2, "x": 1   | x
            "reason": "a test"    | "reason": " "          | reason
            "reason": "a test"    | "reason": "a", "x": 1  | x
            "signed_at": "2026-   | "signed_at": "x        | signed_at
            6d5f0d2e-             | 6D5F0D2E-              | deployment
            """)
    void anythingElseIsRefusedByNamingTheField(String there, String instead, String field) {
        assertThat(FILE).contains(there);
        assertThatThrownBy(() -> read(FILE.replace(there, instead)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining('"' + field + '"');
    }

    @Test
    void aFingerprintMustBeThatOfItsKey() {
        String annas = SignedRoots.rootKey("anna").fingerprint();

        assertThatThrownBy(() ->
                        read(FILE.replace(annas, SignedRoots.rootKey("dario").fingerprint())))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("is not that of the key, " + annas);
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() {
        TrustRoot twice = root(1, 2, "anna", "bruno");
        RootKey alias = new RootKey(
                "alias", twice.keys().get(0).fingerprint(), twice.keys().get(0).key(), null);
        TrustRoot doubled = new TrustRoot(
                twice.deployment(),
                1,
                null,
                List.of(twice.keys().get(0), alias),
                twice.thresholds(),
                twice.reason(),
                twice.signedAt());

        assertThatThrownBy(() -> TrustRoot.read(doubled.bytes(), "trust.json"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("that of another key");
    }

    @Test
    void aHundredThousandInputsAreReadBackOrRefused() throws Exception {
        HostileBytes inputs = new HostileBytes(
                new Random(20261201),
                List.of("{", "}", "\"version\": ", "1", "\"keys\": [", "]", ",", "\"freeze\": 9"),
                40);
        int accepted = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = i % 4 == 0 ? inputs.tokens(30) : inputs.damaged(ROOT.bytes());
            try {
                TrustRoot read = TrustRoot.read(input, "trust.json");
                assertThat(TrustRoot.read(read.bytes(), "trust.json")).isEqualTo(read);
                accepted++;
            } catch (MalformedJsonException e) {
                if (!String.valueOf(e.getMessage()).startsWith("trust.json:")) {
                    throw new AssertionError(e);
                }
            }
        }
        assertThat(accepted).isPositive();
    }
}
