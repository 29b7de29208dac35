package org.corebucket.bridge.logs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.digest.FileFacts;

/** The lines of a file from the last to the first, in bounded memory; also the one that a crash left without its end. */
public final class LastLines {

    private static final int BLOCK = 256 * 1024;

    private LastLines() {}

    /** Looks at a line. */
    public interface LastLineVisitor {

        /**
         * Looks at a line.
         *
         * @param line a byte a character, without its line feed
         * @return whether to go on
         */
        boolean visit(String line);
    }

    /**
     * Visits the lines; none if there is no such file, or it is no plain one.
     *
     * @param farthest how many bytes before the end it is enough
     */
    public static void visit(Path path, int farthest, LastLineVisitor visitor) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                || !FileFacts.of(path).isRegular()) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long end = file.length();
            long stop = Math.max(0, end - farthest);
            StringBuilder tail = new StringBuilder();
            boolean goOn = true;
            for (long from = end; goOn && from > stop; ) {
                long before = Math.max(stop, from - BLOCK);
                tail.insert(0, block(file, before, (int) (from - before)));
                from = before;
                goOn = visit(tail, from == 0, visitor);
            }
        }
    }

    /** A byte a character: what matters is ASCII, and a block may begin within a character. */
    private static String block(RandomAccessFile file, long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(from);
        file.readFully(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Looks at the whole lines of the tail, the last first, and leaves what has not been looked at. */
    private static boolean visit(StringBuilder tail, boolean atBeginning, LastLineVisitor visitor) {
        int end = tail.length();
        int start = tail.lastIndexOf("\n", end - 1);
        while (start >= 0 || (atBeginning && end > 0)) {
            if (!visitor.visit(tail.substring(start + 1, end)) || start < 0) {
                return false;
            }
            end = start;
            start = tail.lastIndexOf("\n", end - 1);
        }
        tail.setLength(end);
        return true;
    }
}
