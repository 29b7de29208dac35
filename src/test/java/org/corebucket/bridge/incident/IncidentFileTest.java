package org.corebucket.bridge.incident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.incident.Incident.IncidentAction;
import org.corebucket.bridge.incident.Incident.IncidentOrigin;
import org.corebucket.bridge.incident.Violation.InvolvedProcess;
import org.corebucket.bridge.incident.Violation.Severity;
import org.corebucket.bridge.incident.Violation.ViolationFinding;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IncidentFileTest {

    private static final String ID = "INC-20261123T101112Z-4f2a1c";

    private static final Incident SAMPLE = new Incident(
            new IncidentId(ID),
            Instant.parse("2026-11-23T10:11:12Z"),
            new Violation(
                    Severity.CRITICAL,
                    "process",
                    "a forbidden file runs",
                    List.of(new ViolationFinding("forbidden-process", "demo.py", "", "", "PROCESS: demo.py", "end it")),
                    List.of(new InvolvedProcess(4711, "python3 demo.py\n", "mallory", List.of("sh -c x", "cron")))),
            Instant.parse("2026-11-23T10:00:00Z"),
            List.of(new IncidentAction(Instant.parse("2026-11-23T10:11:13Z"), "stopped process 4711")),
            new IncidentOrigin("host", "root"));

    @Test
    void readsWhatItWrote() throws Exception {
        assertThat(IncidentFile.read(IncidentFile.bytes(SAMPLE), ID, "file")).isEqualTo(SAMPLE);
    }

    @Test
    void writesTheFileThatTheContractDescribes() throws Exception {
        assertThat(new String(IncidentFile.bytes(SAMPLE), UTF_8)).isEqualTo(new String(fixture("sound"), UTF_8));
    }

    @Test
    void aVerificationThatIsNotKnownIsNull() throws Exception {
        Incident unknown =
                new Incident(SAMPLE.id(), SAMPLE.time(), SAMPLE.violation(), null, List.of(), SAMPLE.raisedBy());

        byte[] bytes = IncidentFile.bytes(unknown);

        assertThat(new String(bytes, UTF_8)).contains("\"last_good_verify\": null");
        assertThat(IncidentFile.read(bytes, ID, "file")).isEqualTo(unknown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action-without-text",
                "another-id",
                "field-unknown",
                "finding-with-unknown-field",
                "no-severity",
                "pid-is-text",
                "severity-unknown",
                "summary-blank",
                "time-with-offset",
                "torn"
            })
    void whatIsNoIncidentIsRefused(String flaw) throws Exception {
        byte[] content = fixture(flaw);

        assertThatThrownBy(() -> IncidentFile.read(content, ID, "file"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("file:");
    }

    @Test
    void whatHappensAtEachIntervalStandsThereOnceWithItsLatestTime() {
        Incident again = SAMPLE.with(new IncidentAction(Instant.parse("2026-11-23T10:20:00Z"), "seen again"))
                .with(new IncidentAction(Instant.parse("2026-11-23T10:25:00Z"), "seen again"));

        assertThat(again.actions()).hasSize(2);
        assertThat(again.actions().get(1).time()).isEqualTo("2026-11-23T10:25:00Z");
    }

    @Test
    void theLatestActionTakesThePlaceOfTheFiveHundredth() {
        Incident busy = SAMPLE;
        for (int i = 0; i < 600; i++) {
            busy = busy.with(new IncidentAction(SAMPLE.time(), "action " + i));
        }

        assertThat(busy.actions()).hasSize(500);
        assertThat(busy.actions().get(499).text()).isEqualTo("action 599");
    }

    private static byte[] fixture(String name) {
        return Resources.bytes("incident/" + name + ".json");
    }
}
