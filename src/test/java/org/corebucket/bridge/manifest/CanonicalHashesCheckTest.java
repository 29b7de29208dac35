package org.corebucket.bridge.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.manifest.ListedFiles.HashOptions;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CanonicalHashesCheckTest {

    @TempDir
    private Path root;

    private Path file;

    @BeforeEach
    void makeFile() throws Exception {
        file = Files.createFile(
                root.resolve("a"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    }

    @Test
    void passesWithWhatItReadAsEvidence() throws Exception {
        CheckResult result = check(new HashOptions(true, false, 1), "a");

        assertThat(result).isInstanceOf(CheckResult.Passed.class);
        assertThat(result.evidence()).containsExactly("1 of 1 listed files match, 0 bytes read");
    }

    @Test
    void countsFilesNotFindings() throws Exception {
        Files.writeString(file, "changed");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.createLink(root.resolve("other"), file);

        CheckResult result = check(new HashOptions(true, false, 1), "a");

        assertThat(result).isInstanceOf(CheckResult.Failed.class);
        assertThat(result.findings()).hasSize(3);
        assertThat(result.evidence()).isEmpty();
    }

    @Test
    void aMissingFileThatIsIgnoredDoesNotMatch() throws Exception {
        assertThat(check(new HashOptions(false, true, 1), "a", "b").evidence())
                .containsExactly("1 of 2 listed files match, 0 bytes read, 1 ignored as missing");
    }

    @Test
    void toIgnoreAllFilesIsToVerifyNothing() throws Exception {
        CheckResult result = check(new HashOptions(false, true, 1), "b", "c");

        assertThat(result).isInstanceOf(CheckResult.Failed.class);
        assertThat(result.findings())
                .containsExactly(Finding.of(
                        Consequence.MISSING,
                        "nothing-verified",
                        "",
                        "NO FILE WAS VERIFIED: none of the listed files is there",
                        "run it where the files are, or name their directory with --root DIR"));
    }

    private CheckResult check(HashOptions options, String... paths) throws Exception {
        return new CanonicalHashesCheck(root, ManifestText.of(paths), options, HashProgress.NONE).run();
    }
}
