package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The action for GitHub: its steps, run as the runner runs them, on good and on tampered deployments. */
final class GithubActionIT {

    private static final String KEY = "-----BEGIN PUBLIC KEY-----\n";

    @TempDir
    private Path base;

    private Toolkit toolkit;
    private CompositeAction action;

    @BeforeEach
    void read() throws IOException {
        toolkit = Toolkit.in(base);
        action = new CompositeAction(toolkit.scripts().resolve("github-action/action.yml"), base.resolve("temp"));
    }

    @Test
    void noInputIsEverPartOfAScript() {
        assertThat(action.steps())
                .allSatisfy(step -> assertThat(Yaml.text(step.get("run"))).doesNotContain("${{"));
    }

    @Test
    void whatItUsesIsPinnedToACommit() {
        assertThat(action.steps())
                .filteredOn(step -> step.containsKey("uses"))
                .singleElement()
                .satisfies(step -> assertThat(Yaml.text(step.get("uses")))
                        .matches("github/codeql-action/upload-sarif@[0-9a-f]{40}"));
    }

    @Test
    void aGoodDeploymentIsReadyAndItsEmptyFindingsAreUploaded() throws Exception {
        run(toolkit.deployment("repository"), Map.of());

        assertThat(action.exit()).isZero();
        assertThat(action.output("verdict")).isEqualTo("READY");
        assertThat(action.output("exit-code")).isEqualTo("0");
        assertThat(Files.readString(uploaded()))
                .contains("\"version\": \"2.1.0\"")
                .doesNotContain("\"ruleId\"");
        assertThat(action.printed()).contains("::notice title=bridgectl verify::PRODUCTION READINESS: READY");
        assertThat(action.summary())
                .startsWith("## Production readiness: READY\n\nExit code 0.\n\n    ====")
                .contains("    Readiness Score: 100%\n");
    }

    @Test
    void aTamperedFileFailsTheJobWithFindingAnnotationAndSummary() throws Exception {
        Path root = toolkit.deployment("repository");
        Files.writeString(root.resolve("CANONICAL_RUN.md"), "tampered\n");

        run(root, Map.of("root", "."));

        assertThat(action.exit()).isEqualTo(4);
        assertThat(action.output("verdict")).isEqualTo("BLOCKED");
        assertThat(action.output("exit-code")).isEqualTo("4");
        assertThat(Files.readString(uploaded())).contains("\"ruleId\": \"hash-mismatch\"", "\"exitCode\": 4");
        assertThat(action.printed())
                .contains("::error file=CANONICAL_RUN.md,title=bridgectl verify%3A hash-mismatch::");
        assertThat(action.summary()).contains("    [ERROR] HASH MISMATCH: CANONICAL_RUN.md - Expected: ");
    }

    @Test
    void aCloneThatCommitsNeitherKeysNorSealMakesThemFirst() throws Exception {
        Path root = toolkit.clone("repository");

        run(root, Map.of("init", "true"));

        assertThat(action.output("verdict")).isEqualTo("READY");
        assertThat(root.resolve("manifests/canonical.sha256.sig")).exists();
    }

    @Test
    void whatNobodyReleasedIsNotSealedHereAndCalledReady() throws Exception {
        Path root = toolkit.clone("repository");
        Files.delete(root.resolve("manifests/release.sha256"));

        run(root, Map.of("init", "true"));

        assertThat(action.exit()).isEqualTo(78);
        assertThat(action.output("verdict")).isEqualTo("NONE");
        assertThat(action.printed()).contains("::error title=bridgectl verify::init needs manifests/release.sha256");
        assertThat(root.resolve("manifests/canonical.sha256")).doesNotExist();
    }

    @Test
    void noModeBitIsTakenFromTheCheckoutUnlessThatIsAsked() throws Exception {
        Path root = toolkit.deployment("repository");
        Path test = root.resolve("automation/plugins/heartbeat.py");
        Files.setPosixFilePermissions(test, PosixFilePermissions.fromString("rwxr-xr-x"));

        run(root, Map.of());
        assertThat(action.output("verdict")).isEqualTo("READY");
        assertThat(Files.isExecutable(test)).isTrue();

        run(root, Map.of("modes", "take"));
        assertThat(action.output("verdict")).isEqualTo("READY");
        assertThat(Files.isExecutable(test)).isFalse();
    }

    @Test
    void whatInitRefusesHasNoVerdictAndFailsTheJob() throws Exception {
        Path root = toolkit.clone("repository");
        Files.writeString(root.resolve("CANONICAL_RUN.md"), "tampered\n");

        run(root, Map.of("init", "true"));

        assertThat(action.exit()).isEqualTo(77);
        assertThat(action.output("verdict")).isEqualTo("NONE");
        assertThat(action.output("sarif")).isEmpty();
        assertThat(action.used()).isEmpty();
    }

    @Test
    void aBadOptionHasNoVerdictAndFailsTheJob() throws Exception {
        run(toolkit.deployment("repository"), Map.of("check", "no-such-check"));

        assertThat(action.exit()).isEqualTo(64);
        assertThat(action.output("verdict")).isEqualTo("NONE");
    }

    @ParameterizedTest
    @CsvSource({"skip, 'canonical-hashes,documents'", "check, roles"})
    void askingForSomeChecksIsPartial(String input, String checks) throws Exception {
        Path root = toolkit.deployment("repository");
        Files.writeString(root.resolve("CANONICAL_RUN.md"), "tampered\n");

        run(root, Map.of(input, checks));

        assertThat(action.exit()).isZero();
        assertThat(action.output("verdict")).isEqualTo("READY (PARTIAL)");
    }

    @Test
    void anotherReleaseKeyThanTheTrustedOneIsBlocked() throws Exception {
        Path root = toolkit.deployment("repository");

        run(root, Map.of("trust", Files.readString(root.resolve("security/bridge.public.pem"))));

        assertThat(action.output("exit-code")).isEqualTo("16");
    }

    @Test
    void readOnlyLeavesTheAuditLogAlone() throws Exception {
        Path root = toolkit.deployment("repository");

        toolkit.run(root, "verify");
        Path audit = root.resolve("logs/production_audit.jsonl");
        String before = Files.readString(audit);

        run(root, Map.of("read-only", "true"));

        assertThat(action.output("verdict")).isEqualTo("READY");
        assertThat(audit).hasContent(before);
    }

    @Test
    void withoutUploadTheFindingsStayHere() throws Exception {
        run(toolkit.deployment("repository"), Map.of("upload", "false"));

        assertThat(action.exit()).isZero();
        assertThat(action.used()).isEmpty();
    }

    @Test
    void inputsAreNeverShellHoweverTheyAreSpelled() throws Exception {
        Path root = toolkit.deployment("a root; touch evil");

        run(base, Map.of("root", root.toString(), "check", "seal$(touch evil)"));

        assertThat(action.exit()).isEqualTo(64);
        assertThat(base.resolve("evil")).doesNotExist();
    }

    @Test
    void aDeploymentBelowTheWorkspaceIsAsked() throws Exception {
        Path root = toolkit.deployment("repository");
        Path repository = base.resolve("repository");

        run(repository, Map.of("root", repository.relativize(root).toString()));

        assertThat(action.exit()).isZero();
        assertThat(action.output("verdict")).isEqualTo("READY");
    }

    @Test
    void aProgramThatEndsWellWithoutAReportFailsTheJob() throws Exception {
        runProgram("exit 0");

        assertThat(action.exit()).isEqualTo(70);
        assertThat(action.output("exit-code")).isEqualTo("70");
        assertThat(action.output("verdict")).isEqualTo("NONE");
    }

    @Test
    void theReportOfAProgramThatBrokeDownIsNoVerdict() throws Exception {
        runProgram("report; exit 70");

        assertThat(action.exit()).isEqualTo(70);
        assertThat(action.output("verdict")).isEqualTo("NONE");
        assertThat(action.used()).isEmpty();
    }

    @Test
    void theReportOfAnEarlierRunIsNoVerdict() throws Exception {
        Files.writeString(base.resolve("temp/bridgectl.sarif"), "{}\n");

        runProgram("exit 4");

        assertThat(action.exit()).isEqualTo(4);
        assertThat(action.output("verdict")).isEqualTo("NONE");
        assertThat(action.used()).isEmpty();
    }

    @Test
    void aLongReportStaysBelowTheLimitOfASummary() throws Exception {
        runProgram("report; yes 'a finding' | head -n 200000");

        assertThat(action.exit()).isZero();
        assertThat(action.summary()).contains("    a finding\n").hasSizeLessThan(1 << 20);
    }

    @Test
    void theRunnersJdk17IsPreferredToItsOtherJavas() throws Exception {
        Map<String, String> environment = new TreeMap<>(toolkit.environment());
        environment.put("JAVA_HOME", "/other");
        environment.put("JAVA_HOME_17_X64", "/seventeen");

        action.run(base, environment, Map.of("trust", KEY, "bridgectl", program("echo \"Java in $JAVA_HOME\"")));

        assertThat(action.printed()).contains("Java in /seventeen\n").doesNotContain("/other");
    }

    /** Something in bridgectl's place; {@code report} writes a file where a report is asked for. */
    private String program(String body) throws IOException {
        Path script = base.resolve("program");
        Files.writeString(script, """
                #!/bin/bash
                words=("$@")
                report() {
                    local word
                    for word in "${words[@]}"; do
                        [[ $word != --output=* ]] || echo '{}' >"${word#*=}"
                    done
                }
                """ + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"))
                .toString();
    }

    /** With the deployment's own key, by its text, unless another one is given. */
    private void run(Path workspace, Map<String, String> inputs) throws Exception {
        Map<String, String> all = new TreeMap<>(inputs);
        Path key = workspace.resolve(inputs.getOrDefault("root", ".")).resolve("security/release.public.pem");
        if (Files.exists(key)) {
            all.putIfAbsent("trust", Files.readString(key));
        }
        action.run(workspace, toolkit.environment(), all);
    }

    private void runProgram(String body) throws Exception {
        run(base, Map.of("trust", KEY, "bridgectl", program(body)));
    }

    private Path uploaded() {
        assertThat(action.used()).hasSize(1);
        Map<String, Object> with = action.used().values().iterator().next();
        return Path.of(Yaml.text(with.get("sarif_file")));
    }
}
