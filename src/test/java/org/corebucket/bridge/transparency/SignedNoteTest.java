package org.corebucket.bridge.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notes and keys as signed-note of C2SP has them; the first ones are its own examples. */
final class SignedNoteTest {

    private static final String VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private static final String NOTE = """
            This is an example message.

            — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
            """;

    private static SignedNote note(String text) throws MalformedNoteException {
        return SignedNote.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theSpecificationsExampleHolds() throws Exception {
        VerifierKey key = VerifierKey.parse(VKEY);

        assertThat(key.verify(note(NOTE))).isPresent();
        assertThat(key.vkey()).isEqualTo(VKEY);
        assertThat(note(NOTE).bytes()).asString(StandardCharsets.UTF_8).isEqualTo(NOTE);
    }

    @Test
    void aKnownKeysBadSignatureRefusesTheNote() throws Exception {
        VerifierKey key = VerifierKey.parse(VKEY);

        assertThatThrownBy(() -> key.verify(note(NOTE.replace("example message", "other message"))))
                .isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void unknownSignaturesAreIgnored() throws Exception {
        String more = NOTE + "— example.com/bar Uw2QOkn8srV1yJGh2VYRlL0=\n— example.com/foo AAAAAAAA\n";

        assertThat(VerifierKey.parse(VKEY).verify(note(more))).isPresent();
        assertThat(note(more).signatures()).hasSize(3);
        assertThat(VerifierKey.parse(VKEY).verify(note("other\n\n— example.com/foo AAAAAAAA\n")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no signature\n",
                "no signature\n\n",
                "no end\n\n— a AAAAAAA=",
                "two blanks\n\n— a AAAAAAAA\n\n",
                "tab\there\n\n— a AAAAAAAA\n",
                "no dash\n\n- a AAAAAAAA\n",
                "no name\n\n—  AAAAAAAA\n",
                "plus in the name\n\n— a+b AAAAAAAA\n",
                "space in the name\n\n— a b AAAAAAAA\n",
                "wide space in the name\n\n— a\u3000b AAAAAAAA\n",
                "no id\n\n— a AAAA\n",
                "id alone\n\n— a AAAAAA==\n",
                "no base64\n\n— a AAAA!AAA\n",
                "other base64 of the same bytes\n\n— a AAAAAAB=\n",
            })
    void whatIsNoNoteIsRefused(String text) {
        assertThatThrownBy(() -> note(text)).isInstanceOf(MalformedNoteException.class);
    }

    @Test
    void aNoteIsInUtf8() {
        byte[] bytes = "x\n\n— a AAAAAAAA\n".getBytes(StandardCharsets.UTF_8);
        bytes[0] = (byte) 0xFF;

        assertThatThrownBy(() -> SignedNote.parse(bytes)).isInstanceOf(MalformedNoteException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com/foo",
                "example.com/foo+530d903a",
                "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AQ==",
            })
    void whatIsNoKeyIsRefused(String vkey) {
        assertThatThrownBy(() -> VerifierKey.parse(vkey)).isInstanceOf(MalformedNoteException.class);
    }
}
