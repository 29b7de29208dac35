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
 * The mark says up to which entry the ledger is on disk. The writer advances it after each sync of the ledger and
 * before anybody is told. So the disk has every entry up to the mark, and unless the machine itself crashed, no entry
 * behind the mark was ever acknowledged.
 *
 * <p>The file has two slots, a block apart, that are written in turn. Each holds size, hash and a digest of both. A
 * slot whose writing was interrupted does not match its digest, and the other slot serves.
 */
public final class DurableMark {

    /** Where the file lies, relative to the root, as reports name it. */
    public static final String PATH = "logs/.ledger.mark";

    /** How many slots there are. */
    public static final int SLOTS = 2;

    /**
     * How far the slots are apart in bytes. A crash may damage the block that is being written, and leaves the other as
     * it was.
     */
    public static final int BLOCK = 4096;

    /** The size of a slot in bytes: one sector, which a disk writes whole or not at all. */
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
     * @return the head that the ledger at least has; empty if there is no mark, or no slot of it is whole
     * @throws FileSystemException if something other than a file is in its place
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
