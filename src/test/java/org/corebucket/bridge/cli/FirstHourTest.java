package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The twelve mistakes of a first hour, as {@code src/docs/first-hour.md} lists them: what is said of each leads on. */
final class FirstHourTest {

    private static final Path PAGE = Path.of("src/docs/first-hour.md");
    private static final String SCRIPT = "core_bucket_bridge.py";

    @TempDir
    private Path directory;

    /**
     * One mistake.
     *
     * @param page what the page's row says in its second column: the part of the message by which it is known
     * @param before what somebody did
     * @param typed the line that fails, with this code
     * @param remedy what the message must name
     * @param byHand what the remedy leaves to people
     * @param then the remedy as it is typed, and what was wanted at first; each must end in 0
     */
    private record Mistake(
            String page, Flaw.Act before, String typed, int code, String remedy, Flaw.Act byHand, List<String> then) {

        @Override
        public String toString() {
            return page;
        }
    }

    private static Mistake mistake(
            String page, Flaw.Act before, String typed, int code, String remedy, String... then) {
        return new Mistake(page, before, typed, code, remedy, op -> {}, List.of(then));
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                mistake("no deployment at", FirstHourTest::elsewhere, "verify", 66, "bridgectl init", "init", "verify"),
                mistake("Unmatched argument", op -> {}, "verfy", 64, "Did you mean: bridgectl verify", "verify"),
                mistake(
                        "this is below the deployment",
                        op -> op.goTo(Files.createDirectory(op.path("scripts"))),
                        "init",
                        77,
                        "bridgectl --root .*/deployment init",
                        "--root .. init",
                        "verify"),
                mistake(
                        "HASH MISMATCH",
                        op -> op.write(SCRIPT, "print('better')\n"),
                        "verify",
                        4,
                        "bridgectl restore " + SCRIPT,
                        "restore " + SCRIPT,
                        "verify"),
                mistake(
                        "UNLISTED FILE",
                        op -> op.write("canonical/notes.md", "mine\n"),
                        "verify",
                        1,
                        "bridgectl freeze --reason TEXT",
                        "freeze --reason notes",
                        "verify"),
                mistake(
                        "WRITABLE BY GROUP OR OTHERS",
                        op -> op.setMode("canonical/policy.json", "rw-rw-r--"),
                        "verify",
                        4,
                        "bridgectl restore canonical/policy.json",
                        "restore canonical/policy.json",
                        "verify"),
                new Mistake(
                        "KEY OPEN TO OTHERS",
                        op -> op.setMode("security/private.pem", "rw-r--r--"),
                        "verify",
                        8,
                        "chmod 600 security/private.pem",
                        op -> op.setMode("security/private.pem", "rw-------"),
                        List.of("verify")),
                mistake(
                        "Missing required option",
                        op -> op.write(SCRIPT, "print('better')\n"),
                        "freeze",
                        64,
                        "--reason=TEXT",
                        "freeze --reason=better",
                        "verify"),
                mistake(
                        "the release key is not at",
                        op -> Files.move(op.path("security/release.private.pem"), op.beside("release.pem")),
                        "freeze --reason better",
                        66,
                        "--key PEM",
                        "freeze --reason better --key ../release.pem",
                        "verify"),
                new Mistake(
                        "correct that line",
                        op -> op.write(
                                "canonical/policy.json",
                                "{,\n" + op.text("canonical/policy.json").substring(1)),
                        "freeze --reason better",
                        65,
                        "canonical/policy.json:1: ",
                        op -> op.write(
                                "canonical/policy.json",
                                "{" + op.text("canonical/policy.json").substring(2)),
                        List.of("freeze --reason better", "verify")),
                new Mistake(
                        "refused, not listed",
                        op -> op.write("hello.sh", "echo hello\n"),
                        "run hello.sh",
                        77,
                        "canonical/policy.json, then: bridgectl freeze --reason TEXT",
                        FirstHourTest::approve,
                        List.of("freeze --reason hello", "run --dry-run hello.sh")),
                mistake(
                        "refused, arguments not approved",
                        op -> {},
                        "run --dry-run " + SCRIPT + " --port 80",
                        77,
                        "approved: no arguments",
                        "run --dry-run " + SCRIPT));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void whoDoesWhatTheMessageSaysHasWhatWasWanted(Mistake mistake) throws Exception {
        Operator operator = Operator.atDeployment(directory);
        mistake.before().at(operator);

        Answer failed = operator.run(mistake.typed().split(" "));

        String said = failed.out() + failed.err();
        assertThat(failed.code()).as(said).isEqualTo(mistake.code());
        assertThat(said).contains(mistake.page()).containsPattern(Pattern.compile(mistake.remedy()));
        mistake.byHand().at(operator);
        for (String line : mistake.then()) {
            Answer answer = operator.run(line.split(" "));
            assertThat(answer.code())
                    .as(line + "\n" + answer.out() + answer.err())
                    .isZero();
        }
    }

    /** The page has a row for each, in this order, and no other. */
    @Test
    void thePageListsTheseTwelve() throws Exception {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .toList();
        List<Mistake> mistakes = mistakes().toList();

        assertThat(mistakes).hasSize(12);
        assertThat(rows).hasSameSizeAs(mistakes);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i))
                    .startsWith("| " + (i + 1) + " |")
                    .contains(
                            "`" + mistakes.get(i).page(),
                            "exit code " + mistakes.get(i).code() + " ");
        }
    }

    private static void elsewhere(Operator operator) throws Exception {
        operator.goTo(Files.createDirectory(operator.beside("empty")));
    }

    /** As the page shows it. */
    private static void approve(Operator operator) throws Exception {
        String policy = operator.text("canonical/policy.json");
        operator.write(
                "canonical/policy.json",
                policy.replaceFirst("\"files\": *\\[", "\"files\": [\"hello.sh\", ")
                        .replaceFirst(
                                "\"entrypoints\": *\\[",
                                "\"entrypoints\": [{\"name\": \"hello.sh\", \"file\": \"hello.sh\", \"kind\":"
                                        + " \"process\", \"argv\": [\"sh\", \"{file}\"], \"commands\": [\"\"], \"env\": []},"));
    }
}
