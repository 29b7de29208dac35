package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.scripts.GitRepository.MANIFEST;
import static org.corebucket.bridge.scripts.GitRepository.RELEASE;
import static org.corebucket.bridge.scripts.GitRepository.SEAL;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hook under real commits of real git: a sealed file only changes together with manifest and seal. */
final class PreCommitIT {

    private static final String OTHER_BYTES = " is staged with other bytes than " + MANIFEST + " lists";

    private static final List<String> NAMES = List.of(
            "two  words",
            " blank first",
            "new\nline",
            "tab\there",
            "café",
            "back\\slash",
            "\\n",
            "\\\\\n\\",
            "-dash",
            "\"quoted\"",
            "'",
            "*",
            "$HOME",
            "# comment",
            "a\u001b[31mred");

    @TempDir
    private Path base;

    private GitRepository repository;

    @BeforeEach
    void makeRepository() throws Exception {
        repository = GitRepository.in(base);
    }

    /** In a repository that commits manifest and seal. */
    @Nested
    final class WithASeal {

        @BeforeEach
        void seal() throws Exception {
            repository.withSealedDeployment();
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
                            + "    git add -- CANONICAL_RUN.md canonical " + MANIFEST + " " + SEAL + "\n");
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

            assertRefuses(
                    repository.commit(), "bridge.py is listed in " + MANIFEST + ", but is no file of this commit");
        }

        @Test
        void aRenameIsAFileThatGoesAndOneThatComes() throws Exception {
            repository.done("mv", "canonical/OBSERVABILITY.md", "canonical/SEEN.md");

            Run run = repository.commit();

            assertRefuses(
                    run, "canonical/OBSERVABILITY.md is listed in " + MANIFEST + ", but is no file of this commit");
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

            assertRefuses(
                    repository.commit(), MANIFEST + " does not move with the sealed files that this commit touches");
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

            assertRefuses(
                    commitAll(), "automation/runner.py is listed in " + MANIFEST + ", but is no file of this commit");
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
                    .contains(
                            "pre-commit: note: canonical/policy.json has other bytes in the working tree than staged\n");
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

    @Test
    void namesOfAllKindsAreGuardedAndShownOnOneLineEach() throws Exception {
        for (String name : NAMES) {
            repository.write("canonical/" + name, "sealed\n");
        }
        repository.withSealedDeployment();
        for (String name : NAMES) {
            repository.write("canonical/" + name, "changed\n");
        }

        Run run = repository.commit("-a");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().lines().filter(line -> line.contains("other bytes")))
                .containsExactlyInAnyOrderElementsOf(NAMES.stream()
                        .map(name -> "pre-commit: refused: canonical/" + shown(name) + OTHER_BYTES)
                        .toList());
        repository.freeze("2");
        assertPasses(repository.commit("-a"));
    }

    private static String shown(String name) {
        return name.replace("\\", "\\\\").replace("\n", "\\n").replaceAll("[\t\u001b]", "?");
    }

    @Test
    void aNameThatIsNotUtf8IsGuarded() throws Exception {
        repository.withSealedDeployment();
        Run made = repository.git(
                "-c", "alias.make=!printf x > \"canonical/$(printf 'caf\\351')\" && git add canonical", "make");
        assertThat(made.exit()).as(made.err()).isZero();

        Run run = repository.commit();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("lies where all is sealed, but is not listed in " + MANIFEST);
    }

    @Test
    void aFirstCommitIsGuarded() throws Exception {
        repository.write("canonical/policy.json", "{}\n");
        repository.write(MANIFEST, repository.digests("canonical"));
        repository.done("add", "-A");

        assertRefuses(repository.commit(), SEAL + " does not move with the sealed files that this commit touches");
    }

    @Test
    void aRepositoryWithoutAManifestIsLeftAlone() throws Exception {
        repository.write("canonical/policy.json", "{}\n");
        repository.done("add", "-A");

        assertPasses(repository.commit());
    }

    @Test
    void aMergeThatBringsASealedChangeWithItsSealPasses() throws Exception {
        repository.withSealedDeployment().installHook("pre-merge-commit");
        branch("side", "bridge.py");
        repository.write("unsealed.txt", "changed\n");
        assertPasses(repository.commit("-a"));

        assertPasses(repository.git("merge", "-q", "--no-edit", "side"));
    }

    @Test
    void aMergeThatLeavesTheSealBehindIsRefused() throws Exception {
        repository.withSealedDeployment().installHook("pre-merge-commit");
        repository.done("checkout", "-q", "-b", "side");
        repository.write("bridge.py", "print('unsealed')\n");
        repository.done("commit", "-q", "--no-verify", "-a", "-m", "around the hook");
        repository.done("checkout", "-q", "main");
        repository.write("unsealed.txt", "changed\n");
        assertPasses(repository.commit("-a"));

        Run run = repository.git("merge", "-q", "--no-edit", "side");

        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("pre-merge-commit: refused: bridge.py" + OTHER_BYTES);
    }

    @Test
    void aConflictOfTwoFreezesNeedsAThird() throws Exception {
        repository.withSealedDeployment();
        branch("side", "bridge.py");
        repository.write("canonical/policy.json", "{\"ours\": true}\n");
        repository.freeze("2 on main");
        assertPasses(repository.commit("-a"));
        assertThat(repository.git("merge", "side").exit()).isEqualTo(1);
        repository.done("checkout", "--ours", MANIFEST, SEAL);

        assertRefuses(repository.commit("-a"), "bridge.py" + OTHER_BYTES);

        repository.freeze("3");
        assertPasses(repository.commit("-a"));
    }

    @Test
    void aSubmoduleBesideTheSealedFilesIsLeftAlone() throws Exception {
        repository.withSealedDeployment();
        addSubmodule("library");

        assertPasses(repository.commit());
    }

    @Test
    void aSubmoduleInTheSealedTreeIsRefused() throws Exception {
        repository.withSealedDeployment();
        addSubmodule("canonical/library");

        assertRefuses(
                repository.commit(),
                "canonical/library is a symbolic link or a submodule, and only files can be sealed");
    }

    @Test
    void itGuardsASubmoduleThatIsADeploymentOfItsOwn() throws Exception {
        repository.write("readme", "the outer repository\n");
        repository.done("add", "-A");
        assertPasses(repository.commit());
        addSubmodule("inner");
        GitRepository inner = GitRepository.at(base, repository.path("inner"));
        inner.installHook("pre-commit");
        inner.withSealedDeployment();
        inner.write("bridge.py", "print('changed')\n");

        assertRefuses(inner.commit("-a"), "bridge.py" + OTHER_BYTES);
    }

    @Test
    void lineEndsCountAsACheckoutWritesThem() throws Exception {
        repository.write(".gitattributes", "*.py text eol=crlf\n");
        repository.write("bridge.py", "print('bridge')\r\n");
        repository.write("canonical/policy.json", "{}\n");
        repository.write(MANIFEST, repository.digests("bridge.py", "canonical"));
        repository.write(SEAL, "seal 1\n");
        repository.done("add", "-A");

        assertPasses(repository.commit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"input", "true"})
    void lineEndsThatOnlyThisCloneConvertsAreRefused(String conversion) throws Exception {
        repository.done("config", "core.autocrlf", conversion);
        repository.write("bridge.py", "print('bridge')\r\n");
        repository.write("canonical/policy.json", "{}\n");
        repository.write(MANIFEST, repository.digests("bridge.py", "canonical"));
        repository.write(SEAL, "seal 1\n");
        repository.done("add", "-A");

        assertRefuses(repository.commit(), "bridge.py" + OTHER_BYTES);
    }

    /** In a repository that commits what was released, and neither manifest nor seal: like this one. */
    @Nested
    final class WithAReleaseManifest {

        @BeforeEach
        void release() throws Exception {
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

    private void branch(String name, String changed) throws Exception {
        repository.done("checkout", "-q", "-b", name);
        repository.write(changed, "print('" + name + "')\n");
        repository.freeze("2 on " + name);
        assertPasses(repository.commit("-a"));
        repository.done("checkout", "-q", "main");
    }

    private void addSubmodule(String path) throws Exception {
        GitRepository library = GitRepository.at(base, base.resolve("library"));
        library.done("init", "-q", "-b", "main", ".");
        library.write("readme", "a library\n");
        library.done("add", "-A");
        library.done("commit", "-q", "-m", "first");
        repository.done("submodule", "--quiet", "add", base.resolve("library").toString(), path);
    }

    private static void assertPasses(Run run) {
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
    }

    private static void assertRefuses(Run run, String reason) {
        assertThat(run.exit()).as(run.err()).isNotZero();
        assertThat(run.err().lines()).contains("pre-commit: refused: " + reason);
    }
}
