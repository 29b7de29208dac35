package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.jspecify.annotations.Nullable;

/**
 * The mark says up to which entry the ledger is on disk. The writer puts it in place after each sync and before anybody is
 * told, so that no entry behind it was ever acknowledged while the machine kept running, and none is beyond it that the disk
 * does not have.
 *
 * <p>The file has two slots, a block apart, that are written in turn. Each holds size, hash and a digest of both, so that a
 * slot whose writing was interrupted counts as nothing and the other one serves.
 */
public final class DurableMark {

    /** How the file is called in reports. */
    public static final String PATH = "logs/.ledger.mark";

    /** How many slots there are. */
    public static final int SLOTS = 2;

    /** How far they are apart: a crash may leave one block as it was and another one new. */
    public static final int BLOCK = 4096;

    /** What is written at once: one sector, which a disk writes whole or not at all. */
    private static final int SLOT = 512;

    private DurableMark() {}

    /** A slot's content. */
    public static byte[] slot(Head head) {
        String said = head.size() + " " + head.hash();
        byte[] slot = new byte[SLOT];
        Arrays.fill(slot, (byte) ' ');
        byte[] text = (said + " " + check(said)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, slot, 0, text.length);
        slot[SLOT - 1] = '\n';
        return slot;
    }

    private static String check(String said) {
        return Sha256.of(said.getBytes(StandardCharsets.US_ASCII)).hex();
    }

    /**
     * Reads a mark.
     *
     * @return where the ledger ends at least; empty if there is no mark, or none that is whole
     * @throws FileSystemException if there is something else in its place
     */
    public static Optional<Head> read(Path file) throws IOException {
        if (!FileFacts.isThere(file, FileFacts.FileType.REGULAR)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK * (SLOTS - 1) + SLOT);
        try (FileChannel in = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            int got = 0;
            while (bytes.hasRemaining() && got >= 0) {
                got = in.read(bytes, bytes.position());
            }
        }
        Head newest = null;
        for (int i = 0; i < SLOTS; i++) {
            String text = new String(bytes.array(), i * BLOCK, SLOT, StandardCharsets.ISO_8859_1);
            Head head = parse(text.strip().split(" ", -1));
            if (head != null && (newest == null || head.size() > newest.size())) {
                newest = head;
            }
        }
        return Optional.ofNullable(newest);
    }

    private static @Nullable Head parse(String[] words) {
        boolean whole = words.length == 3 && check(words[0] + " " + words[1]).equals(words[2]);
        return whole ? new Head(Long.parseLong(words[0]), words[1]) : null;
    }
}
