package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PassphraseTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"päss €", "päss €\n", "päss €\r\n", "päss €\nand a second line\n"})
    void aFileGivesItsFirstLine(String content) throws IOException {
        assertThat(Passphrase.fromFile(file(content)).characters()).isEqualTo("päss €".toCharArray());
    }

    @Test
    void spacesBelongToIt() throws IOException {
        assertThat(Passphrase.fromFile(file("  two words \n")).characters()).isEqualTo("  two words ".toCharArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\nsecond"})
    void anEmptyFirstLineIsNone(String content) throws IOException {
        assertThat(Passphrase.fromFile(file(content))).isSameAs(Passphrase.NONE);
    }

    @Test
    void anEmptyValueIsNone() {
        assertThat(Passphrase.of(new char[0])).isSameAs(Passphrase.NONE);
    }

    @Test
    void aLineOfAThousandAndTwentyFourBytesIsRead() throws IOException {
        assertThat(Passphrase.fromFile(file("x".repeat(1024) + "\n")).characters())
                .hasSize(1024);
    }

    @Test
    void aLongerLineIsNoPassphrase() throws IOException {
        Path file = file("x".repeat(1025));

        assertThatThrownBy(() -> Passphrase.fromFile(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": has a first line of more than 1024 bytes;"
                        + " expected a passphrase on a line of its own");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(directory.resolve("passphrase"), new byte[] {'p', (byte) 0xe4, 's'});

        assertThatThrownBy(() -> Passphrase.fromFile(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": has a first line that is not UTF-8; write the passphrase in UTF-8");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Passphrase.fromFile(directory.resolve("nowhere")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void theCallerMayWipeItsOwnCopy() {
        char[] given = "secret".toCharArray();
        Passphrase passphrase = Passphrase.of(given);
        given[0] = 'x';

        assertThat(passphrase.characters()).isEqualTo("secret".toCharArray());
    }

    @Test
    void closingWipesIt() {
        Passphrase passphrase = Passphrase.of("secret".toCharArray());
        passphrase.close();

        assertThat(passphrase.characters()).containsOnly('\0');
    }

    @Test
    void itNeverPrints() {
        assertThat(Passphrase.of("secret".toCharArray())).hasToString("a passphrase");
        assertThat(Passphrase.NONE).hasToString("no passphrase");
    }

    private Path file(String content) throws IOException {
        return Files.write(directory.resolve("passphrase"), content.getBytes(StandardCharsets.UTF_8));
    }
}
