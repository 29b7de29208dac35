package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.scripts.GitRepository.MANIFEST;
import static org.corebucket.bridge.scripts.GitRepository.SEAL;
import static org.corebucket.bridge.scripts.Hooked.OTHER_BYTES;
import static org.corebucket.bridge.scripts.Hooked.assertPasses;
import static org.corebucket.bridge.scripts.Hooked.assertRefuses;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hook under real commits of real git, where manifest and seal are committed: a sealed file only changes with both. */
final class PreCommitIT {

    @TempDir
    private Path base;

    private GitRepository repository;

    @BeforeEach
    void makeRepository() throws Exception {
        repository = GitRepository.in(base).withSealedDeployment();
    }

    @Test
    void aChangeThatIsNotSealedIsRefusedWithFileReasonAndRemedy() throws Exception {
        repository.write("canonical/policy.json", "{\"changed\": true}\n");

        Run run = commitAll();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("pre-commit: refused: canonical/policy.json" + OTHER_BYTES + "\n"
                        + "pre-commit: refused: " + MANIFEST
                        + " does not move with the sealed files that this commit touches\n"
                        + "pre-commit: refused: " + SEAL
                        + " does not move with the sealed files that this commit touches\n"
                        + "pre-commit: if the change was decided, seal it and commit all of it together:\n"
                        + "    bridgectl freeze --reason TEXT\n"
                        + "    git add -- CANONICAL_RUN.md canonical " + MANIFEST + " " + SEAL
                        + " manifests/baseline\n");
        assertThat(repository.done("rev-list", "--count", "HEAD").strip()).isEqualTo("1");
    }

    @Test
    void aChangeThatIsSealedPasses() throws Exception {
        repository.write("canonical/policy.json", "{\"changed\": true}\n");
        repository.freeze("2");

        assertPasses(commitAll());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANONICAL_RUN.md", "bridge.py", "canonical/OBSERVABILITY.md"})
    void whateverIsListedIsGuarded(String path) throws Exception {
        repository.write(path, "changed\n");

        assertRefuses(commitAll(), path + OTHER_BYTES);
    }

    @Test
    void whatIsNotSealedChangesFreely() throws Exception {
        repository.write("unsealed.txt", "changed\n");
        repository.write("canonicals/looks-alike.md", "new\n");

        assertPasses(commitAll());
    }

    @Test
    void aFileThatIsAddedToTheSealedTreeMustBeListed() throws Exception {
        repository.write("canonical/new.md", "new\n");

        assertRefuses(commitAll(), "canonical/new.md lies where all is sealed, but is not listed in " + MANIFEST);
    }

    @Test
    void aListedFileMayNotGo() throws Exception {
        repository.done("rm", "-q", "bridge.py");

        assertRefuses(repository.commit(), "bridge.py is listed in " + MANIFEST + ", but is no file of this commit");
    }

    @Test
    void aRenameIsAFileThatGoesAndOneThatComes() throws Exception {
        repository.done("mv", "canonical/OBSERVABILITY.md", "canonical/SEEN.md");

        Run run = repository.commit();

        assertRefuses(run, "canonical/OBSERVABILITY.md is listed in " + MANIFEST + ", but is no file of this commit");
        assertRefuses(run, "canonical/SEEN.md lies where all is sealed, but is not listed in " + MANIFEST);
    }

    @Test
    void aRenameThatIsSealedPasses() throws Exception {
        repository.done("mv", "canonical/OBSERVABILITY.md", "canonical/SEEN.md");
        repository.freeze("2");

        assertPasses(commitAll());
    }

    @Test
    void aModeIsSealedToo() throws Exception {
        repository.done("update-index", "--chmod=+x", "bridge.py");

        assertRefuses(repository.commit(), MANIFEST + " does not move with the sealed files that this commit touches");
    }

    @Test
    void aLinkToTheSameBytesIsNoFile() throws Exception {
        repository.write("elsewhere.md", "observe\n");
        Path document = repository.path("canonical/OBSERVABILITY.md");
        Files.delete(document);
        Files.createSymbolicLink(document, Path.of("../elsewhere.md"));

        assertRefuses(
                commitAll(),
                "canonical/OBSERVABILITY.md is a symbolic link or a submodule, and only files can be sealed");
    }

    @Test
    void aLinkInPlaceOfTheDirectoryOfAListedFileIsRefused() throws Exception {
        repository.write("automation/runner.py", "print('runner')\n");
        repository.write(MANIFEST, Files.readString(repository.path(MANIFEST)) + repository.digests("automation"));
        repository.write(SEAL, "seal 2\n");
        assertPasses(commitAll());
        Files.move(repository.path("automation"), repository.path("moved"));
        Files.createSymbolicLink(repository.path("automation"), Path.of("moved"));

        assertRefuses(commitAll(), "automation/runner.py is listed in " + MANIFEST + ", but is no file of this commit");
    }

    @ParameterizedTest
    @CsvSource({MANIFEST + "," + SEAL, SEAL + "," + MANIFEST})
    void neitherManifestNorSealMovesAlone(String moved, String left) throws Exception {
        repository.write("canonical/policy.json", "{\"changed\": true}\n");
        repository.freeze("2");
        repository.done("add", "canonical", moved);

        assertRefuses(repository.commit(), left + " does not move with the sealed files that this commit touches");
    }

    @Test
    void aManifestOfOtherBytesDoesNotHelp() throws Exception {
        repository.write("canonical/policy.json", "{\"sealed\": true}\n");
        repository.freeze("2");
        repository.write("canonical/policy.json", "{\"sealed\": false}\n");

        assertRefuses(commitAll(), "canonical/policy.json" + OTHER_BYTES);
    }

    @Test
    void theManifestCannotGoWhileWhatItSealsStays() throws Exception {
        repository.done("rm", "-q", MANIFEST, SEAL);

        assertRefuses(
                repository.commit(),
                "canonical/policy.json lies where all is sealed, but is not listed in " + MANIFEST);
    }

    @Test
    void aDeploymentMayGoAsAWhole() throws Exception {
        repository.done("rm", "-rq", "canonical", "manifests", "CANONICAL_RUN.md", "bridge.py");

        assertPasses(repository.commit());
    }

    @Test
    void stagedBytesCountAndNotThoseOfTheWorkingTree() throws Exception {
        repository.write("canonical/policy.json", "{\"staged\": true}\n");
        repository.done("add", "canonical/policy.json");
        repository.write("canonical/policy.json", "{}\n");

        Run run = repository.commit();

        assertRefuses(run, "canonical/policy.json" + OTHER_BYTES);
        assertThat(run.err())
                .contains("pre-commit: note: canonical/policy.json has other bytes in the working tree than staged\n");
    }

    @Test
    void whatIsNotStagedDoesNotCount() throws Exception {
        repository.write("canonical/policy.json", "{\"not staged\": true}\n");
        repository.write("canonical/announced.md", "git add -N names it, and commits nothing of it\n");
        repository.done("add", "-N", "canonical/announced.md");
        repository.write("unsealed.txt", "changed\n");
        repository.done("add", "unsealed.txt");

        assertPasses(repository.commit());
    }

    @Test
    void aCommitOfTrackedChangesIsGuarded() throws Exception {
        repository.write("bridge.py", "print('changed')\n");

        assertRefuses(repository.commit("-a"), "bridge.py" + OTHER_BYTES);

        repository.freeze("2");
        assertPasses(repository.commit("-a"));
    }

    @Test
    void aCommitOfNamedFilesIsGuardedAsItIsAndNotAsTheIndexIs() throws Exception {
        repository.write("bridge.py", "print('changed')\n");
        repository.freeze("2");
        repository.done("add", "-A");

        assertRefuses(repository.commit("bridge.py"), "bridge.py" + OTHER_BYTES);
        assertPasses(repository.commit("bridge.py", MANIFEST, SEAL));
    }

    @Test
    void anAmendedMessageTouchesNothing() throws Exception {
        assertPasses(repository.commit("--amend"));
    }

    @Test
    void itGuardsFromASubdirectory() throws Exception {
        repository.write("bridge.py", "print('changed')\n");

        assertRefuses(repository.gitIn("canonical", "commit", "-qam", "change"), "bridge.py" + OTHER_BYTES);
    }

    @Test
    void itGuardsALinkedWorkingTree() throws Exception {
        repository.done(
                "worktree", "add", "-q", "-b", "side", base.resolve("side").toString());
        GitRepository side = GitRepository.at(base, base.resolve("side"));
        side.write("bridge.py", "print('changed')\n");

        assertRefuses(side.commit("-a"), "bridge.py" + OTHER_BYTES);

        side.freeze("2");
        assertPasses(side.commit("-a"));
    }

    @Test
    void aManifestThatIsMalformedIsRefused() throws Exception {
        repository.write(MANIFEST, Files.readString(repository.path(MANIFEST)) + "not a digest\n");
        repository.write(SEAL, "seal 2\n");

        assertRefuses(commitAll(), "not a digest is no line of a manifest, but stands in " + MANIFEST);
    }

    @Test
    void everyFormOfAManifestIsRead() throws Exception {
        String upperCase = repository.digest("bridge.py").toUpperCase(Locale.ROOT);
        repository.write(
                MANIFEST,
                "SHA256 (CANONICAL_RUN.md) = " + repository.digest("CANONICAL_RUN.md") + "\n"
                        + upperCase + " *bridge.py\r\n"
                        + repository.digest("canonical/policy.json") + "  ./canonical/policy.json\n"
                        + repository.digests("canonical/OBSERVABILITY.md"));
        repository.write(SEAL, "seal 2\n");

        assertPasses(commitAll());
    }

    private Run commitAll() throws Exception {
        repository.done("add", "-A");
        return repository.commit();
    }
}
