package org.corebucket.bridge.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IncidentIdTest {

    @Test
    void namesTheSecondAndSixHexDigits() {
        assertThat(IncidentId.of(Instant.parse("2026-11-23T10:11:12.75Z"), 0xFF4F2A1C))
                .hasToString("INC-20261123T101112Z-4f2a1c");
    }

    @Test
    void fillsItsDigitsUp() {
        assertThat(IncidentId.of(Instant.parse("2026-01-02T03:04:00Z"), 7)).hasToString("INC-20260102T030400Z-000007");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "INC-20261123T101112Z-4f2a1",
                "INC-20261123T101112Z-4f2a1c0",
                "INC-20261123T101112Z-4F2A1C",
                "inc-20261123T101112Z-4f2a1c",
                "INC-2026112xT101112Z-4f2a1c",
                "INC-20261123T101112Z/4f2a1c",
                "../../../x0261123T101112Z-4",
            })
    void whatLooksOtherwiseIsNoId(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new IncidentId(text));
    }
}
