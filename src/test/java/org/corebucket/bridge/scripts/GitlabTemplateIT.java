package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The template for GitLab: its script, run in one shell as the runner does it, on good and on tampered deployments. */
final class GitlabTemplateIT {

    @TempDir
    private Path base;

    private Toolkit toolkit;
    private Map<String, Object> job;

    @BeforeEach
    void read() throws IOException {
        toolkit = Toolkit.in(base);
        job = Yaml.map(Yaml.map(Yaml.read(toolkit.scripts().resolve("gitlab/verify.yml")))
                .get("bridgectl-verify"));
    }

    @Test
    void theReportIsCollectedAlsoAfterAFailure() {
        Map<String, Object> artifacts = Yaml.map(job.get("artifacts"));

        assertThat(artifacts.get("when")).isEqualTo("always");
        assertThat(Yaml.map(artifacts.get("reports"))).containsEntry("junit", "bridgectl.xml");
        assertThat(job).doesNotContainKey("allow_failure");
    }

    @Test
    void theImageIsPinnedToItsFullVersion() {
        assertThat(Yaml.text(job.get("image"))).matches("maven:\\d+\\.\\d+\\.\\d+-eclipse-temurin-17");
    }

    @Test
    void aGoodDeploymentPassesWithATestForEachCheck() throws Exception {
        Path root = toolkit.deployment("project");

        assertThat(run(root, Map.of()).exit()).isZero();

        assertThat(report(root).getAttribute("failures")).isEqualTo("0");
        assertThat(report(root).getElementsByTagName("testcase").getLength()).isGreaterThanOrEqualTo(12);
    }

    @Test
    void aTamperedFileFailsTheJobWithItsTestAndTheFindingsInTheLog() throws Exception {
        Path root = toolkit.deployment("project");
        Files.writeString(root.resolve("CANONICAL_RUN.md"), "tampered\n");

        Run run = run(root, Map.of());

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out()).contains("[ERROR] HASH MISMATCH: CANONICAL_RUN.md - Expected: ");
        assertThat(report(root).getAttribute("failures")).isEqualTo("1");
    }

    @Test
    void aCloneThatCommitsNeitherKeysNorSealMakesThemFirst() throws Exception {
        Path root = toolkit.clone("project");

        assertThat(run(root, Map.of("BRIDGECTL_INIT", "true")).exit()).isZero();

        assertThat(report(root).getAttribute("failures")).isEqualTo("0");
    }

    @Test
    void whatNobodyReleasedIsNotSealedHereAndCalledReady() throws Exception {
        Path root = toolkit.clone("project");
        Files.delete(root.resolve("manifests/release.sha256"));

        Run run = run(root, Map.of("BRIDGECTL_INIT", "true"));

        assertThat(run.exit()).isEqualTo(78);
        assertThat(run.err()).contains("BRIDGECTL_INIT needs manifests/release.sha256");
        assertThat(root.resolve("manifests/canonical.sha256")).doesNotExist();
    }

    @Test
    void whatInitRefusesFailsTheJobWithoutAVerification() throws Exception {
        Path root = toolkit.clone("project");
        Files.writeString(root.resolve("CANONICAL_RUN.md"), "tampered\n");

        assertThat(run(root, Map.of("BRIDGECTL_INIT", "true")).exit()).isEqualTo(77);

        assertThat(root.resolve("bridgectl.xml")).doesNotExist();
    }

    @Test
    void itStartsTheLauncherOfTheCheckoutUnlessToldOtherwise() {
        String program = Yaml.text(Yaml.map(job.get("variables")).get("BRIDGECTL"));

        assertThat(toolkit.top().resolve(program)).isExecutable();
    }

    @Test
    void aDeploymentBelowTheProjectIsAskedAndItsReportLiesAtTheTop() throws Exception {
        Path root = toolkit.deployment("project");
        Path project = base.resolve("project");

        assertThat(run(
                                project,
                                Map.of(
                                        "BRIDGECTL_ROOT",
                                        project.relativize(root).toString()))
                        .exit())
                .isZero();

        assertThat(report(project).getAttribute("failures")).isEqualTo("0");
    }

    @Test
    void onlyTheChecksThatAreNamedDecide() throws Exception {
        Path root = toolkit.deployment("project");
        Files.writeString(root.resolve("CANONICAL_RUN.md"), "tampered\n");

        assertThat(run(root, Map.of("BRIDGECTL_CHECK", "roles")).exit()).isZero();
    }

    @Test
    void itsVariablesAreOptionsAndNeverShell() throws Exception {
        Path root = toolkit.deployment("project");

        assertThat(run(root, Map.of("BRIDGECTL_TRUST", "security/bridge.public.pem"))
                        .exit())
                .isEqualTo(16);
        assertThat(run(root, Map.of("BRIDGECTL_CHECK", "roles,logs")).exit()).isZero();
        assertThat(run(root, Map.of("BRIDGECTL_SKIP", "$(touch evil)")).exit()).isEqualTo(64);
        assertThat(root.resolve("evil")).doesNotExist();
    }

    @Test
    void readOnlyLeavesTheAuditLogAlone() throws Exception {
        Path root = toolkit.deployment("project");
        toolkit.run(root, "verify");
        Path audit = root.resolve("logs/production_audit.jsonl");
        String before = Files.readString(audit);

        assertThat(run(root, Map.of("BRIDGECTL_READ_ONLY", "true")).exit()).isZero();

        assertThat(audit).hasContent(before);
    }

    @Test
    void aBlockedVerificationIsAuditedOnceThoughItIsShownAgain() throws Exception {
        Path root = toolkit.deployment("project");
        Files.writeString(root.resolve("CANONICAL_RUN.md"), "tampered\n");

        assertThat(run(root, Map.of()).exit()).isEqualTo(4);

        assertThat(root.resolve("logs/production_audit.jsonl")).content().hasLineCount(1);
    }

    private Run run(Path project, Map<String, String> variables) throws Exception {
        Map<String, String> environment = new TreeMap<>(toolkit.environment());
        environment.put("CI", "true");
        environment.put("GITLAB_CI", "true");
        environment.put("CI_PROJECT_DIR", project.toString());
        Yaml.map(job.get("variables")).forEach((name, value) -> environment.put(name, Yaml.text(value)));
        environment.put("BRIDGECTL", toolkit.launcher().toString());
        environment.putAll(variables);
        List<String> script = new ArrayList<>(List.of("set -eo pipefail"));
        Yaml.list(job.get("script")).forEach(line -> script.add(Yaml.text(line)));
        String shell = String.join("\n", script);
        return Run.of(base, environment, List.of("env", "-C", project.toString(), "bash", "-c", shell));
    }

    private static Element report(Path project) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(project.resolve("bridgectl.xml").toFile())
                .getDocumentElement();
    }
}
