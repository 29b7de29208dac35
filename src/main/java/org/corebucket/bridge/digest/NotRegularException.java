package org.corebucket.bridge.digest;

import java.io.IOException;
import java.nio.file.NotDirectoryException;

/** What should be a plain file below the root is something that is not opened. */
public final class NotRegularException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String what;

    /** What the system says of a link that is opened as none (ELOOP), in the C locale that the launcher sets. */
    private static final String LOOP = "Too many levels of symbolic links";

    NotRegularException(String path, String what) {
        super(path + " is " + what);
        this.what = what;
    }

    /** Whether a link took the place of a file between the look at it and its opening: a change, and no trouble of the disk. */
    static boolean isLinkNow(IOException opening) {
        return opening instanceof NotDirectoryException
                || String.valueOf(opening.getMessage()).contains(LOOP);
    }

    /** What was found, in words, like {@code a symbolic link}. */
    public String what() {
        return what;
    }
}
