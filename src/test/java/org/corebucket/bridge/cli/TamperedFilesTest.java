package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertBlocked;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertRestored;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a sealed file can be tampered with is found, named and undone. */
@Timeout(60)
final class TamperedFilesTest {

    private static final String BRIDGE = "core_bucket_bridge.py";
    private static final String RUNNER = "automation/runner.py";
    private static final String CHANGED = "HASH MISMATCH: " + BRIDGE + " - Expected: <64 hex> Actual: <64 hex>";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void aFlippedByteIsFoundAndPutBack() throws IOException {
        byte[] sealed = operator.read(BRIDGE);
        operator.flipByte(BRIDGE);

        assertBlocked(operator.run("verify"), 4, CHANGED);
        assertRestored(operator.run("restore"), "restored " + BRIDGE);
        assertThat(operator.read(BRIDGE)).isEqualTo(sealed);
        assertReady(operator.run("verify"));
    }

    @Test
    void aTruncatedFileIsFoundAndPutBack() throws IOException {
        operator.write(BRIDGE, "");

        assertBlocked(operator.run("verify"), 4, CHANGED);
        assertRestored(operator.run("restore"), "restored " + BRIDGE);
    }

    @Test
    void appendedBytesAreFoundAndTakenOff() throws IOException {
        operator.write(BRIDGE, operator.text(BRIDGE) + "import os\r\n");

        assertBlocked(operator.run("verify"), 4, CHANGED);
        assertRestored(operator.run("restore"), "restored " + BRIDGE);
    }

    @Test
    void lineEndsThatAGitCheckoutChangedAreFound() throws IOException {
        operator.write(BRIDGE, operator.text(BRIDGE).replace("\r\n", "\n"));

        assertBlocked(operator.run("verify"), 4, CHANGED);
    }

    @Test
    void aMissingFileIsFoundAndPutBack() throws IOException {
        Files.delete(operator.path(BRIDGE));

        assertBlocked(operator.run("verify"), 2, "MISSING CANONICAL FILE: " + BRIDGE);
        assertRestored(operator.run("restore"), "restored " + BRIDGE);
    }

    @Test
    void aMissingDocumentIsAlsoAFailedCheck() throws IOException {
        Files.delete(operator.path("CANONICAL_RUN.md"));

        assertBlocked(
                operator.run("verify"),
                2 + 8,
                "MISSING CANONICAL FILE: CANONICAL_RUN.md",
                "DOCUMENT MISSING: CANONICAL_RUN.md - there is no regular file");
        assertRestored(operator.run("restore"), "restored CANONICAL_RUN.md");
    }

    @Test
    void anExtraFileIsFoundAndStaysWhereItIs() throws IOException {
        operator.write("canonical/extra.py", "import os\r\n");

        assertBlocked(operator.run("verify"), 1, "UNLISTED FILE: canonical/extra.py");
        assertThat(operator.run("restore"))
                .isEqualTo(new Answer(
                        1,
                        "Nothing to put back: every listed file is as it was sealed.\nPRODUCTION READINESS: BLOCKED\n",
                        """
                        [ERROR] UNLISTED FILE: canonical/extra.py
                        [FIX] move it out of canonical/, or seal it: bridgectl freeze --reason TEXT
                        """));
        Files.delete(operator.path("canonical/extra.py"));
        assertReady(operator.run("verify"));
    }

    @Test
    void anExtraDirectoryIsFoundEvenIfItIsEmpty() throws IOException {
        Files.createDirectory(operator.path("canonical/plugins"));

        assertBlocked(operator.run("verify"), 1, "UNLISTED FILE: canonical/plugins - it is a directory");
    }

    @Test
    void anExtraDirectoryIsOneViolationWhateverIsInIt() throws IOException {
        Files.createDirectory(operator.path("canonical/plugins"));
        operator.write("canonical/plugins/a.py", "a");
        operator.write("canonical/plugins/b.py", "b");

        assertBlocked(operator.run("verify"), 1, "UNLISTED FILE: canonical/plugins - it is a directory");
    }

    @Test
    void anUnlistedSymbolicLinkIsFoundAndNotFollowed() throws IOException {
        Files.createSymbolicLink(operator.path("canonical/etc"), Path.of("/etc"));

        assertBlocked(operator.run("verify"), 1, "UNLISTED FILE: canonical/etc - it is a symbolic link");
    }

    @Test
    void writeBitsForOthersAreFoundAndTaken() throws IOException {
        operator.setMode(BRIDGE, "rw-rw-rw-");

        assertBlocked(operator.run("verify"), 4, "WRITABLE BY GROUP OR OTHERS: " + BRIDGE + " - its mode is 0666");
        assertRestored(operator.run("restore"), "removed the write bits of group and others from " + BRIDGE);
        assertThat(operator.mode(BRIDGE)).isEqualTo("rw-r--r--");
    }

    @Test
    void aSymbolicLinkToTheSameBytesIsFoundAndReplaced() throws IOException {
        Files.move(operator.path(BRIDGE), operator.beside("same-bytes.py"));
        Files.createSymbolicLink(operator.path(BRIDGE), operator.beside("same-bytes.py"));

        assertBlocked(operator.run("verify"), 4, "NOT A REGULAR FILE: " + BRIDGE + " - it is a symbolic link");
        assertRestored(operator.run("restore"), "restored " + BRIDGE);
        assertThat(Files.isRegularFile(operator.path(BRIDGE), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(operator.beside("same-bytes.py")).hasSameBinaryContentAs(operator.path(BRIDGE));
    }

    @Test
    void aSecondHardLinkIsFoundAndCutOff() throws IOException {
        Files.createLink(operator.beside("other-name.py"), operator.path(BRIDGE));

        assertBlocked(
                operator.run("verify"),
                4,
                "SECOND HARD LINK: " + BRIDGE + " - it has 2 names, so that it can be changed through another");
        assertRestored(operator.run("restore"), "restored " + BRIDGE);
        Files.writeString(operator.beside("other-name.py"), "changed through the other name");
        assertReady(operator.run("verify"));
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // opening a FIFO can't be interrupted
    void aFifoIsFoundWithoutWaitingForAWriterAndReplaced() throws Exception {
        Files.delete(operator.path(BRIDGE));
        SpecialFiles.fifo(operator.path(BRIDGE));

        assertBlocked(operator.run("verify"), 4, "NOT A REGULAR FILE: " + BRIDGE + " - it is a FIFO, socket or device");
        assertRestored(operator.run("restore"), "restored " + BRIDGE);
    }

    @Test
    void aDirectoryInPlaceOfAFileIsFoundAndPutAside() throws IOException {
        Files.delete(operator.path(BRIDGE));
        Files.createDirectory(operator.path(BRIDGE));
        operator.write(BRIDGE + "/evidence.txt", "do not delete");

        assertBlocked(operator.run("verify"), 4, "NOT A REGULAR FILE: " + BRIDGE + " - it is a directory");
        assertRestored(operator.run("restore"), "restored " + BRIDGE);
        assertThat(operator.filesBelow(operator.path("manifests/aside")))
                .anyMatch(path -> path.endsWith("evidence.txt"));
    }

    @Test
    void aSymbolicLinkInPlaceOfTheParentDirectoryIsFoundAndPutAside() throws IOException {
        Files.move(operator.path("automation"), operator.beside("automation"));
        Files.createSymbolicLink(operator.path("automation"), operator.beside("automation"));

        assertBlocked(operator.run("verify"), 4, "NOT A REGULAR FILE: " + RUNNER + " - automation is a symbolic link");
        assertRestored(operator.run("restore"), "restored " + RUNNER);
        assertThat(Files.isDirectory(operator.path("automation"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertReady(operator.run("verify"));
    }

    @Test
    void aSymbolicLinkInPlaceOfTheCanonicalTreeIsFoundAndPutAside() throws IOException {
        Files.move(operator.path("canonical"), operator.beside("canonical"));
        Files.createSymbolicLink(operator.path("canonical"), operator.beside("canonical"));

        Answer answer = operator.run("verify");

        assertThat(answer.code()).isEqualTo(4);
        assertThat(answer.violations())
                .hasSize(7)
                .allMatch(violation -> violation.endsWith(" - canonical is a symbolic link"))
                .contains("NOT A REGULAR FILE: canonical/policy.json - canonical is a symbolic link");
        assertThat(operator.run("restore").code()).isZero();
        assertThat(Files.isDirectory(operator.path("canonical"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertReady(operator.run("verify"));
    }

    @Test
    void aMissingDirectoryIsItsMissingFiles() throws IOException {
        Files.delete(operator.path("canonical/automation/runner.json"));
        Files.delete(operator.path("canonical/automation"));

        assertBlocked(operator.run("verify"), 2, "MISSING CANONICAL FILE: canonical/automation/runner.json");
        assertRestored(operator.run("restore"), "restored canonical/automation/runner.json");
    }

    @Test
    void aPolicyThatIsNotTheSealedOneHasNoEffect() throws IOException {
        operator.setMode("test_security.py", "rwxr-xr-x");
        operator.write("canonical/policy.json", operator.text("canonical/policy.json") + " ");

        Answer answer = operator.run("verify");

        assertBlocked(answer, 4, "HASH MISMATCH: canonical/policy.json - Expected: <64 hex> Actual: <64 hex>");
        assertThat(answer.lines())
                .containsSequence(
                        "[LOCK] Enforcing file system execution prevention...",
                        "[SKIP] not asked: the policy is not the one that was sealed");
        assertThat(operator.mode("test_security.py")).isEqualTo("rwxr-xr-x");
        assertRestored(operator.run("restore"), "restored canonical/policy.json");
        assertThat(operator.mode("test_security.py")).isEqualTo("rw-r--r--");
    }

    @Test
    void theSizeOfTheDamageDoesNotChangeTheOrderOfTheReport() throws IOException {
        operator.flipByte(RUNNER);
        operator.flipByte(BRIDGE);
        Files.delete(operator.path("canonical/OBSERVABILITY.md"));

        assertBlocked(
                operator.run("verify", "--jobs", "8", "--skip", "documents"),
                2 + 4,
                "HASH MISMATCH: " + RUNNER + " - Expected: <64 hex> Actual: <64 hex>",
                "MISSING CANONICAL FILE: canonical/OBSERVABILITY.md",
                CHANGED);
    }
}
