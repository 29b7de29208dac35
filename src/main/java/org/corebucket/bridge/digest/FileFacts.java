package org.corebucket.bridge.digest;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code lstat(2)} says of a path. Of a link it is about the link itself.
 *
 * @param type what kind of file it is
 * @param mode the permission bits, without the type
 * @param links how many names the file has
 * @param owner the numeric user id
 * @param group the numeric group id
 * @param size in bytes
 */
public record FileFacts(FileType type, int mode, int links, int owner, int group, long size) {

    /** The kinds of file that the kernel knows. */
    public enum FileType {
        REGULAR("a regular file"),
        DIRECTORY("a directory"),
        SYMLINK("a symbolic link"),
        FIFO("a FIFO"),
        SOCKET("a socket"),
        DEVICE("a device");

        private final String words;

        FileType(String words) {
            this.words = words;
        }

        /** The type in words, with its article, for messages. */
        public String words() {
            return words;
        }
    }

    private static final int TYPE_BITS = 0170000;
    private static final int GROUP_OR_OTHERS_WRITE = 022;
    private static final int ANY_EXECUTE = 0111;

    /**
     * Asks for the facts of one path.
     *
     * @throws java.nio.file.NoSuchFileException if nothing is there
     * @throws IOException if the system does not tell
     */
    public static FileFacts of(Path path) throws IOException {
        Map<String, Object> stat =
                Files.readAttributes(path, "unix:mode,nlink,uid,gid,size", LinkOption.NOFOLLOW_LINKS);
        int mode = (int) number(stat, "mode");
        return new FileFacts(
                type(mode & TYPE_BITS),
                mode & ~TYPE_BITS,
                (int) number(stat, "nlink"),
                (int) number(stat, "uid"),
                (int) number(stat, "gid"),
                number(stat, "size"));
    }

    /**
     * Whether a file of this type is there; false if nothing is there.
     *
     * @throws FileSystemException if something else is there, such as a link; the message says what, and what to do
     */
    public static boolean isThere(Path path, FileType expected) throws IOException {
        try {
            FileType found = of(path).type();
            if (found == expected) {
                return true;
            }
            String trouble = "it is " + found.words() + ", not " + expected.words() + "; move it away";
            throw new FileSystemException(path.toString(), null, trouble);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether it is a regular file. */
    public boolean isRegular() {
        return type == FileType.REGULAR;
    }

    /** Whether its group or anybody else may write to it. */
    public boolean isWritableByOthers() {
        return (mode & GROUP_OR_OTHERS_WRITE) != 0;
    }

    /** Whether anybody may execute it. */
    public boolean isExecutable() {
        return (mode & ANY_EXECUTE) != 0;
    }

    /** The permission bits as {@code chmod} takes them, like {@code 0644}. */
    public String octalMode() {
        return octal(mode);
    }

    /** Permission bits as {@code chmod} takes them. */
    public static String octal(int mode) {
        String digits = Integer.toOctalString(mode);
        return "0000".substring(Math.min(4, digits.length())) + digits;
    }

    private static long number(Map<String, Object> stat, String name) {
        return ((Number) Objects.requireNonNull(stat.get(name))).longValue();
    }

    private static FileType type(int bits) {
        return switch (bits) {
            case 0100000 -> FileType.REGULAR;
            case 0040000 -> FileType.DIRECTORY;
            case 0120000 -> FileType.SYMLINK;
            case 0010000 -> FileType.FIFO;
            case 0140000 -> FileType.SOCKET;
            default -> FileType.DEVICE;
        };
    }
}
