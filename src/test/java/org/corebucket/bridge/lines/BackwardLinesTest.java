package org.corebucket.bridge.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each line once, the last one first, whatever the lengths of the lines are and wherever blocks begin. */
final class BackwardLinesTest {

    private static final int FIRST_BLOCK = 4 << 10;
    private static final int BLOCK = 64 << 10;

    @TempDir
    private Path directory;

    private long bytesRead;

    private BackwardLines lines(String content, int longest) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        return BackwardLines.before((into, position) -> read(bytes, into, position), bytes.length, longest);
    }

    /** A few bytes at a time, as a source may read. */
    private int read(byte[] bytes, ByteBuffer into, long position) {
        int length = (int) Math.min(Math.min(into.remaining(), 10_000), bytes.length - position);
        into.put(bytes, (int) position, Math.max(0, length));
        bytesRead += Math.max(0, length);
        return length <= 0 ? -1 : length;
    }

    private static List<String> all(BackwardLines lines) throws IOException {
        List<String> all = new ArrayList<>();
        while (lines.previous()) {
            all.add(lines.text());
        }
        return all;
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("file"), content);
    }

    @Test
    void nothingHasNoLine() throws Exception {
        assertThat(all(lines("", 9))).isEmpty();
        assertThat(lines("", 9).offset()).isZero();
    }

    @Test
    void theLastLineComesFirstAndEmptyLinesCount() throws Exception {
        assertThat(all(lines("one\n\nthree\n", 9))).containsExactly("three", "", "one");
        assertThat(all(lines("\n", 9))).containsExactly("");
    }

    @Test
    void aTornLineIsLeftOut() throws Exception {
        assertThat(all(lines("one\ntw", 9))).containsExactly("one");
        assertThat(all(lines("on", 9))).isEmpty();
        assertThat(all(lines("one\n" + "t".repeat(3 * BLOCK), 9))).containsExactly("one");
    }

    @Test
    void aLineTellsWhereItBegins() throws Exception {
        BackwardLines lines = lines("one\ntwo\nthr", 9);
        assertThat(lines.offset()).isEqualTo(8);
        assertThat(lines.previous()).isTrue();
        assertThat(lines.offset()).isEqualTo(4);
        assertThat(lines.line()).isEqualTo("two".getBytes(StandardCharsets.US_ASCII));
        assertThat(lines.bytes()[lines.to()]).isEqualTo((byte) '\n');
        assertThat(lines.to() - lines.from()).isEqualTo(3);
        assertThat(lines.previous()).isTrue();
        assertThat(lines.offset()).isZero();
        assertThat(lines.previous()).isFalse();
        assertThat(lines.previous()).isFalse();
    }

    @Test
    void linesMayBeShorterOrLongerThanABlockAndEndAtItsEdge() throws Exception {
        for (int length :
                new int[] {1, 1000, FIRST_BLOCK - 1, FIRST_BLOCK, BLOCK - 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7
                }) {
            List<String> written = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                written.add(i + "x".repeat(length - 1));
            }
            String content = String.join("\n", written) + "\n";
            Collections.reverse(written);
            assertThat(all(lines(content, BackwardLines.LONGEST)))
                    .as("lines of " + length)
                    .isEqualTo(written);
        }
    }

    @Test
    void aLongLineIsNotReadOverAndOver() throws Exception {
        String content = "one\n" + "x".repeat(100 * BLOCK) + "\n";

        assertThat(all(lines(content, BackwardLines.LONGEST))).hasSize(2);
        assertThat(bytesRead).isEqualTo(content.length());
    }

    @Test
    void whatIsLongerThanALineMayBeIsGivenInPieces() throws Exception {
        assertThat(all(lines("one\n0123456789\nthree\n", 4))).containsExactly("hree", "t", "6789", "2345", "01", "one");
        assertThat(all(lines("01234567\n", 4))).containsExactly("4567", "0123");
        assertThat(all(lines("x".repeat(5 * BLOCK) + "\n", 2 * BLOCK)))
                .extracting(String::length)
                .containsExactly(2 * BLOCK, 2 * BLOCK, BLOCK);
    }

    @Test
    void onlyAsMuchIsReadAsTheLineNeeds() throws Exception {
        BackwardLines lines = lines("x".repeat(10 * BLOCK) + "\nlast\n", BackwardLines.LONGEST);

        assertThat(lines.previous()).isTrue();
        assertThat(bytesRead).isEqualTo(FIRST_BLOCK);
    }

    @Test
    void whatIsCutOffMeanwhileIsNoLine() throws Exception {
        byte[] cut = "one\n".getBytes(StandardCharsets.US_ASCII);

        assertThat(all(BackwardLines.before((into, position) -> read(cut, into, position), 99, 9)))
                .containsExactly("one");
    }

    @Test
    void aLogsTornLineCounts() throws Exception {
        try (BackwardLines lines = BackwardLines.ofLog(file("one\ntwo\nthr"), 99)) {
            assertThat(all(lines)).containsExactly("thr", "two", "one");
        }
    }

    @Test
    void ofALogOnlyLinesAreGivenThatBeginNearItsEnd() throws Exception {
        try (BackwardLines lines = BackwardLines.ofLog(file("one\ntwo\nthree\n"), 9)) {
            assertThat(all(lines)).containsExactly("three");
        }
    }

    @Test
    void whatIsNoFileHasNoLines() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file("one\n"));
        for (Path none : List.of(directory.resolve("none"), directory, link)) {
            try (BackwardLines lines = BackwardLines.ofLog(none, 99)) {
                assertThat(lines.previous()).isFalse();
            }
        }
    }
}
