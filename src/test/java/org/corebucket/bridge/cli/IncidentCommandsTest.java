package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue.JsonArray;
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
                        ID                           TIME                  SEVERITY  STATE     SUMMARY
                        %s  2021-11-23T10:00:00Z  critical  open      fire
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
}
