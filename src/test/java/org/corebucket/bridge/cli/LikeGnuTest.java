package org.corebucket.bridge.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.text.FileNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code verify --manifest} and the machine's own {@code sha256sum} and {@code sha512sum}, side by side over the same lists. */
final class LikeGnuTest {

    private static final String FOO = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
    private static final String BAR = "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9";
    private static final String OTHER = "0".repeat(64);

    private Operator operator;

    private record Gnu(int code, String out, String err) {}

    @BeforeEach
    void files(@TempDir Path directory) throws IOException {
        operator = Operator.at(directory);
        Files.writeString(operator.path("foo"), "foo");
        Files.writeString(operator.path("bar"), "bar");
        Files.writeString(operator.path(" led by a blank"), "foo");
        Files.writeString(operator.path("a b"), "foo");
        Files.writeString(operator.path("(p) = q"), "foo");
        Files.writeString(operator.path("new\nline"), "foo");
        Files.createDirectory(operator.path("d"));
        Files.writeString(operator.path("d/foo"), "foo");
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                        "plain|" + FOO + "  foo\n" + BAR + "  bar\n",
                        "no line feed at the end|" + FOO + "  foo",
                        "CRLF|" + FOO + "  foo\r\n" + BAR + "  bar\r\n",
                        "a blank line|" + FOO + "  foo\n\n" + BAR + "  bar\n",
                        "one blank|" + FOO + " foo\n" + BAR + " bar\n",
                        "a tab|" + FOO + "\tfoo\n",
                        "a tab and a blank|" + FOO + "\t foo\n",
                        "leading blanks|  \t" + FOO + "  foo\n",
                        "one blank before a name that begins with one|" + FOO + " foo\n" + FOO + "  led by a blank\n",
                        "both forms mixed|" + FOO + "  foo\n" + BAR + " bar\n",
                        "an asterisk|" + FOO + " *foo\n",
                        "BSD|SHA256 (foo) = " + FOO + "\n",
                        "openssl|SHA256(foo)= " + FOO + "\n",
                        "BSD with parentheses in the name|SHA256 ((p) = q) = " + FOO + "\n",
                        "BSD and plain|SHA256 (foo) = " + FOO + "\n" + BAR + "  bar\n",
                        "BSD without a digest|SHA256 (foo) = \n" + FOO + "  foo\n",
                        "BSD with something behind it|SHA256 (foo) = " + FOO + " \n" + FOO + "  foo\n",
                        "upper case|" + FOO.toUpperCase(java.util.Locale.ROOT) + "  foo\n",
                        "a comment|# of today\n" + FOO + "  foo\n# more\n",
                        "listed twice|" + FOO + "  foo\n" + FOO + "  foo\n",
                        "words|hello world\n" + FOO + "  foo\nmore\n",
                        "a digest that is too short|" + FOO.substring(1) + "  foo\n" + BAR + "  bar\n",
                        "a digest that is too long|" + FOO + "0  foo\n" + BAR + "  bar\n",
                        "no hex|" + FOO.replace('2', 'g') + "  foo\n" + BAR + "  bar\n",
                        "a digest alone|" + FOO + "\n" + BAR + "  bar\n",
                        "a digest and blanks|" + FOO + "  \n" + BAR + "  bar\n",
                        "a changed file|" + OTHER + "  foo\n" + BAR + "  bar\n",
                        "a missing file|" + FOO + "  nowhere\n" + BAR + "  bar\n",
                        "trailing blanks belong to the name|" + FOO + "  foo \n" + BAR + "  bar\n",
                        "an escaped name|\\" + FOO + "  new\\nline\n",
                        "an escape that is none|\\" + FOO + "  f\\xoo\n" + BAR + "  bar\n",
                        "a backslash that is no escape|" + FOO + "  new\\nline\n" + BAR + "  bar\n",
                        "dots in the path|" + FOO + "  ./d//./foo\n",
                        "clear-signed|-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + FOO + "  foo\n" + BAR
                                + "  bar\n"
                                + "-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCgAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n",
                        "nothing|",
                        "nothing that could be used|hello\nworld\n")
                .map(text -> Arguments.of(text.substring(0, text.indexOf('|')), text.substring(text.indexOf('|') + 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void aListIsReadAsGnuReadsIt(String name, String list) throws Exception {
        operator.write("list", list);
        Gnu gnu = gnu("sha256sum", "-c", "list");

        Answer answer = operator.run("verify", "--manifest", "list");

        assertThat(answer.out()).isEqualTo(gnu.out());
        assertThat(answer.code() == 0).isEqualTo(gnu.code() == 0);
        assertThat(answer.err().contains("improperly formatted"))
                .isEqualTo(gnu.err().contains("improperly formatted"));
        assertThat(answer.err().contains("did NOT match")).isEqualTo(gnu.err().contains("did NOT match"));
        boolean unusable = gnu.err().contains("no properly formatted");
        assertThat(answer.code() == 65).isEqualTo(unusable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha224sum", "sha256sum", "sha384sum", "sha512sum"})
    void theDigestsLengthTellsItsAlgorithm(String tool) throws Exception {
        for (String form : List.of("--text", "--tag")) {
            Gnu made = gnu(tool, form, "foo", "bar", "d/foo");
            operator.write("list", made.out());

            assertThat(operator.run("verify", "--manifest", "list"))
                    .isEqualTo(new Answer(0, "foo: OK\nbar: OK\nd/foo: OK\n", ""));
        }
        operator.write("bar", "changed");
        Answer changed = operator.run("verify", "--manifest", "list");
        assertThat(changed.code()).isEqualTo(4);
        assertThat(changed.out()).isEqualTo("foo: OK\nbar: FAILED\nd/foo: OK\n");
        assertThat(operator.run("verify", "--manifest", "list", "--strict").code())
                .isEqualTo(tool.equals("sha256sum") ? 4 : 65);
    }

    @Test
    void whatOpensslWritesIsRead() throws Exception {
        Gnu made = gnu("openssl", "dgst", "-sha512", "foo", "bar");
        operator.write("list", made.out());

        assertThat(operator.run("verify", "--manifest", "list").out()).isEqualTo("foo: OK\nbar: OK\n");
    }

    @Test
    void aDigestThatProvesNothingIsNamed() throws Exception {
        operator.write(
                "list", gnu("md5sum", "foo").out() + gnu("sha1sum", "foo").out());

        Answer answer = operator.run("verify", "--manifest", "list");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.err()).contains("list:1: a digest of MD5, which proves nothing any more");
    }

    @Test
    void namesOfAnyBytesAreVerified() throws Exception {
        Files.writeString(operator.root().resolve(FileNames.name("caf\udce9")), "foo");
        Files.write(operator.path("list"), (FOO + "  caf\u00e9\n" + OTHER + "  caf\u00e9\n").getBytes(ISO_8859_1));

        Answer answer = operator.run("verify", "--manifest", "list");

        assertThat(answer.out()).startsWith("\\caf\\xe9: ");
        assertThat(answer.code()).isEqualTo(4);
        Files.write(operator.path("list"), (FOO + "  caf\u00e9\n").getBytes(ISO_8859_1));
        assertThat(operator.run("verify", "--manifest", "list").out()).isEqualTo("\\caf\\xe9: OK\n");
    }

    @Test
    void severalListsAreOneVerification() throws Exception {
        operator.write("one", FOO + "  foo\n");
        operator.write("two", gnu("sha512sum", "bar").out());

        assertThat(operator.run("verify", "--manifest", "one", "--manifest", "two"))
                .isEqualTo(new Answer(0, "foo: OK\nbar: OK\n", ""));
        operator.write("bar", "changed");
        Files.delete(operator.path("foo"));
        assertThat(operator.run("verify", "--manifest", "one", "--manifest", "two")
                        .code())
                .isEqualTo(2 + 4);
    }

    @Test
    void whatLiesElsewhereIsNeverTakenForVerified() throws Exception {
        operator.write("list", FOO + "  ../foo\n" + FOO + "  /etc/passwd\n" + FOO + "  " + operator.path("foo") + "\n");

        Answer answer = operator.run("verify", "--manifest", "list");

        assertThat(answer.code()).isEqualTo(4);
        assertThat(answer.out()).isEqualTo(operator.path("foo") + ": OK\n");
        assertThat(answer.err()).contains("NOT VERIFIED: ../foo does not lie below", "NOT VERIFIED: /etc/passwd");
    }

    @Test
    void theStrictReadingRefusesWhatGnuPassesOver() throws Exception {
        operator.write("list", FOO + "  foo\n\n" + BAR + "  bar\n");

        assertThat(operator.run("verify", "--manifest", "list").code()).isZero();
        Answer strict = operator.run("verify", "--manifest", "list", "--strict");
        assertThat(strict.code()).isEqualTo(65);
        assertThat(strict.err()).startsWith("bridgectl: list:2: an empty line");
        assertThat(operator.run("verify", "--strict").code()).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void aListInUtf16IsNamedAsThat(String charset) throws Exception {
        Files.write(operator.path("list"), ("\uFEFF" + FOO + "  foo\r\n").getBytes(charset));

        Answer answer = operator.run("verify", "--manifest", "list");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.err()).contains("it is UTF-16").contains("iconv -f UTF-16 -t UTF-8");
    }

    private Gnu gnu(String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(operator.root().toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        return new Gnu(process.waitFor(), out, err);
    }
}
