package org.corebucket.bridge.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.trust.DecidedBy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SealedHeaderTest {

    private static final SealedHeader HEADER = new SealedHeader(
            UUID.fromString("0b8c6a6e-50f1-4c0e-9d3b-1f2f3a4b5c6d"),
            "Core-Bucket Bridge V5",
            3,
            Instant.parse("2026-11-20T10:00:00Z"),
            Instant.parse("2027-11-20T10:00:00Z"),
            "a reason: with a colon",
            new DecidedBy.DecidedByKey("ab12"));

    private static final Map<String, String> VALUES = Map.of(
            "deployment", "0b8c6a6e-50f1-4c0e-9d3b-1f2f3a4b5c6d",
            "system", "Core-Bucket Bridge V5",
            "serial", "3",
            "sealed_at", "2026-11-20T10:00:00Z",
            "expires", "2027-11-20T10:00:00Z",
            "reason", "a reason: with a colon",
            "key", "ab12");

    @Test
    void readsWhatAHeaderStates() throws Exception {
        assertThat(SealedHeader.of(VALUES, "list")).isEqualTo(HEADER);
    }

    @Test
    void writesOneCommentAValue() {
        assertThat(HEADER.lines()).isEqualTo("""
            # deployment: 0b8c6a6e-50f1-4c0e-9d3b-1f2f3a4b5c6d
            # system: Core-Bucket Bridge V5
            # serial: 3
            # sealed_at: 2026-11-20T10:00:00Z
            # expires: 2027-11-20T10:00:00Z
            # reason: a reason: with a colon
            # key: ab12
            """);
    }

    @Test
    void neverExpiresInAWord() throws Exception {
        SealedHeader header = SealedHeader.of(with("expires", "never"), "list");

        assertThat(header.expires()).isNull();
        assertThat(header.expiry()).isEqualTo("never");
    }

    @ParameterizedTest
    @CsvSource({
        "deployment, none",
        "serial, 0",
        "serial, -1",
        "serial, 99999999999999999999",
        "serial, 1.5",
        "sealed_at, 2026-11-20",
        "expires, Never",
        "expires, 2026-13-01T00:00:00Z",
    })
    void namesTheValueThatIsNotWhatItShouldBe(String name, String value) {
        assertThatThrownBy(() -> SealedHeader.of(with(name, value), "list"))
                .isInstanceOf(MalformedManifestException.class)
                .hasMessage("list:1: the header has no valid '" + name + "'; it is not a manifest that 'freeze' wrote");
    }

    @Test
    void serialsBeginAtOne() {
        assertThatThrownBy(() -> SealedDeployment.header(0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("serials begin at 1, not 0");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> values = new HashMap<>(VALUES);
        values.put(name, value);
        return values;
    }
}
