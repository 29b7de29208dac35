package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Holders;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.RunningBridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What commands write with {@code --format json} is what their schemas in {@code src/docs/schemas} say: each command with the option
 * has one, and its real output has no member that its schema does not name.
 */
final class OutputSchemasTest {

    private static final Path SCHEMAS = Path.of("src/docs/schemas");
    private static final String END = ".schema.json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Set<String> seen = new TreeSet<>();

    @Test
    void eachCommandWithAFormatHasASchemaAndARowInThePage() throws IOException {
        String page = Files.readString(Path.of("src/docs/scripting.md"));
        Set<String> commands = new TreeSet<>();
        Host host = new Host(Map.of(), Path.of("/"), Clock.systemUTC());
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        collect(Bridgectl.model(new Session(host, nowhere, nowhere, Terminal.NONE), new GlobalOptions()), commands);

        assertThat(schemas()).isEqualTo(commands);
        assertThat(commands)
                .contains(
                        "heartbeat",
                        "sync",
                        "keys-show",
                        "token-inspect",
                        "certify",
                        "incident-list",
                        "provenance-verify",
                        "run",
                        "automation-next",
                        "automation-check",
                        "trust-show",
                        "status",
                        "verify")
                .allSatisfy(command -> assertThat(page).contains("(schemas/" + command + END + ")"));
    }

    private static void collect(CommandSpec command, Set<String> named) {
        if (command.findOption(ResultFormat.OPTION) != null) {
            named.add(command.qualifiedName("-").substring("bridgectl-".length()));
        }
        for (CommandLine below : command.subcommands().values()) {
            collect(below.getCommandSpec(), named);
        }
    }

    private static Set<String> schemas() throws IOException {
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> name.substring(0, name.length() - END.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void everyCommandWritesWhatItsSchemaSays(@TempDir Path directory) throws Exception {
        try (RunningBridge bridge = new RunningBridge(directory)) {
            atABridge(bridge);
        }
        atADeployment(Operator.atDeployment(Files.createDirectory(directory.resolve("one"))));
        withHolders(Operator.atDeployment(Files.createDirectory(directory.resolve("two"))));
        malformed(Operator.atDeployment(Files.createDirectory(directory.resolve("three"))));

        assertThat(seen).isEqualTo(schemas());
    }

    private void atABridge(RunningBridge bridge) throws IOException {
        Operator operator = bridge.operator();
        operator.setClock(Clock.fixed(bridge.now(), ZoneOffset.UTC));
        Files.writeString(operator.path("data.json"), "{}");
        String address = bridge.address().toString();
        assertThat(operator.run("sync", "--module", "finance", "--data", "data.json", "--bridge", address)
                        .code())
                .isZero();
        assertThat(operator.run("heartbeat", "--module", "finance", "--bridge", address)
                        .code())
                .isZero();
        fits(operator, 0, "sync", "--status", "--bridge", address);
        fits(operator, 1, "heartbeat", "--check");
        fits(operator, 0, "provenance", "verify", "--signatures");
        fits(operator, 0, "status", "--bridge", address);
    }

    private void atADeployment(Operator operator) throws IOException {
        fits(operator, 0, "verify");
        fits(operator, 0, "status");
        fits(operator, 0, "keys", "show");
        fits(operator, 0, "trust", "show");
        fits(operator, 0, "automation", "next");
        fits(operator, 0, "automation", "check");
        fits(operator, 0, "run", "--dry-run", "--format", "json", "automation", "--once");
        fits(operator, 77, "run", "--dry-run", "--format", "json", "automation", "--twice");
        fits(operator, 0, "provenance", "verify");
        fits(operator, 0, "incident", "list");
        token(operator);
        assertThat(operator.run("certify", "--output", "../c.md").code()).isZero();
        fits(operator, 0, "certify", "--check", "../c.md");
        operator.flipByte("canonical/policy.json");
        fits(operator, 1, "certify", "--check", "../c.md");
        assertThat(operator.run("stop", "--reason", "fire").code()).isZero();
        fits(operator, 32, "run", "--dry-run", "--format", "json", "bridge");
        fits(operator, 0, "incident", "list");
        incidents(operator);
    }

    private void incidents(Operator operator) throws IOException {
        String id =
                operator.run("incident", "list").lines().get(1).substring(0, "INC-20261123T101112Z-4f2a1c".length());
        fits(operator, 0, "incident", "show", id);
        assertThat(operator.run("restore").code()).isNotEqualTo(70);
        assertThat(operator.run("incident", "resolve", id, "--reason", "out").code())
                .isZero();
        fits(operator, 0, "incident", "show", id);
        fits(operator, 0, "incident", "list");
    }

    private void token(Operator operator) throws IOException {
        String token = operator.run("token", "issue", "--subject", "ops", "--role", "module", "--module", "finance")
                .out()
                .strip();
        fits(operator, 0, "token", "inspect", token);
        operator.wait(Duration.ofDays(1));
        fits(operator, 1, "token", "inspect", token);
        operator.wait(Duration.ofDays(-1));
    }

    private void withHolders(Operator operator) throws IOException {
        Holders.twoOfThree(operator);
        assertThat(operator.run("freeze", "--propose", "--reason", "new").code())
                .isZero();
        fits(operator, 0, "trust", "show");
        fits(operator, 0, "status");
    }

    private void malformed(Operator operator) throws IOException {
        String next = """
                {"jobs": [{"name": "nightly", "trigger": {"type": "cron", "value": "30 2 * * *", "zone": "Europe/Berlin"},
                  "actions": [{"type": "run_plugin", "plugin": "missing", "argv": ["{file}"]}]}]}
                """;
        operator.write("jobs.json", next);
        fits(
                operator,
                0,
                "automation",
                "next",
                "--count",
                "200",
                operator.path("jobs.json").toString());
        fits(operator, 1, "automation", "check", operator.path("jobs.json").toString());
        operator.write("crontab", "# none\n@daily /usr/bin/true\n");
        fits(operator, 1, "automation", "import", operator.path("crontab").toString());
        operator.write("logs/provenance_chain.jsonl", "no entry\n");
        fits(operator, 1, "provenance", "verify");
        operator.write("security/public.pem", "no key\n");
        operator.write("security/token.private.pem", "no key\n");
        fits(operator, 0, "keys", "show");
        fits(operator, 8, "verify");
    }

    /** Runs a command with {@code --format json}, unless that stands in it, and holds its output against its schema. */
    private void fits(Operator operator, int code, String... typed) throws IOException {
        List<String> line = new ArrayList<>(Arrays.asList(typed));
        if (!line.contains("json")) {
            line.addAll(List.of("--format", "json"));
        }
        Answer answer = operator.run(line.toArray(String[]::new));

        assertThat(answer.code()).as(line + "\n" + answer).isEqualTo(code);
        boolean group = List.of("keys", "trust", "automation", "token", "incident", "provenance")
                .contains(typed[0]);
        String name = group ? typed[0] + "-" + typed[1] : typed[0];
        assertThat(violations(name, answer.out()))
                .as(line + "\n" + answer.out())
                .isEmpty();
        seen.add(name);
    }

    private static List<String> violations(String name, String json) throws IOException {
        JsonNode schema = MAPPER.readTree(SCHEMAS.resolve(name + END).toFile());
        close(schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString(), InputFormat.JSON)
                .validate(
                        json,
                        InputFormat.JSON,
                        run -> run.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    /** Programs must bear more members, since those may be added. Here a member that is not documented is a flaw. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(OutputSchemasTest::close);
    }

    @Test
    void quietPrintsNothingAndKeepsTheCode(@TempDir Path directory) throws IOException {
        Operator operator = Operator.atDeployment(directory);

        assertThat(operator.run("heartbeat", "--check", "--quiet")).isEqualTo(new Answer(1, "", ""));
        assertThat(operator.run("provenance", "verify", "--quiet")).isEqualTo(new Answer(0, "", ""));
        assertThat(operator.run("automation", "check", "--quiet")).isEqualTo(new Answer(0, "", ""));
        assertThat(operator.run("heartbeat", "--format", "json", "--module", "finance")
                        .code())
                .isEqualTo(64);
        assertThat(operator.run("sync", "--drain", "--format", "json").code()).isEqualTo(64);
        assertThat(operator.run("certify", "--quiet").code()).isEqualTo(64);
        assertThat(operator.run("run", "--format", "json", "bridge").code()).isEqualTo(64);
    }
}
