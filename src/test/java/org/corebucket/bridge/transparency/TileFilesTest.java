package org.corebucket.bridge.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.corebucket.bridge.digest.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiles on disk against a tree whose edge alone is kept in memory, over several levels. */
final class TileFilesTest {

    /** Tiles of three levels: 70,000 leaves are 273 full tiles, one of them full at level 1, and one hash at level 2. */
    private static final int LEAVES = 70_000;

    @TempDir
    private Path directory;

    private static Sha256 content(long index) {
        return Sha256.of(ByteBuffer.allocate(8).putLong(index).array());
    }

    private static Sha256 root(long size) {
        RightEdge edge = new RightEdge();
        for (long index = 0; index < size; index++) {
            edge.append(content(index).bytes());
        }
        return edge.root();
    }

    private static void append(TileFiles files, long until) throws IOException {
        for (long index = files.size(); index < until; index++) {
            files.append(content(index).bytes(), 0);
        }
        files.flush();
    }

    @Test
    void everySizeHasItsRootAndItsProofs() throws Exception {
        try (TileFiles files = TileFiles.open(directory, 0)) {
            append(files, LEAVES);

            for (long size : new long[] {1, 2, 255, 256, 257, 65_535, 65_536, 65_537, LEAVES}) {
                Sha256 root = root(size);
                assertThat(files.root(0, size)).isEqualTo(root);
                for (long index : new long[] {0, size / 3, size - 1}) {
                    InclusionProof.of(files, index, size).verify(content(index), root);
                }
                ConsistencyProof.of(files, size, LEAVES).verify(root, files.root(0, LEAVES));
            }
        }
    }

    @Test
    void tilesAreThoseOfTheSpecification() throws Exception {
        try (TileFiles files = TileFiles.open(directory, 0)) {
            append(files, LEAVES);

            assertThat(files.read(new Tile(0, 273, 112))).hasSize(112 * 32);
            assertThat(files.read(new Tile(1, 1, 17))).hasSize(17 * 32);
            assertThat(files.read(new Tile(2, 0, 1)))
                    .isEqualTo(files.root(0, 65_536).bytes());
            assertThat(new Tile(2, 0, 1).isIn(LEAVES)).isTrue();
            for (Tile none :
                    new Tile[] {new Tile(0, 273, 113), new Tile(1, 1, 18), new Tile(2, 0, 2), new Tile(3, 0, 1)}) {
                assertThat(none.isIn(LEAVES)).isFalse();
                assertThatThrownBy(() -> files.read(none)).isInstanceOf(IOException.class);
            }
            assertThat(Arrays.copyOf(files.read(new Tile(0, 273, 112)), 32))
                    .isEqualTo(MerkleHashes.leaf(content(273 * 256).bytes()).bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 255, 256, 300, 65_536, 66_000})
    void itGoesOnFromTheSizeThatWasDurable(long durable) throws Exception {
        try (TileFiles files = TileFiles.open(directory, 0)) {
            append(files, 66_000);
        }
        // What a crash left behind the durable part.
        Files.write(directory.resolve("level-0"), new byte[100], StandardOpenOption.APPEND);

        try (TileFiles files = TileFiles.open(directory, durable)) {
            assertThat(files.size()).isEqualTo(durable);
            append(files, 66_500);
            assertThat(files.root(0, 66_500)).isEqualTo(root(66_500));
        }
    }

    @Test
    void whatLacksDurableHashesBeginsAnew() throws Exception {
        try (TileFiles files = TileFiles.open(directory, 0)) {
            append(files, 1000);
        }
        Files.write(directory.resolve("level-1"), new byte[32]);

        try (TileFiles files = TileFiles.open(directory, 1000)) {
            assertThat(files.size()).isZero();
            append(files, 1000);
            assertThat(files.root(0, 1000)).isEqualTo(root(1000));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 256, tile/0/000",
        "0, 273, 112, tile/0/273.p/112",
        "1, 1234067, 256, tile/1/x001/x234/067",
        "63, 1000, 1, tile/63/x001/000.p/1",
    })
    void eachTileHasOnePath(int level, long index, int width, String path) {
        Tile tile = new Tile(level, index, width);

        assertThat(tile.path()).isEqualTo(path);
        assertThat(Tile.parse(path.substring("tile/".length()))).contains(tile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0/0",
                "0/00",
                "0/0000",
                "00/000",
                "64/000",
                "0/x000/000",
                "0/001/000",
                "0/x001/x000",
                "0/000.p/0",
                "0/000.p/01",
                "0/000.p/256",
                "0/000.p/",
                "0/000/",
                "-1/000",
                "0/x999/x999/x999/x999/x999/x999/999",
                "entries",
                "entry/000",
                "0/٠٠٠",
            })
    void whatIsNoPathIsRefused(String path) {
        assertThat(Tile.parse(path)).isEmpty();
    }

    @Test
    void entriesHaveTilesOfTheirOwn() {
        assertThat(Tile.parse("entries/x001/000.p/7")).contains(new Tile(0, 1000, 7));
        assertThat(new Tile(0, 1000, 7).entriesPath()).isEqualTo("tile/entries/x001/000.p/7");
    }
}
