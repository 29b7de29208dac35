package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.scripts.GitRepository.RELEASE;
import static org.corebucket.bridge.scripts.Hooked.assertPasses;
import static org.corebucket.bridge.scripts.Hooked.assertRefuses;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hook where a repository commits what was released, and neither manifest nor seal: like this one. */
final class PreCommitReleaseIT {

    @TempDir
    private Path base;

    private GitRepository repository;

    @BeforeEach
    void makeRepository() throws Exception {
        repository = GitRepository.in(base);
        repository.write("CANONICAL_RUN.md", "run\n");
        repository.write("canonical/policy.json", "{}\n");
        list();
        repository.done("add", "-A");
        assertPasses(repository.commit());
    }

    @Test
    void aChangeThatIsNotListedIsRefusedWithTheCommandThatListsIt() throws Exception {
        repository.write("CANONICAL_RUN.md", "changed\n");

        Run run = repository.commit("-a");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("pre-commit: refused: CANONICAL_RUN.md is staged with other bytes than " + RELEASE
                        + " lists\n"
                        + "pre-commit: if the change was decided, seal it and commit all of it together:\n"
                        + "    find CANONICAL_RUN.md canonical -type f -print0 | LC_ALL=C sort -z"
                        + " | xargs -0 sha256sum > " + RELEASE + "\n"
                        + "    git add -- CANONICAL_RUN.md canonical " + RELEASE + "\n");
    }

    @Test
    void aChangeThatIsListedPasses() throws Exception {
        repository.write("CANONICAL_RUN.md", "changed\n");
        list();

        assertPasses(repository.commit("-a"));
    }

    @Test
    void aModeIsNotListed() throws Exception {
        repository.done("update-index", "--chmod=+x", "CANONICAL_RUN.md");

        assertPasses(repository.commit());
    }

    @Test
    void aListThatIsWrongIsRefusedThoughNoFileChanged() throws Exception {
        repository.write(RELEASE, "0".repeat(64) + "  CANONICAL_RUN.md\n" + repository.digests("canonical"));

        assertRefuses(
                repository.commit("-a"), "CANONICAL_RUN.md is staged with other bytes than " + RELEASE + " lists");
    }

    private void list() throws Exception {
        repository.write(RELEASE, repository.digests("CANONICAL_RUN.md", "canonical"));
    }
}
