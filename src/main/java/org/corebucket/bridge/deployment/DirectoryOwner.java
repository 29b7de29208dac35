package org.corebucket.bridge.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.corebucket.bridge.text.Digits;

/**
 * Who owns a deployment. A file that root makes in another user's directory belongs to root, and that user may then not be able
 * to read or write it: after one audit line written by root, every later verification by the user would end in an I/O error. So
 * the files that a verification or an emergency stop makes are given to the owner of the directory, and root's other commands
 * are refused there.
 */
public final class DirectoryOwner {

    private static final int ROOT = 0;
    private static final Path SELF = Path.of("/proc/self");

    /** The system gives the number of a user that has no name. */
    private static final int MOST_DIGITS = 10;

    private DirectoryOwner() {}

    /**
     * The user that a directory belongs to, if this process runs as root and the user is another one. It is spelled as
     * {@code sudo -u} takes it.
     *
     * @return empty if this process may make files in the directory without harm to its owner
     */
    public static Optional<String> besidesRoot(Host host, Path directory) throws IOException {
        if (host.userId() != ROOT || (int) Files.getAttribute(directory, "unix:uid") == ROOT) {
            return Optional.empty();
        }
        String name = Files.getOwner(directory).getName();
        return Optional.of(Digits.isNumber(name, MOST_DIGITS) ? "'#" + name + "'" : name);
    }

    /**
     * Gives what this process has just made to the owner of the directory that it lies in, if this process runs as root.
     *
     * @param made a file or directory; if it is a link, the link itself is given
     */
    public static void inherit(Path made) throws IOException {
        Path directory = made.toAbsolutePath().getParent();
        if (directory == null || (int) Files.getAttribute(SELF, "unix:uid") != ROOT) {
            return;
        }
        Object owner = Files.getAttribute(directory, "unix:uid");
        if ((int) owner != ROOT) {
            Files.setAttribute(made, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(made, "unix:gid", Files.getAttribute(directory, "unix:gid"), LinkOption.NOFOLLOW_LINKS);
        }
    }
}
