package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue.JsonArray;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code incident} and {@code stop}: what they print, and their exit codes. */
final class IncidentCommandsTest {

    private static final String UNKNOWN = "INC-20261123T101112Z-4f2a1c";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void thereIsNoIncidentAtFirst() {
        assertThat(operator.run("incident", "list"))
                .isEqualTo(new Answer(0, "No incident.\nNo emergency stop in force.\n", ""));
        assertThat(operator.run("incident", "list", "--format", "json")).isEqualTo(new Answer(0, "[]\n", ""));
    }

    @Test
    void aStopSaysHowItEnds() {
        Answer answer = operator.run("stop", "--reason", "fire");

        String id = answer.lines().get(0).substring("EMERGENCY STOP IN FORCE: ".length());
        assertThat(id).matches("INC-20211123T100000Z-[0-9a-f]{6}");
        assertThat(answer)
                .isEqualTo(new Answer(
                        0,
                        "EMERGENCY STOP IN FORCE: " + id + "\n"
                                + "Whatever else runs here sees the stop, and ends by itself.\n"
                                + "To end the stop, remove its cause, then:\n"
                                + "  bridgectl incident resolve " + id + " --reason TEXT\n",
                        ""));
    }

    @Test
    void aSecondStopForTheSameReasonIsTheFirst() {
        String first = operator.run("stop", "--reason", "fire").lines().get(0);

        String second = operator.run("stop", "--reason", "fire").lines().get(0);

        assertThat(second).isEqualTo(first.replace("FORCE:", "FORCE already, for the same reason:"));
        assertThat(operator.run("incident", "list").lines()).hasSize(3);
    }

    @Test
    void aSecondReasonIsASecondIncident() {
        operator.run("stop", "--reason", "fire");
        operator.run("stop", "--reason", "water");

        assertThat(operator.run("incident", "list").lines()).hasSize(4);
    }

    @Test
    void theListIsATable() {
        String id = stop("fire");

        assertThat(operator.run("incident", "list")).isEqualTo(new Answer(0, """
                        ID                           TIME                  SEVERITY  STATE         SUMMARY
                        %s  2021-11-23T10:00:00Z  critical  open          fire
                        EMERGENCY STOP IN FORCE: bridgectl verify --check safeguards says why
                        """.formatted(id), ""));
    }

    @Test
    void programsGetTheIncidentAndItsResolution() throws Exception {
        String id = stop("fire");
        operator.run("incident", "resolve", id, "--reason", "out");

        JsonFields shown = json(operator.run("incident", "show", id, "--format", "json"));

        assertThat(shown.string("id")).isEqualTo(id);
        assertThat(shown.string("state")).isEqualTo("resolved");
        assertThat(shown.object("incident").string("kind")).isEqualTo("operator-stop");
        assertThat(shown.object("resolution").string("reason")).isEqualTo("out");
        assertThat(Json.parse(
                        operator.run("incident", "list", "--format", "json")
                                .out()
                                .getBytes(StandardCharsets.UTF_8),
                        "list"))
                .isInstanceOfSatisfying(
                        JsonArray.class, list -> assertThat(list.elements()).hasSize(1));
    }

    @Test
    void whatAFileSaysSteersNoTerminal() throws IOException {
        String id = stop("fire");
        String file = "logs/incidents/" + id + ".json";
        operator.write(file, operator.text(file).replace("\"fire\"", "\"\\u001b[2J\\nfire\\u202e\""));

        assertThat(operator.run("incident", "show", id).out())
                .contains("\\u001b[2J\\nfire\\u202e")
                .doesNotContain("\u001b");
        assertThat(operator.run("incident", "list").lines()).hasSize(3);
    }

    @Test
    void anUnknownIncidentIs66() {
        Answer expected = new Answer(
                66, "", "bridgectl: there is no incident of that id\nThose there are: bridgectl incident list\n");

        assertThat(operator.run("incident", "show", UNKNOWN)).isEqualTo(expected);
        assertThat(operator.run("incident", "resolve", UNKNOWN, "--reason", "x"))
                .isEqualTo(expected);
        assertThat(operator.run("incident", "show", "../../security/private")).isEqualTo(expected);
    }

    @Test
    void whatMakesNoSenseIs64() {
        assertThat(operator.run("stop").code()).isEqualTo(64);
        assertThat(operator.run("stop", "--reason", " ").code()).isEqualTo(64);
        assertThat(operator.run("stop", "--reason", "two\nlines").code()).isEqualTo(64);
        assertThat(operator.run("incident").code()).isEqualTo(64);
        assertThat(operator.run("incident", "show").code()).isEqualTo(64);
        assertThat(operator.run("incident", "resolve", UNKNOWN).code()).isEqualTo(64);
        assertThat(operator.run("verify").code()).isZero();
    }

    @Test
    void noDeploymentIs66() throws IOException {
        operator.goTo(Files.createDirectory(operator.beside("elsewhere")));

        assertThat(operator.run("stop", "--reason", "fire").code()).isEqualTo(66);
        assertThat(operator.run("incident", "list").code()).isEqualTo(66);
    }

    @Test
    void aStopThatCannotBeRecordedIs74() throws IOException {
        operator.write("logs/incidents", "no directory");

        Answer answer = operator.run("stop", "--reason", "fire");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.err()).startsWith("bridgectl: the stop could not be recorded as it should be: ");
        assertThat(operator.run("verify").code()).isEqualTo(32);
    }

    @Test
    void aDirectoryThatIsNoneIsAnIncidentThatNobodyCanName() throws IOException {
        operator.write("logs/incidents", "no directory");

        Answer answer = operator.run("verify");

        assertThat(answer.violations())
                .containsExactly("EMERGENCY STOP IN FORCE: logs/incidents: its file can't be read: logs/incidents is a"
                        + " regular file");
    }

    private String stop(String reason) {
        return operator.run("stop", "--reason", reason).lines().get(0).substring("EMERGENCY STOP IN FORCE: ".length());
    }

    private static JsonFields json(Answer answer) throws Exception {
        assertThat(answer.code()).isZero();
        return JsonFields.of(Json.parse(answer.out().getBytes(StandardCharsets.UTF_8), "answer"), "answer");
    }

    /** A refusal that is a warning, and its id. */
    private String warning(String entrypoint) {
        assertThat(operator.run("run", entrypoint).code()).isEqualTo(77);
        String row = "";
        for (String line : operator.run("incident", "list").lines()) {
            row = line.contains("warning") && line.contains(entrypoint) ? line : row;
        }
        assertThat(row).isNotEmpty();
        return row.substring(0, row.indexOf(' '));
    }

    @Test
    void aWarningIsAcknowledgedWithoutTheReleaseKey() throws Exception {
        String id = warning("nothing.py");
        Files.delete(operator.path("security/release.private.pem"));

        assertThat(operator.run("incident", "show", id).out())
                .contains("  bridgectl incident acknowledge " + id + " --reason TEXT")
                .doesNotContain("incident resolve");
        assertThat(operator.run("incident", "acknowledge", id, "--reason", "a typo"))
                .isEqualTo(new Answer(0, "Acknowledged " + id + ".\n", ""));

        assertThat(operator.run("status").out()).contains("no open incident");
        assertThat(operator.run("incident", "list").out()).containsPattern(id + " .* acknowledged ");
        assertThat(operator.run("incident", "show", id).out())
                .contains("acknowledged by   ", "reason            a typo", "acknowledged at   2021-11-23T10:00:00Z")
                .doesNotContain("incident acknowledge " + id);
        assertThat(operator.text("logs/production_audit.jsonl"))
                .contains("\"event\":\"incident-acknowledged\",\"incident\":\"" + id + "\",\"reason\":\"a typo\"");
        JsonFields shown = json(operator.run("incident", "show", id, "--format", "json"));
        assertThat(shown.string("state")).isEqualTo("acknowledged");
        assertThat(shown.object("acknowledgement").string("reason")).isEqualTo("a typo");
        assertThat(operator.run("incident", "acknowledge", id, "--reason", "again"))
                .isEqualTo(new Answer(0, id + " is acknowledged already.\n", ""));
    }

    @Test
    void whatWasAcknowledgedStaysSoWhileItIsSeenWithinADay() {
        String id = warning("nothing.py");
        operator.run("incident", "acknowledge", id, "--reason", "a typo");

        operator.wait(Duration.ofHours(20));
        operator.run("run", "nothing.py");
        operator.wait(Duration.ofHours(20));
        operator.run("run", "nothing.py");
        assertThat(operator.run("incident", "list").lines()).hasSize(3);

        operator.wait(Duration.ofHours(25));
        operator.run("run", "nothing.py");
        assertThat(operator.run("incident", "list").lines()).hasSize(4);
        assertThat(operator.run("status").out()).contains("1 open incident");
    }

    @Test
    void aCriticalIncidentIsNotAcknowledged() throws IOException {
        String id = stop("fire");

        Answer answer = operator.run("incident", "acknowledge", id, "--reason", "never mind");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("is critical", "bridgectl incident resolve " + id);
        assertThat(operator.run("verify").code()).isEqualTo(32);
        Files.createDirectories(operator.path("logs/incidents/acknowledgements"));
        operator.write(
                "logs/incidents/acknowledgements/" + id + ".json",
                "{\"incident\": \"" + id
                        + "\", \"reason\": \"x\", \"acknowledged_at\": \"2021-11-23T10:00:00Z\", \"by\": \"me\"}");
        assertThat(operator.run("verify").code()).isEqualTo(32);
        operator.write(
                "logs/incidents/" + id + ".json",
                operator.text("logs/incidents/" + id + ".json").replace("\"critical\"", "\"warning\""));
        assertThat(operator.run("verify").code()).isGreaterThanOrEqualTo(32);
    }

    @Test
    void anAcknowledgementThatSaysSomethingElseClosesNothing() throws IOException {
        String id = warning("nothing.py");
        Files.createDirectories(operator.path("logs/incidents/acknowledgements"));
        operator.write("logs/incidents/acknowledgements/" + id + ".json", "{}");

        assertThat(operator.run("status").out()).contains("1 open incident");
        assertThat(operator.run("incident", "show", id).out()).contains("does not hold");
    }

    @Test
    void whatStopsEverythingStandsFirst() {
        for (int i = 0; i < 6; i++) {
            warning("typo-" + i + ".py");
        }
        operator.wait(Duration.ofHours(1));
        String id = stop("fire");

        assertThat(operator.run("incident", "list").lines().get(1)).startsWith(id);
        assertThat(operator.run("status").out()).contains(id + " (critical): fire");
        assertThat(operator.run("incident", "list", "--format", "json").out().indexOf(id))
                .isLessThan(operator.run("incident", "list", "--format", "json")
                        .out()
                        .indexOf("typo-0"));
    }

    @Test
    void argumentsThatNobodyApprovedAreAnIncidentAtTheSecondTryOfAnHour() throws IOException {
        assertThat(operator.run("run", "automation", "--onec").code()).isEqualTo(77);
        assertThat(operator.run("incident", "list").out()).startsWith("No incident.");
        assertThat(operator.text("logs/security_rejects.log")).contains("arguments not approved");

        operator.wait(Duration.ofMinutes(61));
        assertThat(operator.run("run", "automation", "--onec").code()).isEqualTo(77);
        assertThat(operator.run("incident", "list").out()).startsWith("No incident.");

        operator.wait(Duration.ofMinutes(59));
        assertThat(operator.run("run", "automation", "--owatch").code()).isEqualTo(77);
        assertThat(operator.run("incident", "list").out()).contains("arguments not approved");
    }
}
