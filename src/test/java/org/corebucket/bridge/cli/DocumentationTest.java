package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.corebucket.bridge.cli.manual.Release;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual of the command line that there is. */
final class DocumentationTest {

    private static final Release RELEASE = new Release("5.1.0", LocalDate.of(2026, 11, 23));

    @TempDir
    private Path base;

    @Test
    void theCommittedPagesAreWhatTheCommandLineSays() throws IOException {
        Map<String, String> committed = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("src/docs/commands"))) {
            for (Path file : files) {
                committed.put(file.getFileName().toString(), Files.readString(file));
            }
        }

        assertThat(committed)
                .as("write them anew, as CONTRIBUTING.md says")
                .isEqualTo(Documentation.manual().markdown());
    }

    @Test
    void everyCommandHasAManualPageWithExitStatusAndExamples() {
        Map<String, String> pages = Documentation.manual().manPages(RELEASE);

        assertThat(pages).containsKeys("bridgectl.1", "bridgectl-verify.1", "bridgectl-keys-generate.1");
        assertThat(pages.values())
                .allMatch(page -> page.contains(".SH \"EXIT STATUS\"") && page.contains(".SH EXAMPLE"));
    }

    @Test
    void everyExitCodeIsInTheManualWithWhatToDo() throws Exception {
        String page = Documentation.manual().topics(RELEASE).get("bridgectl-exit-codes.7");

        for (Field constant : ExitCode.class.getFields()) {
            assertThat(page).as(constant.getName()).contains("\\fB" + constant.get(null) + "\\fR\n");
        }
        for (ExitCode.Meaning code : ExitCode.meanings()) {
            assertThat(List.of(code.meaning(), code.remedy())).as(code.code()).allMatch(text -> text.matches(".+[.?]"));
        }
        assertThat(Documentation.manual().manPages(RELEASE).get("bridgectl.1"))
                .endsWith(".BR bridgectl\\-exit\\-codes (7)\n");
    }

    /** The guide says more of each code, by the command that it comes from. */
    @Test
    void theGuideAndTheManualHaveTheSameExitCodes() throws IOException {
        String guide = Files.readString(Path.of("src/docs/operations.md"));
        String readme = Files.readString(Path.of("README.md"));

        assertThat(codesOf(guide.substring(guide.indexOf("| exit code |"), guide.indexOf("## Install"))))
                .containsExactlyInAnyOrderElementsOf(
                        ExitCode.meanings().stream().map(ExitCode.Meaning::code).toList());
        assertThat(codesOf(readme.substring(readme.indexOf("| code |"), readme.indexOf("| 64 or more |"))))
                .containsExactlyElementsOf(ExitCode.partsOfBlocked().stream()
                        .map(ExitCode.Meaning::code)
                        .toList());
    }

    /** What stands in the first column of a table, below its heading. */
    private static List<String> codesOf(String table) {
        return table.lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> line.substring(1, line.indexOf('|', 1)).strip())
                .filter(code -> !code.isEmpty())
                .toList();
    }

    @Test
    void twoBuildsWriteTheSameBytes() throws IOException {
        for (String build : List.of("one", "two")) {
            Documentation.main(new String[] {"share", base.resolve(build).toString(), "5.1.0", "2026-11-23T00:00:00Z"});
        }

        assertThat(TreeSnapshot.withoutTimes(base.resolve("one")))
                .isEqualTo(TreeSnapshot.withoutTimes(base.resolve("two")));
        assertThat(base.resolve("one/man/man1/bridgectl-verify.1.gz")).isRegularFile();
        assertThat(base.resolve("one/man/man7/bridgectl-exit-codes.7.gz")).isRegularFile();
        assertThat(base.resolve("one/doc/bridgectl/changelog.gz")).isRegularFile();
        assertThat(base.resolve("one/zsh/vendor-completions/_bridgectl")).isRegularFile();
    }

    @Test
    void aPageIsCompressedAndSaysItsReleaseAndDay() throws IOException {
        Documentation.main(new String[] {"share", base.toString(), "5.1.0", "2026-11-23T23:59:59Z"});

        try (InputStream page =
                new GZIPInputStream(Files.newInputStream(base.resolve("man/man1/bridgectl-verify.1.gz")))) {
            assertThat(new String(page.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(Documentation.manual().manPages(RELEASE).get("bridgectl-verify.1"))
                    .startsWith(".TH BRIDGECTL\\-VERIFY 1 2026\\-11\\-23 \"bridgectl 5.1.0\"");
        }
    }

    @Test
    void anotherCallIsRefused() {
        assertThatThrownBy(() -> Documentation.main(new String[] {"share"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("usage");
    }

    @Test
    void noPageHasALineThatATerminalCannotShow() {
        List<String> texts =
                new ArrayList<>(Documentation.manual().manPages(RELEASE).values());
        texts.addAll(Documentation.manual().topics(RELEASE).values());
        texts.addAll(Documentation.manual().completions().values());

        assertThat(texts).allMatch(text -> text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 127)));
    }
}
