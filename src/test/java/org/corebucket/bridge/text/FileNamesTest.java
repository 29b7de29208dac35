package org.corebucket.bridge.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileNamesTest {

    @Test
    void anyBytesComeBackAsTheyWere() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] name = new byte[1 + random.nextInt(8)];
            random.nextBytes(name);

            assertThat(FileNames.bytes(FileNames.of(name))).isEqualTo(name);
        }
    }

    @Test
    void whatIsUtf8IsTheUsualString() {
        for (String name : List.of("plain", "café", "日本語", "🚀", "\uFFFD", "a\uFFFDb")) {
            assertThat(FileNames.of(name.getBytes(StandardCharsets.UTF_8))).isEqualTo(name);
            assertThat(FileNames.hasRawBytes(name)).isFalse();
        }
    }

    @Test
    void aNameOfAnyBytesIsFoundInItsDirectoryAndOpened(@TempDir Path directory) throws Exception {
        ChildJvm.output(new ProcessBuilder(
                        "bash",
                        "-c",
                        "printf one > $'a\\xff'; printf two > $'a\\xfe'; mkdir $'d\\xe9'; printf three > $'d\\xe9/f'")
                .directory(directory.toFile()));
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = FileNames.of(directory.relativize(file));
                names.add(OneLine.of(name));
                Path again = directory;
                for (String part : name.split("/", -1)) {
                    again = again.resolve(FileNames.name(part));
                }
                assertThat(Files.readString(again)).isEqualTo(Files.readString(file));
            }
        }
        assertThat(names).containsExactlyInAnyOrder("a\\xff", "a\\xfe", "d\\xe9/f");
    }
}
