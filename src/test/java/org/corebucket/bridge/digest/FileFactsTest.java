package org.corebucket.bridge.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileFactsTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws Exception {
        file = Files.writeString(directory.resolve("file"), "five!");
    }

    @Test
    void tellsTypeSizeOwnerAndNamesOfAFile() throws Exception {
        Files.createLink(directory.resolve("second"), file);

        FileFacts facts = FileFacts.of(file);

        assertThat(facts.type()).isEqualTo(FileFacts.FileType.REGULAR);
        assertThat(facts.isRegular()).isTrue();
        assertThat(facts.size()).isEqualTo(5);
        assertThat(facts.links()).isEqualTo(2);
        assertThat(facts.owner()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    @Test
    void tellsOfALinkItselfNotOfWhatItPointsTo() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThat(FileFacts.of(link).type()).isEqualTo(FileFacts.FileType.SYMLINK);
    }

    @Test
    void knowsEveryTypeThatCanBeMade() throws Exception {
        SpecialFiles.fifo(directory.resolve("fifo"));
        SpecialFiles.socket(directory.resolve("socket"));

        assertThat(FileFacts.of(directory).type()).isEqualTo(FileFacts.FileType.DIRECTORY);
        assertThat(FileFacts.of(directory.resolve("fifo")).type()).isEqualTo(FileFacts.FileType.FIFO);
        assertThat(FileFacts.of(directory.resolve("socket")).type()).isEqualTo(FileFacts.FileType.SOCKET);
        assertThat(FileFacts.of(Path.of("/dev/null")).type()).isEqualTo(FileFacts.FileType.DEVICE);
    }

    @ParameterizedTest
    @CsvSource({
        "rw-r--r--, 0644, false, false",
        "rw-rw-r--, 0664, true, false",
        "rw-r---w-, 0642, true, false",
        "r-x------, 0500, false, true",
        "rw-r--r-x, 0645, false, true",
        "---------, 0000, false, false",
    })
    void readsPermissionBits(String permissions, String octal, boolean writableByOthers, boolean executable)
            throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        FileFacts facts = FileFacts.of(file);

        assertThat(facts.octalMode()).isEqualTo(octal);
        assertThat(facts.isWritableByOthers()).isEqualTo(writableByOthers);
        assertThat(facts.isExecutable()).isEqualTo(executable);
    }

    @ParameterizedTest
    @CsvSource({"0, 0000", "7, 0007", "420, 0644", "2541, 4755"})
    void writesModesAsChmodTakesThem(int mode, String octal) {
        assertThat(FileFacts.octal(mode)).isEqualTo(octal);
    }

    @Test
    void nothingHasNoFacts() {
        assertThatThrownBy(() -> FileFacts.of(directory.resolve("nothing"))).isInstanceOf(NoSuchFileException.class);
    }
}
