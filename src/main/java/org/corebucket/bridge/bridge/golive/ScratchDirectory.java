package org.corebucket.bridge.bridge.golive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.TreeRemoval;
import org.jspecify.annotations.Nullable;

/** A directory with mode 700. It is removed when it is closed, or when a signal ends the process. */
final class ScratchDirectory implements Closeable {

    /**
     * How often removal is tried. A bridge that is being stopped may still make a file while its directory is emptied.
     */
    private static final int ATTEMPTS = 5;

    private final Path path;
    private final Thread atExit;

    private ScratchDirectory(Path path) {
        this.path = path;
        this.atExit = new Thread(this::removeAtExit, "go-live-scratch");
    }

    /** Makes a scratch directory in another directory. */
    static ScratchDirectory in(Path parent) throws IOException {
        // On Unix the JDK makes temporary directories with mode 700, whatever the umask is.
        ScratchDirectory made = new ScratchDirectory(Files.createTempDirectory(parent, "bridgectl-go-live-"));
        Runtime.getRuntime().addShutdownHook(made.atExit);
        return made;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook finds nothing left to remove.
            return;
        }
    }

    private void removeAtExit() {
        try {
            remove();
        } catch (IOException e) {
            System.err.println("bridgectl: left behind: " + path);
        }
    }

    private synchronized void remove() throws IOException {
        @Nullable IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            try {
                TreeRemoval.remove(path);
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
    }
}
