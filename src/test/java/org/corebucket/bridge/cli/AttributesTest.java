package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Holders;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SystemCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modes, owners, extended attributes and lists of real files: recorded by a freeze, found changed, and put back. */
final class AttributesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String POLICY = "canonical/policy.json";
    private static final String RECORD = "canonical/attributes.json";
    private static final String FILE = "core_bucket_bridge.py";

    @TempDir
    private Path directory;

    /** Neither every file system nor every kernel's tmpfs has both. */
    private void assumeThatFilesCanHaveThem() throws IOException {
        Path probe = Files.createFile(directory.resolve("probe"));
        assumeTrue(
                SystemCommand.exit(directory, "setfattr", "-n", "user.probe", "-v", "1", probe.toString()) == 0
                        && SystemCommand.exit(directory, "setfacl", "-m", "u:1:r", probe.toString()) == 0,
                "setfattr or setfacl is missing, or the file system of " + directory + " has no such attributes");
    }

    private Operator recording(String attributes) throws Exception {
        Operator operator = Operator.atDeployment(directory);
        name(operator, attributes);
        assertThat(operator.run("freeze", "--reason", "attributes").code()).isZero();
        assertThat(operator.run("verify").code()).isZero();
        return operator;
    }

    private static void name(Operator operator, String attributes) throws IOException {
        operator.write(
                POLICY, operator.text(POLICY).replaceFirst("\\{", "{\"file_attributes\": [" + attributes + "],"));
    }

    private static void type(Operator operator, String... command) throws IOException {
        assertThat(SystemCommand.exit(operator.root(), command))
                .as(String.join(" ", command))
                .isZero();
    }

    /** Each finding as path, attribute, expected and found. */
    private static List<String> changes(Operator operator) throws IOException {
        Answer answer = operator.run("verify", "--format", "json");
        List<String> changes = new ArrayList<>();
        for (JsonNode finding : MAPPER.readTree(answer.out()).findValues("findings").stream()
                .flatMap(all -> {
                    List<JsonNode> each = new ArrayList<>();
                    all.forEach(each::add);
                    return each.stream();
                })
                .toList()) {
            assertThat(finding.get("code").textValue()).isEqualTo("attribute-changed");
            changes.add(finding.get("path").textValue() + " "
                    + finding.get("message").textValue().replaceFirst(".*? - (.*?) - Expected.*", "$1") + " "
                    + finding.get("expected").textValue() + " "
                    + finding.get("actual").textValue());
        }
        assertThat(answer.code()).isEqualTo(changes.isEmpty() ? 0 : 4);
        return changes;
    }

    @Test
    void withoutAnyInThePolicyNothingIsRecordedOrCompared() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        operator.run("freeze", "--reason", "again");
        operator.setMode("canonical/automation", "rwx------");

        assertThat(operator.path(RECORD)).doesNotExist();
        assertThat(changes(operator)).isEmpty();
    }

    @Test
    void anotherModeIsFoundAndPutBack() throws Exception {
        Operator operator = recording("\"mode\"");
        operator.setMode(FILE, "r-x------");
        operator.setMode("canonical/automation", "rwx------");
        operator.setMode(".", "rwx--x--x");
        type(operator, "chmod", "u+s", "canonical/policy.json");

        assertThat(changes(operator))
                .containsExactly(
                        ". mode 0755 0711",
                        "canonical/automation mode 0755 0700",
                        "canonical/policy.json mode 0644 4644",
                        FILE + " mode 0644 0500");
        assertThat(operator.run("restore", "--dry-run").out()).contains("would have put back the mode 0644 of " + FILE);
        Answer restored = operator.run("restore");
        assertThat(restored.code()).as(restored.out()).isZero();
        assertThat(restored.out()).contains("put back the mode 0755 of canonical/automation");
        assertThat(changes(operator)).isEmpty();
    }

    @Test
    void restoreOfOnePathTouchesNoOther() throws Exception {
        Operator operator = recording("\"mode\"");
        operator.setMode(FILE, "r-x------");
        operator.setMode("canonical/automation", "rwx------");

        operator.run("restore", FILE);

        assertThat(changes(operator)).containsExactly("canonical/automation mode 0755 0700");
    }

    @Test
    void aFileThatWasMissingGetsItsModeBackToo() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        operator.setMode(FILE, "rwxr-x---");
        name(operator, "\"mode\"");
        operator.run("freeze", "--reason", "attributes");
        Files.delete(operator.path(FILE));

        assertThat(operator.run("restore").code()).isZero();
        assertThat(operator.mode(FILE)).isEqualTo("rwxr-x---");
    }

    @Test
    void anotherOwnerOrGroupIsFoundAndRootPutsItBack() throws Exception {
        assumeTrue(
                SystemCommand.exit(directory, "sh", "-c", "test \"$(id -u)\" = 0") == 0, "only root gives files away");
        Operator operator = recording("\"mode\", \"owner\", \"group\"");
        type(operator, "chmod", "4755", FILE);
        operator.run("freeze", "--reason", "with a bit that a change of owner takes");
        type(operator, "chown", "1:2", FILE);

        assertThat(changes(operator))
                .containsExactly(FILE + " group 0 2", FILE + " mode 4755 0755", FILE + " owner 0 1");
        assertThat(operator.run("restore").code()).isZero();
        assertThat(changes(operator)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"canonical/policy.json", "canonical/automation", "core_bucket_bridge.py"})
    void extendedAttributesAndListsAreFoundAndTheirRemediesWork(String path) throws Exception {
        assumeThatFilesCanHaveThem();
        Operator operator = recording("\"xattr\", \"acl\"");
        type(operator, "setfattr", "-n", "user.origin", "-v", "elsewhere", path);
        type(operator, "setfacl", "-m", "u:12345:r", path);

        List<String> changes = changes(operator);

        assertThat(changes).hasSize(2);
        assertThat(changes.get(0)).startsWith(path + " acl null user::").contains("user:12345:r--");
        assertThat(changes.get(1)).isEqualTo(path + " xattr user.origin null 0x656c73657768657265");
        followed(operator);
    }

    @Test
    void whatWasTakenAwayIsFoundAndItsRemedyWorks() throws Exception {
        assumeThatFilesCanHaveThem();
        Operator operator = Operator.atDeployment(directory);
        type(operator, "setfattr", "-n", "user.origin", "-v", "here", FILE);
        type(operator, "setfacl", "-m", "u:12345:r", FILE);
        type(operator, "setfacl", "-d", "-m", "u:12345:r", "canonical/automation");
        name(operator, "\"xattr\", \"acl\"");
        operator.run("freeze", "--reason", "attributes");
        assertThat(changes(operator)).isEmpty();
        type(operator, "setfattr", "-x", "user.origin", FILE);
        type(operator, "setfacl", "-b", FILE);
        type(operator, "setfacl", "-k", "canonical/automation");

        assertThat(changes(operator)).hasSize(3);
        followed(operator);
    }

    /** Types each remedy as it is written. */
    private static void followed(Operator operator) throws IOException {
        JsonNode report =
                MAPPER.readTree(operator.run("verify", "--format", "json").out());
        for (String remedy : report.findValuesAsText("remedy")) {
            type(operator, "sh", "-c", remedy);
        }
        assertThat(changes(operator)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b",
                "back\\slash",
                "qu'ote\"s",
                "caf\u00e9",
                "-dash",
                "two\\nlines",
                "tab\\there",
                "re\\rturn",
                "\\# file: x"
            })
    void anyNameThatCanBeSealedHasItsAttributes(String written) throws Exception {
        assumeThatFilesCanHaveThem();
        String name = "canonical/"
                + written.replace("\\n", "\n")
                        .replace("\\t", "\t")
                        .replace("\\r", "\r")
                        .replace("\\#", "#");
        Operator operator = Operator.atDeployment(directory);
        operator.write(name, "x");
        type(operator, "setfattr", "-n", "user.origin", "-v", "here", name);
        type(operator, "setfacl", "-m", "u:12345:r", name);
        name(operator, "\"owner\", \"group\", \"xattr\", \"acl\"");
        assertThat(operator.run("freeze", "--reason", "names").code()).isZero();
        assertThat(operator.run("verify").code()).isZero();

        type(operator, "setfattr", "-n", "user.origin", "-v", "there", name);
        type(operator, "setfacl", "-m", "u:12345:rx", name);

        assertThat(changes(operator)).hasSize(2).allMatch(change -> change.startsWith(name + " "));
        followed(operator);
    }

    @Test
    void anyNameOfAnExtendedAttributeIsFoundAndItsRemedyWorks() throws Exception {
        assumeThatFilesCanHaveThem();
        Operator operator = recording("\"xattr\"");
        type(operator, "setfattr", "-n", "user.a b=c\\d 'e' \"f\"", "-v", "x", FILE);

        assertThat(changes(operator)).containsExactly(FILE + " xattr user.a b=c\\d 'e' \"f\" null 0x78");
        followed(operator);
    }

    @Test
    void aFileOfSomebodyElseAtTheRecordsPlaceIsKept() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        operator.write(RECORD, "{\"mine\": 1}");
        name(operator, "\"mode\"");

        Answer answer = operator.run("freeze", "--reason", "attributes");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).contains("and it is no such record", "Move the file, or remove it.");
        assertThat(operator.text(RECORD)).isEqualTo("{\"mine\": 1}");
    }

    @Test
    void whatWasApprovedIsNotSealedWithOtherAttributes() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        Holders holders = Holders.twoOfThree(operator);
        name(operator, "\"mode\"");
        holders.succeed("freeze", "--propose", "--reason", "attributes");
        holders.approve("anna");
        holders.approve("bruno");
        operator.setMode("canonical/automation", "rwxrwxr-x");

        Answer late = operator.run("freeze", "--complete");

        assertThat(late.code()).isEqualTo(77);
        assertThat(late.err()).contains("the attributes are no longer what was approved: canonical/automation, mode");
        operator.setMode("canonical/automation", "rwxr-xr-x");
        assertThat(holders.succeed("freeze", "--complete").out()).contains("added " + RECORD);
    }

    /** The program is hidden in a mount namespace, where no other process misses it. */
    @ParameterizedTest
    @CsvSource({"getfattr, xattr, attr", "getfacl, acl, acl"})
    void aMissingProgramIsNamedWithItsPackage(String program, String attribute, String debian) throws Exception {
        assumeTrue(
                SystemCommand.exit(directory, "unshare", "--mount", "true") == 0,
                "only root can hide a program in a mount namespace");
        Operator operator = recording("\"" + attribute + "\"");
        List<String> java = ChildJvm.command(
                List.of("-XX:TieredStopAtLevel=1"),
                Main.class,
                "--root",
                operator.root().toString(),
                "verify");
        List<String> words = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind /dev/null /usr/bin/" + program + " && shift && \"$@\"; echo exit $?",
                "sh",
                "hidden"));
        words.addAll(java);
        ProcessBuilder command = new ProcessBuilder(words);
        command.environment().put("XDG_STATE_HOME", operator.state().toString());

        String output = ChildJvm.output(command);

        assertThat(output)
                .contains(
                        "[ERROR] ATTRIBUTES UNKNOWN: /usr/bin/" + program + " is missing",
                        "[FIX] Install it (Debian: apt-get install " + debian + ")",
                        "exit ");
        assertThat(output).doesNotContain("exit 0");
    }
}
