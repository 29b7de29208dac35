package org.corebucket.bridge.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.InputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenFileTest {

    @TempDir
    private Path directory;

    @Test
    void aTokenIsAnotherOnceSomebodyHasPutAnotherInItsPlace() throws Exception {
        Path path = Files.writeString(directory.resolve("token"), "one\n");
        TokenFile file = new TokenFile(InputFile.of(path));

        assertThat(file.token("finance")).isEqualTo("one");
        assertThat(file.replace("one")).isFalse();
        Files.writeString(path, "two\n");
        assertThat(file.replace("one")).isTrue();
        assertThat(file.token("finance")).isEqualTo("two");
        Files.delete(path);
        assertThat(file.replace("two")).isFalse();
    }
}
