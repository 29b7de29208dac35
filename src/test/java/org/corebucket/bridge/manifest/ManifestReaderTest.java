package org.corebucket.bridge.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.corebucket.bridge.digest.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestReaderTest {

    private static final String DIGEST = ManifestText.EMPTY;

    @Test
    void readsTheTextForm() throws Exception {
        assertPath(DIGEST + "  a/b c", "a/b c");
    }

    @Test
    void readsTheBinaryForm() throws Exception {
        assertPath(DIGEST + " *a/b", "a/b");
    }

    @Test
    void readsTheBsdForm() throws Exception {
        assertPath("SHA256 (a/b) = " + DIGEST, "a/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*star", " space", "a ", "a) = b", "#a", "a\\nb", "(a)", "SHA256 (a)"})
    void takesANameAsItStandsInEveryForm(String name) throws Exception {
        assertPath(DIGEST + "  " + name, name);
        assertPath(DIGEST + " *" + name, name);
        assertPath("SHA256 (" + name + ") = " + DIGEST, name);
    }

    @Test
    void unescapesANameAfterALeadingBackslashInEveryForm() throws Exception {
        String name = "back\\slash\nline\rreturn\\n";
        String escaped = "back\\\\slash\\nline\\rreturn\\\\n";

        assertPath("\\" + DIGEST + "  " + escaped, name);
        assertPath("\\" + DIGEST + " *" + escaped, name);
        assertPath("\\SHA256 (" + escaped + ") = " + DIGEST, name);
    }

    @Test
    void readsUpperCaseDigits() throws Exception {
        assertPath(DIGEST.toUpperCase(Locale.ROOT) + "  a", "a");
    }

    @Test
    void readsCrLfLineEndsInEveryForm() throws Exception {
        Manifest manifest = ManifestText.read("# serial: 3\r\n" + DIGEST + "  a\r\n" + DIGEST + " *b\r\nSHA256 (c) = "
                + DIGEST + "\r\n\\" + DIGEST + "  d\\r\r\n");

        assertThat(manifest.paths()).containsExactly("a", "b", "c", "d\r");
        assertThat(manifest.header()).containsExactly(entry("serial", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r", "\r\n"})
    void readsALastLineWhateverItsEnd(String end) throws Exception {
        assertThat(ManifestText.read(DIGEST + "  a\n" + DIGEST + "  b" + end).paths())
                .containsExactly("a", "b");
    }

    @Test
    void passesOverCommentsAnywhere() throws Exception {
        assertThat(ManifestText.read("#\n# one\n" + DIGEST + "  a\n#two\n" + DIGEST + "  b\n# three")
                        .paths())
                .containsExactly("a", "b");
    }

    @Test
    void theHeaderIsInTheCommentsBeforeTheFirstEntryAndTheFirstOfANameCounts() throws Exception {
        Manifest manifest = ManifestText.read(
                "# a: 1\n# b: x: y\n#c: no\n# : no\n# d:no\n# a: 2\n# e: \n" + DIGEST + "  file\n# late: 3\n");

        assertThat(manifest.header()).containsOnly(entry("a", "1"), entry("b", "x: y"), entry("e", ""));
    }

    @ParameterizedTest
    @CsvSource({"./a, a", "a//b, a/b", "./a/./b, a/b", ".//a, a", "...., ....", "..a/b.., ..a/b..", "./.a, .a"})
    void keepsTheSpellingAndKnowsTheFile(String spelling, String path) throws Exception {
        ManifestEntry entry =
                ManifestText.read(DIGEST + "  " + spelling).entries().get(0);

        assertThat(entry.spelling()).isEqualTo(spelling);
        assertThat(entry.path()).isEqualTo(path);
    }

    @Test
    void keepsTheOrderOfTheLines() throws Exception {
        assertThat(ManifestText.of("c", "a", "d", "b").paths()).containsExactly("c", "a", "d", "b");
    }

    @Test
    void knowsWhichDigestIsListedForAPath() throws Exception {
        Manifest manifest = ManifestText.read(("0".repeat(64) + "  other\n" + DIGEST + "  a/b\n").getBytes(UTF_8));

        assertThat(manifest.digestOf("a/b")).contains(Sha256.parse(DIGEST));
        assertThat(manifest.digestOf("b")).isEmpty();
    }

    @Test
    void knowsTheDigestOfItsBytes() throws Exception {
        byte[] content = ("# comment\r\n" + DIGEST + "  a").getBytes(UTF_8);

        assertThat(ManifestText.read(content).digest()).isEqualTo(Sha256.of(content));
    }

    @Test
    void readsTheSameHoweverTheBytesArrive() throws Exception {
        StringBuilder text = new StringBuilder("# name: value\r\n");
        for (int i = 0; i < 3000; i++) {
            text.append(DIGEST).append("  directory/file ").append(i).append(i % 2 == 0 ? "\n" : "\r\n");
        }
        byte[] content = text.toString().getBytes(UTF_8);

        Manifest whole = ManifestText.read(content);

        for (int step : List.of(1, 7, 64, 8191)) {
            assertThat(ManifestReader.read(new Trickle(content, step), "list")).isEqualTo(whole);
        }
        assertThat(whole.entries()).hasSize(3000);
    }

    private static void assertPath(String line, String path) throws Exception {
        assertThat(ManifestText.read(line).entries())
                .containsExactly(new ManifestEntry(Sha256.parse(DIGEST), path, path));
    }

    /** Gives a few bytes at a time, as a pipe may. */
    private static final class Trickle extends InputStream {

        private final ByteArrayInputStream in;
        private final int step;

        Trickle(byte[] content, int step) {
            this.in = new ByteArrayInputStream(content);
            this.step = step;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] block, int from, int count) {
            return in.read(block, from, Math.min(step, count));
        }
    }
}
