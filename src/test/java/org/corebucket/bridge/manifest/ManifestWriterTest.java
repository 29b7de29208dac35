package org.corebucket.bridge.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ManifestWriterTest {

    private static final String DIGEST = ManifestText.EMPTY;

    @Test
    void writesTheHeaderAndALineAnEntryInTheGivenOrder() {
        assertThat(written("# serial: 1\n", "b", "a b", "é"))
                .isEqualTo("# serial: 1\n" + DIGEST + "  b\n" + DIGEST + "  a b\n" + DIGEST + "  é\n");
    }

    @Test
    void escapesWhatWouldEndOrChangeALine() {
        assertThat(written("", "a\nb", "a\\b", "a\rb"))
                .isEqualTo("\\" + DIGEST + "  a\\nb\n\\" + DIGEST + "  a\\\\b\n\\" + DIGEST + "  a\\rb\n");
    }

    @Test
    void writesThePathNotTheSpelling() throws Exception {
        List<ManifestEntry> entries = ManifestText.read(DIGEST + "  ./a//b").entries();

        assertThat(new String(ManifestWriter.write("", entries), UTF_8)).isEqualTo(DIGEST + "  a/b\n");
    }

    private static String written(String header, String... paths) {
        List<ManifestEntry> entries =
                List.of(paths).stream().map(ManifestText::entry).toList();
        return new String(ManifestWriter.write(header, entries), UTF_8);
    }
}
