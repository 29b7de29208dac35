package org.corebucket.bridge.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of modules as names of files. */
final class ModuleNameTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"education,education", "a/b,a%002fb", "..,%002e%002e", "%0041,%00250041", "é,%00e9", "😀,%d83d%de00"})
    void anyNameIsOneFileNameAndIsReadBack(String module, String file) throws Exception {
        assertThat(ModuleName.file(module)).isEqualTo(file);

        Files.createFile(directory.resolve(file + ".jsonl"));
        assertThat(ModuleName.files(directory, ".jsonl")).containsExactly(module);
    }

    @ParameterizedTest
    @CsvSource({"a.b", "%0061", "%00E9", "%00e", ".lock", "%", "%zzzz"})
    void aFileThatNobodyNamedSoIsNoModule(String file) throws Exception {
        Files.createFile(directory.resolve(file));
        assertThat(ModuleName.files(directory, "")).isEmpty();
    }

    @Test
    void aDirectoryThatIsNotThereHasNone() throws Exception {
        assertThat(ModuleName.files(directory.resolve("none"), "")).isEmpty();
    }
}
