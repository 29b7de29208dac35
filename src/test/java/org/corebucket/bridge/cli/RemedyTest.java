package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** A remedy can be followed as it is written: its commands are typed, and the deployment is ready again. */
final class RemedyTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern COMMAND =
            Pattern.compile("(?:^|: |; |`)bridgectl (?:--\\w+ )?([a-z]+)(?: ([a-z]+))?(?=[ \"`;,]|$)");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

    /** Words that follow the program's name in a sentence, or in the name of a thing. */
    private static final Set<String> PROSE = Set.of("for", "that", "writes", "readers");

    @TempDir
    private Path directory;

    static Stream<Flaw> mendable() {
        return Flaw.all().stream().filter(flaw -> !flaw.mend().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("mendable")
    void whoFollowsTheRemedyIsReadyAgain(Flaw flaw) throws Exception {
        Operator operator = Operator.atDeployment(directory);
        flaw.act().at(operator);
        String remedy = remedy(operator, flaw);

        flaw.byHand().at(operator);
        for (String pattern : flaw.mend()) {
            Matcher command = Pattern.compile(pattern).matcher(remedy);
            assertThat(command.find()).as(remedy).isTrue();
            type(command.group(), operator);
        }

        Answer after = verify(operator, flaw);
        assertThat(after.code())
                .as(remedy + "\n" + after.violations() + after.err())
                .isZero();
    }

    private static Answer verify(Operator operator, Flaw flaw, String... more) {
        List<String> line = new ArrayList<>(List.of("verify"));
        if (flaw.deep()) {
            line.add("--deep");
        }
        line.addAll(List.of(more));
        return operator.run(line.toArray(String[]::new));
    }

    private static String remedy(Operator operator, Flaw flaw) throws IOException {
        for (JsonNode finding : MAPPER.readTree(
                        verify(operator, flaw, "--format", "json").out())
                .findParents("code")) {
            if (finding.get("code").textValue().equals(flaw.code())) {
                return finding.get("remedy").textValue();
            }
        }
        throw new AssertionError("no finding " + flaw.code());
    }

    /** As people do: with their own words for those in capitals. */
    private static void type(String command, Operator operator) throws Exception {
        String typed = command.replace("TEXT", "mended")
                .replace("RELEASE.private.pem", "security/release.private.pem")
                .replace("--key PEM", "--key " + operator.beside("anna.key"))
                .replace("NAME", "module");
        if (typed.startsWith("bridgectl ")) {
            Answer answer = operator.run(typed.substring("bridgectl ".length()).split(" "));
            assertThat(answer.code())
                    .as(typed + "\n" + answer.out() + answer.err())
                    .isZero();
            return;
        }
        ChildJvm.output(
                new ProcessBuilder("sh", "-c", typed).directory(operator.root().toFile()));
    }

    /** Every command that any message of the program names, to be run by people, is one that there is. */
    @Test
    void everyCommandThatAMessageNamesExists() throws IOException {
        Map<String, CommandLine> commands = commands();
        Set<String> unknown = new TreeSet<>();
        Path main = Path.of("src/main/java");
        List<Path> sources;
        try (Stream<Path> all = Files.walk(main)) {
            sources = all.filter(path -> path.toString().endsWith(".java")).toList();
        }
        for (Path source : sources) {
            for (String literal : literals(Files.readString(source))) {
                Matcher named = COMMAND.matcher(literal);
                while (named.find()) {
                    if (!PROSE.contains(named.group(1)) && !exists(commands, named.group(1), named.group(2))) {
                        unknown.add(source.getFileName() + ": " + named.group());
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private Map<String, CommandLine> commands() {
        Session session = new Session(
                new Host(Map.of("HOME", directory.toString()), directory, Clock.systemUTC()),
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(Writer.nullWriter()),
                Terminal.NONE);
        return Bridgectl.model(session, new GlobalOptions()).subcommands();
    }

    private static List<String> literals(String source) {
        return LITERAL.matcher(source).results().map(found -> found.group(1)).toList();
    }

    private static boolean exists(Map<String, CommandLine> commands, String command, String second) {
        if (!commands.containsKey(command)) {
            return false;
        }
        Map<String, CommandLine> below = commands.get(command).getSubcommands();
        return below.isEmpty() || second == null || below.containsKey(second);
    }
}
