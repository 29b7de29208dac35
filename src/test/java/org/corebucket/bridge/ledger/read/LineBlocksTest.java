package org.corebucket.bridge.ledger.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.ledger.read.LineBlock.Behind;
import org.corebucket.bridge.lines.BackwardLines;
import org.junit.jupiter.api.Test;

/** Lines forwards, whatever their lengths and the blocks' are. */
final class LineBlocksTest {

    private byte[] file = {};
    private int mostAtOnce = Integer.MAX_VALUE;

    private int read(ByteBuffer into, long position) {
        int count = (int) Math.min(Math.min(into.remaining(), mostAtOnce), file.length - position);
        if (count <= 0) {
            return -1;
        }
        into.put(file, (int) position, count);
        return count;
    }

    private void write(String text) {
        file = text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Each line with the offset at which it begins, and what came behind the last. */
    private List<String> lines(int blockSize, long from) throws IOException {
        List<String> lines = new ArrayList<>();
        LineBlocks blocks = new LineBlocks(this::read, from, false);
        LineBlock block = new LineBlock(blockSize);
        block.segment = 1;
        do {
            blocks.fill(block);
            block.visit((bytes, begin, end, at) ->
                    lines.add(at.offset() + ":" + new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1)));
        } while (block.behind == Behind.MORE);
        lines.add(block.behind.toString());
        return lines;
    }

    @Test
    void everyLineIsGivenOnceWithItsPlaceWhateverTheBlockHolds() throws IOException {
        write("one\n\nthree is longer\nfour\n");
        for (int size = 1; size < 40; size++) {
            assertThat(lines(size, 0))
                    .as("blocks of %s", size)
                    .containsExactly("0:one", "4:", "5:three is longer", "21:four", "END");
        }
    }

    @Test
    void readingMayBeginAtAnyLine() throws IOException {
        write("one\ntwo\nthree\n");
        assertThat(lines(8, 4)).containsExactly("4:two", "8:three", "END");
        assertThat(lines(8, 14)).containsExactly("END");
    }

    @Test
    void shortReadsLoseNothing() throws IOException {
        write("one\ntwo\nthree\n");
        mostAtOnce = 1;
        assertThat(lines(8, 0)).containsExactly("0:one", "4:two", "8:three", "END");
    }

    @Test
    void whatHasNoEndIsTornAndNoLine() throws IOException {
        write("one\ntwo");
        assertThat(lines(64, 0)).containsExactly("0:one", "TORN");
    }

    @Test
    void aLineIsNeverHeldBeyondTheLongestAndReadingGoesOnBehindIt() throws IOException {
        write("one\n" + "x".repeat(BackwardLines.LONGEST + 5) + "\nthree\n");
        LineBlocks blocks = new LineBlocks(this::read, 4, false);
        LineBlock block = new LineBlock(64);
        blocks.fill(block);
        assertThat(block.behind).isEqualTo(Behind.OVERLONG);
        assertThat(block.piece).isEqualTo(BackwardLines.LONGEST);
        assertThat(block.bytes).hasSize(BackwardLines.LONGEST);

        blocks.fill(block);
        assertThat(new String(block.firstLine(), StandardCharsets.ISO_8859_1)).isEqualTo("three");
    }

    @Test
    void aLineThatIsStillBeingWrittenIsLookedAtOnceMore() throws IOException {
        write("one\ntw");
        LineBlocks blocks = new LineBlocks(
                (into, position) -> {
                    int count = read(into, position);
                    if (count < 0) {
                        write("one\ntwo\n");
                    }
                    return count;
                },
                4,
                true);
        LineBlock block = new LineBlock(64);
        blocks.fill(block);
        assertThat(new String(block.firstLine(), StandardCharsets.ISO_8859_1)).isEqualTo("two");
        assertThat(block.behind).isEqualTo(Behind.END);
    }
}
