package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.scripts.GitRepository.MANIFEST;
import static org.corebucket.bridge.scripts.GitRepository.SEAL;
import static org.corebucket.bridge.scripts.Hooked.OTHER_BYTES;
import static org.corebucket.bridge.scripts.Hooked.assertPasses;
import static org.corebucket.bridge.scripts.Hooked.assertRefuses;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hook in repositories of all kinds: names, first commits, merges, submodules, and line ends. */
final class PreCommitRepositoriesIT {

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
}
