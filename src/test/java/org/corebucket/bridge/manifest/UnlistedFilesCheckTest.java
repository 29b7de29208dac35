package org.corebucket.bridge.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnlistedFilesCheckTest {

    @TempDir
    private Path root;

    @BeforeEach
    void makeListedFiles() throws Exception {
        Files.createDirectories(root.resolve("canonical/automation"));
        Files.createFile(root.resolve("canonical/policy.json"));
        Files.createFile(root.resolve("canonical/automation/runner.json"));
    }

    @Test
    void nothingIsUnlistedWhereAllIsListed() throws Exception {
        assertThat(check()).isEqualTo(CheckResult.passed("Nothing in canonical/ is unlisted"));
    }

    @Test
    void whatLiesBesideTheTreeIsNotAsked() throws Exception {
        Files.createFile(root.resolve("README.md"));
        Files.createFile(Files.createDirectory(root.resolve("canonical.d")).resolve("file"));

        assertThat(check()).isInstanceOf(CheckResult.Passed.class);
    }

    @Test
    void anExtraFileIsFound() throws Exception {
        Files.createFile(root.resolve("canonical/automation/extra"));

        assertThat(check().findings())
                .containsExactly(Finding.of(
                        Consequence.UNLISTED,
                        "unlisted",
                        "canonical/automation/extra",
                        "UNLISTED FILE: canonical/automation/extra",
                        "move it out of canonical/, or seal it: bridgectl freeze --reason TEXT"));
    }

    @Test
    void anExtraDirectoryIsFoundOnceWithoutAllThatIsInIt() throws Exception {
        Files.createDirectories(root.resolve("canonical/extra/deep"));
        Files.createFile(root.resolve("canonical/extra/file"));
        Files.createFile(root.resolve("canonical/extra2"));

        assertThat(check().findings())
                .extracting(Finding::path, Finding::message)
                .containsExactlyInAnyOrder(
                        tuple("canonical/extra", "UNLISTED FILE: canonical/extra - it is a directory"),
                        tuple("canonical/extra2", "UNLISTED FILE: canonical/extra2"));
    }

    @Test
    void anEmptyDirectoryIsFound() throws Exception {
        Files.createDirectory(root.resolve("canonical/automation/empty"));

        assertThat(check().findings()).extracting(Finding::path).containsExactly("canonical/automation/empty");
    }

    @Test
    void whatIsNoFileIsFoundAndNoLinkIsFollowed() throws Exception {
        Files.createSymbolicLink(root.resolve("canonical/link"), root);
        SpecialFiles.fifo(root.resolve("canonical/fifo"));

        assertThat(check().findings())
                .extracting(Finding::message)
                .containsExactlyInAnyOrder(
                        "UNLISTED FILE: canonical/link - it is a symbolic link",
                        "UNLISTED FILE: canonical/fifo - it is a FIFO, socket or device");
    }

    @Test
    void theTreeIsListedByCodePointNotByCodeUnit() throws Exception {
        Files.createFile(root.resolve("canonical/\uff5e"));
        Files.createFile(root.resolve("canonical/\ud83d\ude00"));

        assertThat(CanonicalTree.contents(new Deployment(root)))
                .extracting(CanonicalTree.Item::path)
                .containsExactly(
                        "canonical/automation/runner.json",
                        "canonical/policy.json",
                        "canonical/\uff5e",
                        "canonical/\ud83d\ude00");
    }

    @Test
    void aTreeThatIsALinkHasNoContents() throws Exception {
        Path other = Files.createDirectory(root.resolve("other"));
        Files.createSymbolicLink(other.resolve("canonical"), root.resolve("canonical"));

        assertThat(CanonicalTree.contents(new Deployment(other))).isEmpty();
    }

    /** To the JDK all three names have the same text. */
    @Test
    void noNamePassesForAnotherByBytesThatAreNotUtf8() throws Exception {
        String made = ": > \"$(printf 'a\\376')\"; : > \"$(printf 'a\\377')\"; : > \"$(printf 'a\\357\\277\\275')\"";
        ChildJvm.output(new ProcessBuilder("sh", "-c", made)
                .directory(root.resolve("canonical").toFile()));

        Manifest manifest =
                ManifestText.of("canonical/automation/runner.json", "canonical/policy.json", "canonical/a\uFFFD");
        CheckResult result = new UnlistedFilesCheck(new Deployment(root), manifest).run();

        assertThat(result.findings())
                .extracting(Finding::path)
                .containsExactlyInAnyOrder("canonical/a\uDCFE", "canonical/a\uDCFF");
    }

    private CheckResult check() throws Exception {
        Manifest manifest = ManifestText.of("canonical/automation/runner.json", "canonical/policy.json");
        return new UnlistedFilesCheck(new Deployment(root), manifest).run();
    }
}
