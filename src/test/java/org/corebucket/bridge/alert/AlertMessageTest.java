package org.corebucket.bridge.alert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.corebucket.bridge.alert.AlertMessage.AlertSeverity;
import org.corebucket.bridge.json.MalformedJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AlertMessageTest {

    private static AlertMessage message(String summary, String data) {
        return new AlertMessage(
                AlertMessage.AlertType.INCIDENT_RAISED, "INC-1", Alerts.START, AlertSeverity.CRITICAL, summary, data);
    }

    @Test
    void isOneLineOfJsonWithTheFieldsOfStandardWebhooks() {
        assertThat(message("a changed", "{\"files\": [\"a\"]}").json())
                .isEqualTo("{\"type\":\"incident.raised\",\"timestamp\":\"2026-11-23T08:00:00Z\",\"id\":\"INC-1\","
                        + "\"subject\":\"INC-1\",\"severity\":\"critical\",\"summary\":\"a changed\","
                        + "\"data\":{\"files\": [\"a\"]}}");
    }

    @ParameterizedTest
    @EnumSource(AlertMessage.AlertType.class)
    void readsBackEqual(AlertMessage.AlertType type) throws Exception {
        AlertMessage message = new AlertMessage(
                type, "INC-1", Alerts.START.plusNanos(7), AlertSeverity.INFO, "é\n😀", "{\"b\": 1.50, \"a\": {}}");

        assertThat(AlertMessage.parse(message.json().getBytes(US_ASCII), "f")).isEqualTo(message);
    }

    @Test
    void isAsciiOnOneLineWhateverItSays() {
        assertThat(message("é\u001b[2J\r\n\ud800", "{\"\u2028\": \"\\n\"}").json())
                .matches("[ -~]+");
    }

    @Test
    void whatFollowsAnIncidentHasAnIdOfItsOwn() {
        assertThat(AlertMessage.AlertType.values())
                .extracting(type -> new AlertMessage(type, "INC-1", Alerts.START, AlertSeverity.INFO, "s", "{}").id())
                .containsExactly("INC-1", "INC-1-resolved", "INC-1-stop", "INC-1-warning", "INC-1-test");
    }

    @Test
    void aLongSummaryIsCut() {
        assertThat(message("x".repeat(301), "{}").summary()).isEqualTo("x".repeat(297) + "...");
        assertThat(message("x".repeat(300), "{}").summary()).isEqualTo("x".repeat(300));
    }

    @Test
    void dataThatIsTooLargeIsReplacedByItsSize() {
        String large = "{\"a\": \"" + "x".repeat(20_000) + "\"}";

        assertThat(message("s", large).data()).isEqualTo("{\"omitted_bytes\": 20009}");
        assertThat(message("x".repeat(300), large).json()).hasSizeLessThan(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "../x", "a/b", "a b", "é", "a\n"})
    void aSubjectThatIsNoIdIsRefused(String subject) {
        assertThatIllegalArgumentException().isThrownBy(() -> Alerts.message(subject));
    }

    @Test
    void aSubjectHasAtMostAHundredCharacters() {
        assertThat(Alerts.message("x".repeat(100)).id()).hasSize(100);
        assertThatIllegalArgumentException().isThrownBy(() -> Alerts.message("x".repeat(101)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "{", "{\"a\": 1, \"a\": 2}"})
    void dataThatIsNoObjectIsRefused(String data) {
        assertThatIllegalArgumentException().isThrownBy(() -> message("s", data));
    }

    @Test
    void aBlankSummaryIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> message(" ", "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INC-1\",\"subject\":\"INC-2",
                "INC-1\",\"more\":\"x\",\"subject\":\"INC-1",
                "INC-1-stop\",\"subject\":\"INC-1",
            })
    void aFileThatSaysSomethingElseIsRefused(String middle) {
        String json = "{\"type\":\"incident.raised\",\"timestamp\":\"2026-11-23T08:00:00Z\",\"id\":\"" + middle
                + "\",\"severity\":\"info\",\"summary\":\"s\",\"data\":{}}";

        assertThatThrownBy(() -> AlertMessage.parse(json.getBytes(US_ASCII), "f"))
                .isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"incident.raised", "2026-11-23T08:00:00Z", "critical", "{}"})
    void aFileWithAnUnknownValueIsRefused(String value) {
        String json = message("s", "{}").json().replace(value, "x");

        assertThatThrownBy(() -> AlertMessage.parse(json.getBytes(US_ASCII), "f"))
                .isInstanceOf(MalformedJsonException.class);
    }
}
