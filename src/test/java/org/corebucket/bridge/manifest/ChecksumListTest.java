package org.corebucket.bridge.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.deployment.InputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no list of digests is not read for ever, nor into memory. */
final class ChecksumListTest {

    private static final String LINE = "0".repeat(64) + "  a.txt\n";
    private static final String TOO_LONG = "a line of more than 16777216 bytes: this is no list of digests";

    @TempDir
    private Path directory;

    @Test
    void aLineThatIsNoneIsNamedWhereItStands() throws IOException {
        Path list = directory.resolve("list");
        Files.writeString(list, LINE);
        try (RandomAccessFile file = new RandomAccessFile(list.toFile(), "rw")) {
            file.setLength(LINE.length() + (16L << 20) + 1);
        }

        assertThatThrownBy(() -> ChecksumList.read(List.of(InputFile.of(list)), directory))
                .isInstanceOf(MalformedManifestException.class)
                .hasMessageContaining("list:2: " + TOO_LONG);
    }

    @Test
    void aLongLineIsPassedOverAndTheOthersAreRead() throws Exception {
        Path list = directory.resolve("list");
        Files.writeString(list, "x".repeat(1 << 20) + "\n" + LINE);

        ChecksumList read = ChecksumList.read(List.of(InputFile.of(list)), directory);

        assertThat(read.manifest().paths()).containsExactly("a.txt");
        assertThat(read.malformed())
                .singleElement()
                .satisfies(odd -> assertThat(odd.words()).endsWith("list:1: a line of more than 65536 bytes"));
    }
}
