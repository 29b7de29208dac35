package org.corebucket.bridge.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.ListedFiles.Comparison;
import org.corebucket.bridge.manifest.ListedFiles.HashOptions;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Difference;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListedFilesTest {

    private static final HashOptions STRICT = new HashOptions(true, false, 2);
    private static final HashOptions LENIENT = new HashOptions(false, false, 2);
    private static final String GET_AGAIN = "get the file again from where the manifest came from";

    @TempDir
    private Path root;

    @Test
    void nothingIsWrongWithFilesThatMatch() throws Exception {
        make("a", "b/c");

        Comparison comparison = compare(STRICT, "a", "b/c");

        assertThat(comparison).isEqualTo(new Comparison(List.of(), 0, 2, Set.of()));
    }

    @Test
    void countsTheBytesThatItRead() throws Exception {
        Files.writeString(root.resolve("a"), "content");

        assertThat(compare(LENIENT, "a").bytes()).isEqualTo(7);
    }

    @Test
    void aChangedFileIsFoundWithBothDigests() throws Exception {
        Files.writeString(root.resolve("a"), "changed");
        String actual = Sha256.of("changed".getBytes(UTF_8)).hex();

        assertThat(compare(STRICT, "a").findings())
                .containsExactly(new Finding(
                        Consequence.CHANGED,
                        "hash-mismatch",
                        "a",
                        "HASH MISMATCH: a - Expected: " + ManifestText.EMPTY + " Actual: " + actual,
                        new Difference(ManifestText.EMPTY, actual),
                        "bridgectl restore a"));
    }

    @Test
    void aMissingFileIsFound() throws Exception {
        assertThat(compare(STRICT, "a b").findings())
                .containsExactly(Finding.of(
                        Consequence.MISSING,
                        "missing",
                        "a b",
                        "MISSING CANONICAL FILE: a b",
                        "bridgectl restore 'a b'"));
        assertThat(compare(LENIENT, "a b").findings())
                .containsExactly(Finding.of(Consequence.MISSING, "missing", "a b", "MISSING FILE: a b", GET_AGAIN));
    }

    @Test
    void aMissingFileMayBeIgnoredButIsNotCounted() throws Exception {
        make("b");

        Comparison comparison = compare(new HashOptions(false, true, 1), "a", "b", "c/d");

        assertThat(comparison).isEqualTo(new Comparison(List.of(), 0, 1, Set.of("a", "c/d")));
    }

    @Test
    void ignoringMissingFilesIgnoresNothingElse() throws Exception {
        Files.writeString(root.resolve("a"), "changed");
        Files.createSymbolicLink(root.resolve("b"), root.resolve("nothing"));

        assertThat(compare(new HashOptions(false, true, 1), "a", "b").findings())
                .extracting(Finding::code)
                .containsExactly("hash-mismatch", "not-regular");
    }

    @Test
    void aLinkToTheSameBytesIsFoundLenientToo() throws Exception {
        make("target");
        Files.createSymbolicLink(root.resolve("a"), root.resolve("target"));

        for (HashOptions options : List.of(STRICT, LENIENT)) {
            assertThat(compare(options, "a").findings())
                    .extracting(Finding::consequence, Finding::code, Finding::message)
                    .containsExactly(
                            tuple(Consequence.CHANGED, "not-regular", "NOT A REGULAR FILE: a - it is a symbolic link"));
        }
    }

    @Test
    void aLinkOnTheWayIsNamed() throws Exception {
        make("real/a");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("real"));

        assertThat(compare(LENIENT, "link/a").findings())
                .extracting(Finding::code, Finding::message)
                .containsExactly(tuple("not-regular", "NOT A REGULAR FILE: link/a - link is a symbolic link"));
    }

    @Test
    void aFifoAndADirectoryAreFoundAndNotOpened() throws Exception {
        SpecialFiles.fifo(root.resolve("a"));
        Files.createDirectory(root.resolve("b"));

        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(compare(STRICT, "a", "b").findings())
                        .extracting(Finding::code, Finding::message)
                        .containsExactly(
                                tuple("not-regular", "NOT A REGULAR FILE: a - it is a FIFO, socket or device"),
                                tuple("not-regular", "NOT A REGULAR FILE: b - it is a directory")));
    }

    @Test
    void aFileThatCannotBeReadIsFound() throws Exception {
        String name = "n".repeat(300);

        assertThat(compare(LENIENT, name).findings())
                .extracting(Finding::consequence, Finding::code, Finding::message)
                .containsExactly(
                        tuple(Consequence.CHANGED, "unreadable", "UNREADABLE FILE: " + name + " - File name too long"));
    }

    @Test
    void aSecondHardLinkIsFoundWhereItMatters() throws Exception {
        make("a");
        Files.createLink(root.resolve("other"), root.resolve("a"));

        assertThat(compare(STRICT, "a").findings())
                .extracting(Finding::consequence, Finding::code, Finding::message)
                .containsExactly(tuple(
                        Consequence.CHANGED,
                        "hard-link",
                        "SECOND HARD LINK: a - it has 2 names, so that it can be changed through another"));
        assertThat(compare(LENIENT, "a").findings()).isEmpty();
    }

    @Test
    void writingByOthersIsFoundWhereItMatters() throws Exception {
        make("a");
        Files.setPosixFilePermissions(root.resolve("a"), PosixFilePermissions.fromString("rw-r--rw-"));

        assertThat(compare(STRICT, "a").findings())
                .extracting(Finding::consequence, Finding::code, Finding::message)
                .containsExactly(tuple(
                        Consequence.CHANGED,
                        "writable-by-others",
                        "WRITABLE BY GROUP OR OTHERS: a - its mode is 0646"));
        assertThat(compare(LENIENT, "a").findings()).isEmpty();
    }

    @Test
    void aFileWithThreeFlawsHasThreeFindingsAndIsOneFile() throws Exception {
        make("b");
        Files.writeString(root.resolve("a"), "changed");
        Files.setPosixFilePermissions(root.resolve("a"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.createLink(root.resolve("other"), root.resolve("a"));

        Comparison comparison = compare(STRICT, "a", "b");

        assertThat(comparison.findings())
                .extracting(Finding::code)
                .containsExactly("hash-mismatch", "hard-link", "writable-by-others");
        assertThat(comparison.absent()).isEmpty();
        assertThat(comparison.sound()).isEqualTo(1);
    }

    @Test
    void findingsStandInTheOrderOfTheManifestHoweverManyJobsLook() throws Exception {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            paths.add("d" + i % 7 + "/" + i);
        }
        Collections.shuffle(paths, new Random(20261123));

        Comparison comparison = compare(new HashOptions(true, false, 8), paths.toArray(String[]::new));

        assertThat(comparison.findings()).extracting(Finding::path).isEqualTo(paths);
        assertThat(comparison.absent()).isNotEmpty();
    }

    @Test
    void aFindingSpellsThePathAsTheManifestDoes() throws Exception {
        Manifest manifest = ManifestText.read(ManifestText.EMPTY + "  .//a\n");

        assertThat(ListedFiles.compare(root, manifest, LENIENT, HashProgress.NONE)
                        .findings())
                .extracting(Finding::path, Finding::message)
                .containsExactly(tuple(".//a", "MISSING FILE: .//a"));
    }

    private Comparison compare(HashOptions options, String... paths) throws Exception {
        return ListedFiles.compare(root, ManifestText.of(paths), options, HashProgress.NONE);
    }

    private void make(String... paths) throws IOException {
        for (String path : paths) {
            Files.createDirectories(root.resolve(path).resolveSibling("."));
            Files.setPosixFilePermissions(
                    Files.createFile(root.resolve(path)), PosixFilePermissions.fromString("rw-r--r--"));
        }
    }
}
