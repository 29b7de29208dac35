package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PassphraseTest {

    @Test
    void itIsUtf8() throws IOException {
        assertThat(Passphrase.ofLine(line("päss €"), "pass.txt").characters()).isEqualTo("päss €".toCharArray());
    }

    @Test
    void spacesBelongToIt() throws IOException {
        assertThat(Passphrase.ofLine(line("  two words "), "pass.txt").characters())
                .isEqualTo("  two words ".toCharArray());
    }

    @Test
    void anEmptyLineIsNone() throws IOException {
        assertThat(Passphrase.ofLine(line(""), "pass.txt")).isSameAs(Passphrase.NONE);
    }

    @Test
    void anEmptyValueIsNone() {
        assertThat(Passphrase.of(new char[0])).isSameAs(Passphrase.NONE);
    }

    @Test
    void aLineOfAThousandAndTwentyFourBytesIsRead() throws IOException {
        assertThat(Passphrase.ofLine(line("x".repeat(1024)), "pass.txt").characters())
                .hasSize(1024);
    }

    @Test
    void aLongerLineIsNoPassphrase() throws IOException {
        assertThatThrownBy(() -> Passphrase.ofLine(line("x".repeat(1025)), "pass.txt"))
                .isInstanceOf(IOException.class)
                .hasMessage("pass.txt: has a first line of more than 1024 bytes;"
                        + " expected a passphrase on a line of its own");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        assertThatThrownBy(() -> Passphrase.ofLine(new byte[] {'p', (byte) 0xe4, 's'}, "pass.txt"))
                .isInstanceOf(IOException.class)
                .hasMessage("pass.txt: has a first line that is not UTF-8; write the passphrase in UTF-8");
    }

    @Test
    void theLineThatWasReadIsWiped() throws IOException {
        byte[] line = line("secret");

        assertThat(Passphrase.ofLine(line, "pass.txt").characters()).isEqualTo("secret".toCharArray());
        assertThat(line).containsOnly(0);
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

    private static byte[] line(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
