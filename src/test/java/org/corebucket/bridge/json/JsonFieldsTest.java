package org.corebucket.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class JsonFieldsTest {

    @Test
    void givesEachKindOfField() throws Exception {
        JsonFields fields = fields(
                "{\"s\": \"text\", \"t\": true, \"n\": -3, \"l\": [\"a\", \"b\"], \"o\": {\"x\": \"y\"}, \"p\": [{}]}");

        assertThat(fields.string("s")).isEqualTo("text");
        assertThat(fields.truth("t")).isTrue();
        assertThat(fields.wholeNumber("n")).isEqualTo(-3);
        assertThat(fields.strings("l")).containsExactly("a", "b");
        assertThat(fields.object("o").string("x")).isEqualTo("y");
        assertThat(fields.objects("p")).hasSize(1);
        fields.refuseOthers();
    }

    private enum Colour implements JsonWord {
        RED,
        LIGHT_BLUE,
        GREY;

        @Override
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Test
    void readsAWordOfAnEnumeration() throws Exception {
        assertThat(fields("{\"c\": \"light-blue\"}").word("c", Colour.values())).isEqualTo(Colour.LIGHT_BLUE);
    }

    @Test
    void refusesAnyOtherWordAndNamesThoseItKnows() throws Exception {
        JsonFields fields = fields("{\"c\":\n\"RED\"}");

        assertRefused(
                () -> fields.word("c", Colour.values()),
                "file:2: field \"c\": \"RED\" is unknown; expected red, light-blue or grey");
        assertRefused(
                () -> fields.word("d", Colour.values()), "file:1: field \"d\" is missing; add it; expected a string");
    }

    @Test
    void namesStandInTheOrderOfTheDocument() throws Exception {
        assertThat(fields("{\"b\": 1, \"a\": 2}").names()).containsExactly("b", "a");
    }

    @Test
    void refusesWhatNobodyAskedFor() throws Exception {
        JsonFields fields = fields("{\n\"known\": \"\",\n\"unkown\": 1}");
        String known = fields.string("known");

        assertThat(known).isEmpty();
        assertRefused(fields::refuseOthers, "file:3: field \"unkown\" is unknown here; remove it or correct its name");
    }

    @Test
    void refusesWhatIsMissing() throws Exception {
        JsonFields fields = fields("\n{}");

        assertRefused(() -> fields.string("system"), "file:2: field \"system\" is missing; add it; expected a string");
    }

    @Test
    void namesTheUnknownFieldBesideOneThatIsMissing() throws Exception {
        JsonFields fields = fields("{\"intervall\": 1,\n\"Private-Key\": \"a\", \"argv\": [], \"cert\": \"b\"}");

        assertRefused(
                () -> fields.wholeNumber("interval"),
                "file:1: field \"interval\" is missing, and there is \"intervall\"; correct that name if it was meant to"
                        + " be this one, else add the field; expected a whole number");
        assertRefused(
                () -> fields.string("private_key"),
                "file:2: field \"private_key\" is missing, and there is \"Private-Key\"; correct that name if it was"
                        + " meant to be this one, else add the field; expected a string");
        assertRefused(
                () -> fields.string("certificate"),
                "file:2: field \"certificate\" is missing, and there is \"cert\"; correct that name if it was meant to"
                        + " be this one, else add the field; expected a string");
        assertRefused(() -> fields.string("schema"), "file:1: field \"schema\" is missing; add it; expected a string");
    }

    @Test
    void refusesAnotherKind() throws Exception {
        JsonFields fields = fields("{\"a\":\n1.0, \"b\": 99999999999999999999, \"c\": [\"\", null], \"d\": [[]]}");

        assertRefused(() -> fields.string("a"), "file:2: field \"a\" is a number; expected a string");
        assertRefused(() -> fields.truth("a"), "file:2: field \"a\" is a number; expected true or false");
        assertRefused(() -> fields.wholeNumber("a"), "file:2: field \"a\" is a number; expected a whole number");
        assertRefused(() -> fields.object("a"), "file:2: field \"a\" is a number; expected an object");
        assertRefused(() -> fields.strings("a"), "file:2: field \"a\" is a number; expected an array of strings");
        assertRefused(() -> fields.wholeNumber("b"), "file:2: field \"b\" is beyond 64 bits; write a smaller number");
        assertRefused(() -> fields.strings("c"), "file:2: field \"c\" contains null; expected strings alone");
        assertRefused(() -> fields.objects("d"), "file:2: field \"d\" contains an array; expected objects alone");
    }

    @Test
    void aFieldThatMayBeUnknownIsNullAndNotMissing() throws Exception {
        JsonFields fields = fields("{\"known\": \"\", \"unknown\": null, \"wrong\": 1}");

        assertThat(fields.stringOrNull("known")).isEmpty();
        assertThat(fields.stringOrNull("unknown")).isNull();
        assertRefused(
                () -> fields.stringOrNull("missing"),
                "file:1: field \"missing\" is missing; add it; expected a string or null");
        assertRefused(
                () -> fields.stringOrNull("wrong"), "file:1: field \"wrong\" is a number; expected a string or null");
        fields.refuseOthers();
    }

    @Test
    void refusesADocumentThatIsNoObject() {
        assertRefused(() -> fields("[]"), "file:1: expected an object, found an array; begin it with {");
    }

    private static void assertRefused(ThrowingCallable read, String message) {
        assertThatThrownBy(read).isInstanceOf(MalformedJsonException.class).hasMessage(message);
    }

    private static JsonFields fields(String text) throws MalformedJsonException {
        return JsonFields.of(Json.parse(text.getBytes(StandardCharsets.UTF_8), "file"), "file");
    }
}
