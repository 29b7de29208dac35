package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.ProgressLine;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.text.TextColumns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see on terminals of any width, on dumb ones, and when they ask for help. */
final class ScreensTest {

    private static final Terminal BOTH = new Terminal(true, true);

    /** This hung, and took all memory, once an incident named a digest. */
    @Test
    void statusFitsAnyWidthWhateverAnIncidentNames(@TempDir Path directory) throws IOException {
        Operator operator = Operator.atDeployment(directory);
        String digest = "0123456789abcdef".repeat(4);
        operator.run("stop", "--reason", "digest " + digest + " is wrong");
        for (int columns : List.of(1, 20, 21, 30, 39, 40, 41, 79, 80, 81, 132, 300, 9999)) {
            operator.setVariable("COLUMNS", Integer.toString(columns));

            String out = operator.run("status").out();

            int most = Math.max(20, Math.min(300, columns));
            // Commands that are cut in two can't be copied, so they alone may be longer.
            assertThat(out.lines().filter(line -> !line.contains("next: ")))
                    .allMatch(line -> TextColumns.width(line) <= most);
            assertThat(out.replaceAll("\\s", "")).contains(digest);
        }
    }

    @ParameterizedTest
    @CsvSource({"20", "40", "80", "300"})
    void aProgressLineNeverReachesTheLastColumn(String columns) {
        StringWriter err = new StringWriter();
        Session session = session(err, Map.of("COLUMNS", columns, "TERM", "xterm"));

        ProgressLine.show(session, "[####......] 40% 123456 files, 99999 MiB, 1234 MiB/s, 12:34 left");

        String shown = err.toString().replace("\r\u001b[K", "");
        assertThat(shown)
                .startsWith("[####....")
                .hasSizeLessThan(Integer.parseInt(columns))
                .doesNotContain("\n");
    }

    @Test
    void aDumbTerminalGetsNeitherColoursNorClearedLines() {
        Session dumb = session(new StringWriter(), Map.of("TERM", "dumb"));
        Session plain = session(new StringWriter(), Map.of("NO_COLOR", "1", "TERM", "xterm"));
        Session usual = session(new StringWriter(), Map.of("TERM", "xterm"));

        assertThat(GlobalOptions.mayColour(dumb)).isFalse();
        assertThat(GlobalOptions.mayColour(plain)).isFalse();
        assertThat(GlobalOptions.mayColour(usual)).isTrue();
        assertThat(new ProgressLine(dumb).isShown()).isFalse();
        assertThat(new ProgressLine(usual).isShown()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "help, Usage: bridgectl [",
        "help verify, Usage: bridgectl verify [",
        "help keys sign, Usage: bridgectl keys sign [",
        "--root . help stop, Usage: bridgectl stop ["
    })
    void helpIsACommandToo(String line, String usage, @TempDir Path directory) throws IOException {
        Answer answer = Operator.at(directory).run(line.split(" "));

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains(usage);
    }

    @ParameterizedTest
    @CsvSource({
        "verfy, bridgectl verify",
        "help verfy, bridgectl verify",
        "verify --formt json, --format",
        "keys gnerate, keys generate",
        "sync --modul x, --module"
    })
    void whatIsMisspeltGetsASuggestion(String line, String suggestion, @TempDir Path directory) throws IOException {
        Answer answer = Operator.at(directory).run(line.split(" "));

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).contains(suggestion).contains("--help");
    }

    @Test
    void daysAreDurations(@TempDir Path directory) throws IOException {
        Operator operator = Operator.atDeployment(directory);

        assertThat(operator.run("freeze", "--reason", "a month", "--expires", "30d")
                        .code())
                .isZero();
        assertThat(operator.text("manifests/canonical.sha256")).containsPattern("# expires: 20\\d\\d-");
    }

    private static Session session(StringWriter err, Map<String, String> environment) {
        Host host = new Host(environment, Path.of("/"), Clock.systemUTC());
        PrintWriter out = new PrintWriter(new StringWriter());
        return new Session(host, out, new PrintWriter(err, true), BOTH);
    }
}
