package org.corebucket.bridge.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.corebucket.bridge.readiness.MendableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Pkcs11UriTest {

    @Test
    void everyAttributeOfTheRfcIsReadInAnyOrder() throws Exception {
        Pkcs11Uri uri = Pkcs11Uri.parse("pkcs11:object=release;id=%00%ffA;type=private;slot-id=7;serial=1;model=m;"
                + "manufacturer=Snake%20Oil,%20Inc.;token=My%20token%25;library-version=2.40;library-manufacturer=l;"
                + "library-description=d;slot-manufacturer=s;slot-description=t"
                + "?pin-source=file:/run/pin&module-name=softhsm2&module-path=/usr/lib/softhsm");

        assertThat(uri.text("token")).isEqualTo("My token%");
        assertThat(uri.text("manufacturer")).isEqualTo("Snake Oil, Inc.");
        assertThat(uri.text("serial")).isEqualTo("1");
        assertThat(uri.text("model")).isEqualTo("m");
        assertThat(uri.text("library-version")).isEqualTo("2.40");
        assertThat(uri.text("library-manufacturer")).isEqualTo("l");
        assertThat(uri.text("library-description")).isEqualTo("d");
        assertThat(uri.text("slot-manufacturer")).isEqualTo("s");
        assertThat(uri.text("slot-description")).isEqualTo("t");
        assertThat(uri.label()).isEqualTo("release".getBytes(StandardCharsets.UTF_8));
        assertThat(uri.id()).containsExactly(0, 0xff, 'A');
        assertThat(uri.slotId()).contains(7L);
        assertThat(uri.pinFile()).contains(Path.of("/run/pin"));
        assertThat(uri.moduleName()).contains("softhsm2");
        assertThat(uri.modulePath()).contains(Path.of("/usr/lib/softhsm"));
    }

    @Test
    void whatIsNotSaidMatchesAnythingAndWhatIsEmptyIsSaid() throws Exception {
        Pkcs11Uri nothing = Pkcs11Uri.parse("PKCS11:");
        assertThat(nothing.text("token")).isNull();
        assertThat(nothing.id()).isNull();
        assertThat(nothing.label()).isNull();
        assertThat(nothing.slotId()).isEmpty();

        Pkcs11Uri empty = Pkcs11Uri.parse("pkcs11:token=;id=?");
        assertThat(empty.text("token")).isEmpty();
        assertThat(empty.id()).isEmpty();
    }

    @Test
    void aVendorsAttributesAreIgnoredAndMayComeTwice() throws Exception {
        assertThat(Pkcs11Uri.parse("pkcs11:x-muon=1;x-muon=2;token=a?x-color=b/?|&x-color=")
                        .text("token"))
                .isEqualTo("a");
    }

    @Test
    void whatMayStandUnencodedIsTakenAsItIs() throws Exception {
        assertThat(Pkcs11Uri.parse("pkcs11:token=-._~:[]@!$'()*+,=&").text("token"))
                .isEqualTo("-._~:[]@!$'()*+,=&");
        assertThat(Pkcs11Uri.parse("pkcs11:?module-path=/-._~:[]@!$'()*+,=/?|").modulePath())
                .contains(Path.of("/-._~:[]@!$'()*+,=/?|"));
        assertThat(Pkcs11Uri.parse("pkcs11:token=caf%C3%a9").text("token")).isEqualTo("café");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "pkcs11:token > has as attribute 1 of its path something else than NAME=VALUE",
                "pkcs11:token=a; > has as attribute 2 of its path something else than NAME=VALUE",
                "pkcs11:;token=a > has as attribute 1 of its path something else than NAME=VALUE",
                "pkcs11:token=a;;object=b > has as attribute 2 of its path something else than NAME=VALUE",
                "pkcs11:=a > has as attribute 1 of its path something else than NAME=VALUE",
                "pkcs11:to%6ben=a > has as attribute 1 of its path something else than NAME=VALUE",
                "pkcs11:?module-name=a& > has as attribute 2 of its query something else than NAME=VALUE",
                "pkcs11:token=a;token=a > has the attribute token twice",
                "pkcs11:?module-name=a&module-name=b > has the attribute module-name twice",
                "pkcs11:label=a > has an attribute label, which RFC 7512 does not know",
                "pkcs11:Token=a > has an attribute Token, which RFC 7512 does not know",
                "pkcs11:?pin=1 > has an attribute pin, which RFC 7512 does not know",
                "pkcs11:module-path=a > has the attribute module-path in its path; it belongs behind a question mark",
                "pkcs11:?token=a > has the attribute token behind the question mark; it belongs before",
                "pkcs11:token=a b > has in the attribute token a character that must be percent-encoded, at place 2 of its value",
                "pkcs11:token=a/b > has in the attribute token a character that must be percent-encoded, at place 2 of its value",
                "pkcs11:token=a#b > has in the attribute token a character that must be percent-encoded, at place 2 of its value",
                "pkcs11:token=é > has in the attribute token a character that must be percent-encoded, at place 1 of its value",
                "pkcs11:x-v=é > has in the attribute x-v a character that must be percent-encoded, at place 1 of its value",
                "pkcs11:?module-name=a;b > has in the attribute module-name a character that must be percent-encoded,"
                        + " at place 2 of its value",
                "pkcs11:token=% > has in the attribute token a % without two hex digits behind it",
                "pkcs11:token=%4 > has in the attribute token a % without two hex digits behind it",
                "pkcs11:token=%4g > has in the attribute token a % without two hex digits behind it",
                "pkcs11:token=%-1 > has in the attribute token a % without two hex digits behind it",
                "pkcs11:token=%ff > has in the attribute token bytes that are not UTF-8",
                "pkcs11:token=%c0%80 > has in the attribute token bytes that are not UTF-8",
                "pkcs11:slot-id= > has a slot-id that is no decimal number of up to 18 digits",
                "pkcs11:slot-id=-1 > has a slot-id that is no decimal number of up to 18 digits",
                "pkcs11:slot-id=0x1 > has a slot-id that is no decimal number of up to 18 digits",
                "pkcs11:slot-id=1234567890123456789 > has a slot-id that is no decimal number of up to 18 digits",
                "pkcs11:library-version=a > has a library-version that is no number, like 2 or 2.40",
                "pkcs11:library-version=2. > has a library-version that is no number, like 2 or 2.40",
                "pkcs11:type=key > has a type that is none of public, private, cert, secret-key, data",
                "pkcs11:?module-path=lib/a.so > has in the attribute module-path no absolute path",
                "pkcs11:?module-path=/a%00 > has in the attribute module-path what can't be a path",
                "pkcs11:?module-name=../a > has a module-name that is not the name of a file without its directory",
                "pkcs11:?pin-source=/run/pin > has a pin-source that is no file:/PATH; a program (|) is not started",
                "pkcs11:?pin-source=|cat > has a pin-source that is no file:/PATH; a program (|) is not started",
                "pkcs11:?pin-source=file:pin > has in the attribute pin-source no absolute path",
                "pkcs11:?pin-source=file://host/pin > has in the attribute pin-source no absolute path",
            })
    void everyFlawIsNamed(String text, String flaw) {
        assertThatThrownBy(() -> Pkcs11Uri.parse(text))
                .isInstanceOfSatisfying(
                        MendableException.class,
                        e -> assertThat(e.kind()).isEqualTo(MendableException.MendableKind.USAGE))
                .hasMessage(
                        "the pkcs11: URI " + flaw + "; it is written like pkcs11:token=TOKEN;object=LABEL (RFC 7512)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:token=a?pin-value=geheim",
                "pkcs11:token=a;pin-value=geheim",
                "pkcs11:token=a&pin-value=geheim",
                "pkcs11:pin-value=geheim",
                "pkcs11:token=a?module-name=b&pin-value=geheim",
                "pkcs11:%?pin-value=geheim"
            })
    void aPinIsRefusedBeforeAnythingElseAndNeverRepeated(String text) {
        assertThatThrownBy(() -> Pkcs11Uri.parse(text))
                .hasMessageContaining("holds a PIN (pin-value)")
                .hasMessageContaining("change the PIN")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void anotherTypeThanAPrivateKeyIsNamed() {
        assertThatThrownBy(() -> Pkcs11Uri.parse("pkcs11:token=a;type=cert"))
                .hasMessage("the pkcs11: URI names an object of the type cert, and what signs is a private key:"
                        + " write type=private, or leave the type out");
    }

    @Test
    void aFileOnTheLocalHostIsNamedInBothOfItsForms() throws Exception {
        assertThat(Pkcs11Uri.parse("pkcs11:?pin-source=file:///run/pin").pinFile())
                .contains(Path.of("/run/pin"));
    }

    @Test
    void whatIsShownOfItHasNoQuery() throws Exception {
        Pkcs11Uri uri = Pkcs11Uri.parse("pkcs11:token=a%0a;object=b?pin-source=file:/run/pin");
        assertThat(uri.name()).isEqualTo("pkcs11:token=a%0a;object=b");
        assertThat(uri).hasToString(uri.name());
    }

    /** Pieces of URIs, put together at random: each is taken as it is written, or refused by the one exception. */
    @Test
    void noTextIsMoreThanARefusal() throws Exception {
        List<String> pieces = List.of(
                "pkcs11:",
                "token=",
                "object=",
                "id=",
                "type=private",
                "slot-id=",
                "x-v=",
                "pin-source=file:/p",
                "module-path=/m",
                "module-name=n",
                "library-version=",
                ";",
                ";",
                ";",
                "&",
                "?",
                "?",
                "=",
                "%",
                "%41",
                "%fF",
                "%C3%A9",
                "a",
                "1",
                "2.40",
                "/",
                "|",
                " ",
                "é",
                "\0",
                "\n",
                "token",
                "\ud800",
                "pin-value=1");
        Random random = new Random(7512);
        int taken = 0;
        for (int round = 0; round < 100_000; round++) {
            StringBuilder text = new StringBuilder(random.nextInt(10) == 0 ? "" : "pkcs11:");
            for (int count = random.nextInt(9); count > 0; count--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            try {
                Pkcs11Uri uri = Pkcs11Uri.parse(text.toString());
                taken++;
                assertThat(text.toString())
                        .startsWithIgnoringCase(uri.name())
                        .doesNotContain(";pin-value=", "?pin-value=", "&pin-value=", ":pin-value=");
                assertThat(uri.name()).matches("[!-~]+");
                assertThat(Pkcs11Uri.parse(uri.name()).name()).isEqualTo(uri.name());
            } catch (MendableException e) {
                assertThat(e.kind()).isEqualTo(MendableException.MendableKind.USAGE);
                assertThat(e.getMessage()).doesNotContain("\n").startsWith("the pkcs11: URI ");
            }
        }
        assertThat(taken).isBetween(1_000, 50_000);
    }
}
