package org.corebucket.bridge.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of checks, and what is written of it elsewhere. */
final class ReadinessCheckTest {

    /** A row of a document's table: id, question, weight, whether it is critical. */
    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\| [^|]+ \\| (\\d+) \\| (yes|no|) ?\\|");

    @Test
    void theReadinessChecklistHasARowForEachCheck() throws IOException {
        assertThat(rows(Path.of("canonical/PRODUCTION_READINESS_CHECKLIST.md")))
                .isEqualTo(rows(Stream.of(ReadinessCheck.values())));
    }

    /** What the contract promises of a check is so; it need not know of every check that came later. */
    @Test
    void theContractSaysOfAChecksWeightWhatTheTableSays() throws IOException {
        assertThat(rows(Path.of("src/docs/contract.md")))
                .hasSizeGreaterThan(12)
                .isSubsetOf(rows(Stream.of(ReadinessCheck.values())));
    }

    @Test
    void theHelpNamesEachCheck(@TempDir Path directory) throws IOException {
        String help = Operator.atDeployment(directory).run("verify", "--help").out();

        assertThat(help)
                .containsSubsequence(Arrays.stream(ReadinessCheck.values())
                        .map(ReadinessCheck::id)
                        .toList())
                .contains("; with --deep "
                        + Stream.of(ReadinessCheck.values())
                                .filter(ReadinessCheck::isDeep)
                                .map(ReadinessCheck::id)
                                .collect(Collectors.joining(", "))
                        + ".");
    }

    /** Of a check that is selected alone, nothing of another is asked; without {@code --deep} it is not there at all. */
    @Test
    void anIdSelectsItsRow(@TempDir Path directory) throws IOException {
        Operator operator = Operator.atDeployment(directory);

        for (ReadinessCheck check : ReadinessCheck.values()) {
            String out =
                    operator.run("verify", "--read-only", "--check", check.id()).out();
            for (ReadinessCheck other : ReadinessCheck.values()) {
                assertThat(out.contains("[LOCK] " + other.spec().title() + "..."))
                        .as("--check %s asks %s", check.id(), other.id())
                        .isEqualTo(other == check && !check.isDeep());
            }
        }
    }

    private static List<String> rows(Path document) throws IOException {
        List<String> rows = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(document));
        while (row.find()) {
            rows.add(row.group(1) + " " + row.group(2) + (row.group(3).equals("yes") ? " critical" : ""));
        }
        return rows;
    }

    private static List<String> rows(Stream<ReadinessCheck> checks) {
        return checks.map(check ->
                        check.id() + " " + check.spec().weight() + (check.spec().critical() ? " critical" : ""))
                .toList();
    }
}
