package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pre-commit framework reads: the hook that it would start, started by real commits of real git. */
final class PreCommitHooksIT {

    @TempDir
    private Path base;

    private Path checkout;
    private Map<String, Object> hook;
    private GitRepository repository;

    @BeforeEach
    void install() throws Exception {
        checkout = Scripts.file("..").toRealPath();
        hook = Yaml.map(
                Yaml.list(Yaml.read(checkout.resolve(".pre-commit-hooks.yaml"))).get(0));
        repository = GitRepository.at(base, base.resolve("repository"));
        repository.done("init", "-q", "-b", "main", ".");
        repository.withSealedDeployment();
        asTheFrameworkDoes("pre-commit");
    }

    @Test
    void itNamesAScriptOfThisCheckoutThatLooksAtTheCommitAsAWhole() {
        assertThat(hook)
                .containsEntry("language", "script")
                .containsEntry("pass_filenames", false)
                .containsEntry("always_run", true);
        assertThat(checkout.resolve(Yaml.text(hook.get("entry")))).isExecutable();
    }

    @Test
    void itsNameIsTheOneThatConfigurationsHave() {
        assertThat(hook).containsEntry("id", "bridgectl-sealed-files");
    }

    @Test
    void itRunsForCommitsAndForMergesOfAFrameworkThatHasStagesOfThoseNames() {
        assertThat(Yaml.list(hook.get("stages"))).containsExactly("pre-commit", "pre-merge-commit");
        assertThat(hook).containsEntry("minimum_pre_commit_version", "3.2.0");
    }

    @Test
    void aChangeThatIsNotSealedIsRefused() throws Exception {
        repository.write("canonical/policy.json", "{\"changed\": true}\n");
        repository.done("add", "-A");

        Run run = repository.commit();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("refused: canonical/policy.json is staged with other bytes than ");
    }

    @Test
    void aChangeThatIsSealedPasses() throws Exception {
        repository.write("canonical/policy.json", "{\"changed\": true}\n");
        repository.freeze("2");
        repository.done("add", "-A");

        assertThat(repository.commit().exit()).isZero();
    }

    /** The framework's own hook starts the entry of the checkout, at the top of the repository, without file names. */
    private void asTheFrameworkDoes(String name) throws IOException {
        Path script = Files.createDirectories(repository.path(".git/hooks")).resolve(name);
        Files.writeString(
                script, "#!/bin/sh\nPRE_COMMIT=1 exec '" + checkout + "/" + Yaml.text(hook.get("entry")) + "'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
