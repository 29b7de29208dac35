package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What git gives to whoever clones the project. */
final class ScriptFilesIT {

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Scripts.file(""))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatIsAProgramCanRunAndNothingElseCan(Path file) throws IOException {
        assertThat(Files.isExecutable(file)).isEqualTo(Files.readString(file).startsWith("#!"));
    }
}
