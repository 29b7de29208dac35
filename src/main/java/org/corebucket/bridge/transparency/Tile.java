package org.corebucket.bridge.transparency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which hashes of a tree stand together in one file ({@code c2sp.org/tlog-tiles}): up to 256 neighbours at one level, where a
 * level is eight times as high as the one below.
 *
 * @param level 0 for the hashes of leaves
 * @param index the tile's number in its level, from 0
 * @param width how many hashes it has, 1 to 256; fewer than 256 are a partial tile
 */
public record Tile(int level, long index, int width) {

    /** How many hashes a full tile has. */
    public static final int WIDTH = 256;

    /** The height of a full tile: 256 hashes are the leaves of a tree that is eight nodes high. */
    static final int HEIGHT = 8;

    private static final int MOST_LEVELS = 63;
    private static final Pattern PATH = Pattern.compile(
            "(?<level>0|[1-9][0-9]?|entries)/(?<index>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/(?<width>[1-9][0-9]{0,2}))?");

    /** A tile that may be. */
    public Tile {
        if (level < 0 || level > MOST_LEVELS || index < 0 || width < 1 || width > WIDTH) {
            throw new IllegalArgumentException("no tile " + level + "/" + index + " of width " + width);
        }
    }

    /** Whether all its hashes are there. */
    public boolean isFull() {
        return width == WIDTH;
    }

    /** The path below the log's prefix, {@code tile/L/N[.p/W]}. */
    public String path() {
        return "tile/" + level + "/" + number();
    }

    /** The path of the entries under a tile of level 0, {@code tile/entries/N[.p/W]}. */
    public String entriesPath() {
        return "tile/entries/" + number();
    }

    private String number() {
        StringBuilder path = new StringBuilder();
        for (long rest = index, last = 1; last == 1 || rest > 0; rest /= 1000, last = 0) {
            String digits = String.format("%03d", rest % 1000);
            path.insert(0, last == 1 ? digits : "x" + digits + "/");
        }
        return isFull() ? path.toString() : path + ".p/" + width;
    }

    /**
     * Reads what follows {@code tile/}; of the entries' path, the level is 0. Empty if this is the path of no tile: each has one
     * path.
     */
    public static Optional<Tile> parse(String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            return Optional.empty();
        }
        boolean entries = parts.group("level").equals("entries");
        int level = entries ? 0 : Integer.parseInt(parts.group("level"));
        long index = Long.parseLong(parts.group("index").replaceAll("[x/]", ""));
        String width = parts.group("width");
        if (level > MOST_LEVELS || (width != null && Integer.parseInt(width) >= WIDTH)) {
            return Optional.empty();
        }
        Tile tile = new Tile(level, index, width == null ? WIDTH : Integer.parseInt(width));
        String only = entries ? tile.entriesPath() : tile.path();
        return only.equals("tile/" + path) ? Optional.of(tile) : Optional.empty();
    }

    /** How many hashes the tiles of a level have together in a tree of that size. */
    static long hashes(int level, long size) {
        int shift = HEIGHT * level;
        return shift >= Long.SIZE ? 0 : size >>> shift;
    }

    /** All tiles of a tree of that size, the lowest level first; the last one of each level may be partial. */
    public static List<Tile> all(long size) {
        List<Tile> tiles = new ArrayList<>();
        for (int level = 0; hashes(level, size) > 0; level++) {
            long hashes = hashes(level, size);
            for (long index = 0; index * WIDTH < hashes; index++) {
                tiles.add(new Tile(level, index, (int) Math.min(WIDTH, hashes - index * WIDTH)));
            }
        }
        return tiles;
    }

    /** Whether a tree of that size has this tile in this width, or in a larger one. */
    public boolean isIn(long size) {
        long all = hashes(level, size);
        return index <= all / WIDTH && all - index * WIDTH >= width;
    }
}
