package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private PipelineTemplate template;

    @BeforeEach
    void read() throws IOException {
        toolkit = Toolkit.in(base);
        template = new PipelineTemplate(toolkit.scripts().resolve("gitlab/verify.yml"), base);
    }

    @Test
    void theReportIsCollectedAlsoAfterAFailure() {
        Map<String, Object> artifacts = Yaml.map(template.job().get("artifacts"));

        assertThat(artifacts.get("when")).isEqualTo("always");
        assertThat(Yaml.map(artifacts.get("reports"))).containsEntry("junit", "bridgectl.xml");
        assertThat(template.job()).doesNotContainKey("allow_failure");
    }

    @Test
    void theImageIsPinnedToItsFullVersion() {
        assertThat(template.job()).containsEntry("image", "$BRIDGECTL_IMAGE");
        assertThat(template.defaults().get("BRIDGECTL_IMAGE")).matches("maven:\\d+\\.\\d+\\.\\d+-eclipse-temurin-17");
    }

    /** GitLab lets a job's variables win over those of the including pipeline, which could then set nothing. */
    @Test
    void theJobItselfSetsNothingThatAPipelineMaySet() {
        assertThat(Yaml.map(template.job().get("variables")))
                .doesNotContainKeys(template.defaults().keySet().toArray(String[]::new));
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
        assertThat(toolkit.top().resolve(template.defaults().get("BRIDGECTL"))).isExecutable();
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

        assertThat(run(root, Map.of("BRIDGECTL_TRUST", Files.readString(root.resolve("security/bridge.public.pem"))))
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

    /** With the deployment's own key, by its text, unless another one is given. */
    private Run run(Path project, Map<String, String> variables) throws Exception {
        Map<String, String> all = new TreeMap<>(variables);
        all.put("BRIDGECTL", toolkit.launcher().toString());
        Path key =
                project.resolve(variables.getOrDefault("BRIDGECTL_ROOT", ".")).resolve("security/release.public.pem");
        if (Files.exists(key)) {
            all.putIfAbsent("BRIDGECTL_TRUST", Files.readString(key));
        }
        return template.run(project, toolkit.environment(), all);
    }

    private static Element report(Path project) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(project.resolve("bridgectl.xml").toFile())
                .getDocumentElement();
    }
}
