package org.corebucket.bridge.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every flaw of a manifest that CONTRACT 2 names, and their kin. */
final class MalformedManifestTest {

    private static final String DIGEST = ManifestText.EMPTY;

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/manifest/malformed.csv", delimiter = '|', quoteCharacter = '`')
    void refusesEachFlawWithItsLine(String flaw, int line, String problem) {
        assertThatThrownBy(() -> ManifestText.read(ManifestText.fixture("malformed/" + flaw + ".sha256")))
                .isInstanceOf(MalformedManifestException.class)
                .hasMessage("list:" + line + ": " + problem)
                .hasMessageMatching("\\P{Cntrl}*");
    }

    @Test
    void everyFlawIsTested() throws Exception {
        List<String> tested = Resources.text("manifest/malformed.csv")
                .lines()
                .map(line -> line.substring(0, line.indexOf('|')).strip() + ".sha256")
                .toList();

        assertThat(tested).containsExactlyInAnyOrderElementsOf(Resources.names("manifest/malformed"));
    }

    @ParameterizedTest
    @ValueSource(ints = {ManifestLine.LONGEST, 20_000, 100_000})
    void refusesALineThatIsTooLongWhereverItStands(int length) {
        for (String before : List.of("", "# comment\n", "# comment\n".repeat(6553))) {
            String text = before + DIGEST + "  " + "a".repeat(length - 65) + "\n";

            assertThatThrownBy(() -> ManifestText.read(text))
                    .isInstanceOf(MalformedManifestException.class)
                    .hasMessage("list:" + (before.lines().count() + 1)
                            + ": a line of more than 8320 bytes, longer than any path can be");
        }
    }

    @Test
    void readsTheLongestLine() throws Exception {
        String path = "a".repeat(ManifestLine.LONGEST - 66);

        assertThat(ManifestText.of(path).paths()).containsExactly(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "#", "\\", "\0"})
    void endsAfterABoundedReadWhereNoLineEnds(String unit) {
        Endless endless = new Endless((unit.isEmpty() ? "\r" : unit).getBytes(UTF_8)[0]);
        InputStream in = new SequenceInputStream(new ByteArrayInputStream((DIGEST + "  a\n").getBytes(UTF_8)), endless);

        assertThatThrownBy(() -> ManifestReader.read(in, "list"))
                .isInstanceOf(MalformedManifestException.class)
                .hasMessageStartingWith("list:2: a line of more than");
        assertThat(endless.given).isLessThan(1_000_000);
    }

    @Test
    void endsAtTheFirstLineOfAnEndlessList() {
        Endless endless = new Endless((byte) '\n');

        assertThatThrownBy(() -> ManifestReader.read(endless, "list"))
                .isInstanceOf(MalformedManifestException.class)
                .hasMessage("list:1: an empty line; remove it");
        assertThat(endless.given).isLessThan(1_000_000);
    }

    /** One byte for ever, as {@code /dev/zero} gives it. */
    private static final class Endless extends InputStream {

        private final byte unit;
        private long given;

        Endless(byte unit) {
            this.unit = unit;
        }

        @Override
        public int read() {
            given++;
            return unit;
        }

        @Override
        public int read(byte[] block, int from, int count) {
            Arrays.fill(block, from, from + count, unit);
            given += count;
            return count;
        }
    }
}
