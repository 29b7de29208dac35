package org.corebucket.bridge.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose a deployment is. What root makes in the directory of another user would belong to root, and keep that user from reading
 * and writing what is theirs: one audit line, and every later verification of theirs would end in an I/O error. So what a
 * verification or an emergency stop makes is given to the owner of the directory, and everything else that root would do there is
 * refused.
 */
public final class DirectoryOwner {

    private static final int ROOT = 0;
    private static final Path SELF = Path.of("/proc/self");

    private DirectoryOwner() {}

    /**
     * The user that a directory belongs to, as {@code sudo -u} takes it, if this process runs as root and that is another one.
     *
     * @return empty if whatever this process makes in the directory may be made by it
     */
    public static Optional<String> besidesRoot(Host host, Path directory) throws IOException {
        if (host.userId() != ROOT || (int) Files.getAttribute(directory, "unix:uid") == ROOT) {
            return Optional.empty();
        }
        String name = Files.getOwner(directory).getName();
        return Optional.of(isNumber(name) ? "'#" + name + "'" : name);
    }

    /**
     * Gives what this process has just made to the owner of the directory that it lies in, if this process runs as root.
     *
     * @param made a file or directory, itself and not what it may link to
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

    /** What the system has no name for is shown as its number. */
    private static boolean isNumber(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
