package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The completions, read by the shells that they are for. */
final class CompletionTest {

    private static final Path BASH = Path.of("/bin/bash");
    private static final Path ZSH = Path.of("/usr/bin/zsh");

    /** {@code (-h --help)-h[Show this help.]}, {@code *--metric=[Something.]:NAME=VALUE:}. */
    private static final Pattern ZSH_OPTION = Pattern.compile("(?m)^(?:\\([^)]*\\)|\\*)?(-[-a-zA-Z]*[a-zA-Z])=?-?\\[");

    @TempDir
    private Path base;

    private Map<String, String> scripts;

    @BeforeEach
    void write() throws IOException {
        scripts = Documentation.manual().completions();
        for (Map.Entry<String, String> script : scripts.entrySet()) {
            Path file = base.resolve(script.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, script.getValue());
        }
        Files.createFile(base.resolve("public.pem"));
    }

    /** What is typed, a blank between the words as bash divides them; the last one is completed. */
    @ParameterizedTest
    @CsvSource({
        "bridgectl ver, verify",
        "bridgectl keys ge, generate",
        "bridgectl --root /srv/bridge ver, verify",
        "bridgectl --root = /srv/bridge ver, verify",
        "bridgectl verify --read, --read-only",
        "bridgectl verify --format sa, sarif",
        "bridgectl verify --format = ju, junit",
        "bridgectl verify --trust pub, public.pem",
        "bridgectl --color al, always",
        "bridgectl keys sign pub, public.pem",
        "bridgectl init --system verify --ad, --adopt"
    })
    void bashCompletesWhatOnlyOneWordCanBe(String typed, String completed) throws Exception {
        assertThat(bash(typed)).isEqualTo(completed + "\n");
    }

    @Test
    void bashOffersEveryCommand() throws Exception {
        assertThat(bash("bridgectl keys ").lines())
                .containsExactly("generate", "rotate", "show", "sign", "verify", "accept-clock");
    }

    @Test
    void bashOffersWhatTheDeploymentHas() throws Exception {
        Operator operator = Operator.atDeployment(Files.createDirectory(base.resolve("host")));
        operator.run("stop", "--reason", "fire");
        String incident = operator.filesBelow(operator.path("logs/incidents")).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.matches("INC-[0-9A-Za-z-]*\\.json"))
                .findFirst()
                .orElseThrow()
                .replace(".json", "");
        Path below = operator.path("logs");

        assertThat(bash("bridgectl incident show ", below)).isEqualTo(incident + "\n");
        assertThat(bash("bridgectl run br", below)).isEqualTo("bridge\n");
        assertThat(bash("bridgectl sync --module fin", below)).isEqualTo("finance\n");
        assertThat(bash("bridgectl verify --check canonical", below)).isEqualTo("canonical-hashes\n");
        assertThat(bash("bridgectl token issue --role ad", below)).isEqualTo("admin\n");
        operator.write(
                "canonical/policy.json",
                operator.text("canonical/policy.json").replace("\"finance\"", "\"$(touch x)\""));
        assertThat(bash("bridgectl sync --module ", below)).doesNotContain("touch");
        assertThat(below.resolve("x")).doesNotExist();
    }

    @Test
    void bashOffersNothingWhereItCannotKnow() throws Exception {
        assertThat(bash("bridgectl verify --jobs ")).isEmpty();
    }

    @Test
    void bashOffersEveryOptionAndCommandOfEveryCommand() throws Exception {
        for (Map.Entry<String, CommandSpec> command : commands().entrySet()) {
            assertThat(bash(command.getKey() + " -").lines())
                    .as(command.getKey())
                    .containsExactlyInAnyOrderElementsOf(
                            command.getValue().optionsMap().keySet());
            if (!command.getValue().subcommands().isEmpty()) {
                assertThat(bash(command.getKey() + " ").lines())
                        .as(command.getKey())
                        .containsExactlyElementsOf(
                                command.getValue().subcommands().keySet());
            }
        }
    }

    @Test
    void bashOffersNoFileWhereADirectoryIsMeant() throws Exception {
        Files.createDirectory(base.resolve("public"));

        assertThat(bash("bridgectl --root pub")).isEqualTo("public\n");
    }

    @Test
    void bashIsToldWhichFunctionCompletes() throws Exception {
        assumeTrue(Files.isExecutable(BASH), "bash is missing: its completion is not tried");

        assertThat(run(List.of(
                        BASH.toString(),
                        "--norc",
                        "-c",
                        ". bash-completion/completions/bridgectl; complete -p bridgectl")))
                .isEqualTo("complete -F _bridgectl bridgectl\n");
    }

    @Test
    void zshOffersEveryOptionAndCommandOfEveryCommand() throws Exception {
        for (Map.Entry<String, CommandSpec> command : commands().entrySet()) {
            String offered = zsh(command.getKey());
            assertThat(ZSH_OPTION.matcher(offered).results().map(found -> found.group(1)))
                    .as(command.getKey())
                    .containsExactlyInAnyOrderElementsOf(
                            command.getValue().optionsMap().keySet());
            assertThat(offered.lines()
                            .filter(line -> line.matches("[a-z]+:.*"))
                            .map(line -> line.substring(0, line.indexOf(':'))))
                    .as(command.getKey())
                    .containsExactlyElementsOf(command.getValue().subcommands().keySet());
        }
    }

    @Test
    void zshReadsItsOwn() throws Exception {
        assumeTrue(Files.isExecutable(ZSH), "zsh is missing: its completion is not read");

        assertThat(run(List.of(ZSH.toString(), "-n", "zsh/vendor-completions/_bridgectl")))
                .isEmpty();
        assertThat(scripts.get("zsh/vendor-completions/_bridgectl"))
                .startsWith("#compdef bridgectl\n")
                .contains("'--trust=[The release key'\\''s public half to trust.]:PEM:_files'");
    }

    private String bash(String typed) throws Exception {
        return bash(typed, base);
    }

    private String bash(String typed, Path directory) throws Exception {
        assumeTrue(Files.isExecutable(BASH), "bash is missing: its completion is not tried");
        String program = """
                . bash-completion/completions/bridgectl
                cd -- "$2"
                compopt() { :; }
                COMP_WORDS=($1)
                [[ $1 != *' ' ]] || COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _bridgectl
                printf '%s\\n' "${COMPREPLY[@]}" | sed '/^$/d'
                """;
        return run(List.of(BASH.toString(), "--norc", "-c", program, "bash", typed, directory.toString()));
    }

    /** What zsh's own functions are given at the end of a command: the options' specifications, then the commands below. */
    private String zsh(String typed) throws Exception {
        assumeTrue(Files.isExecutable(ZSH), "zsh is missing: its completion is not tried");
        String program = """
                _arguments() {
                    arguments=("$@") described=()
                    [[ "$*" == *'->behind'* ]] || return 0
                    if (( $#typed )); then
                        state=behind line=("$typed[1]")
                        shift typed
                    else
                        state=command
                    fi
                }
                _describe() { described=("${(@P)2}"); }
                typed=(${=1})
                shift typed
                set --
                . ./zsh/vendor-completions/_bridgectl
                print -rl -- "${arguments[@]}" "${described[@]}"
                """;
        return run(List.of(ZSH.toString(), "-f", "-c", program, "zsh", typed));
    }

    /** Every command of the model, as it is typed. */
    private static Map<String, CommandSpec> commands() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Host host = new Host(Map.of(), Path.of("/"), Clock.systemUTC());
        Map<String, CommandSpec> commands = new TreeMap<>();
        add(commands, Bridgectl.model(new Session(host, nowhere, nowhere, Terminal.NONE), new GlobalOptions()));
        return commands;
    }

    private static void add(Map<String, CommandSpec> commands, CommandSpec command) {
        commands.put(command.qualifiedName(), command);
        for (CommandLine below : command.subcommands().values()) {
            add(commands, below.getCommandSpec());
        }
    }

    private String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(base.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return output;
    }
}
