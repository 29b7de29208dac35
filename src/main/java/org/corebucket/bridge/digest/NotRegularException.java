package org.corebucket.bridge.digest;

import java.io.IOException;
import java.nio.file.NotDirectoryException;

/** Something is at the place of a regular file that is never opened, such as a link, or the file is larger than it may be. */
public final class NotRegularException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String what;

    /**
     * The system's words for ELOOP, which it gives when a link is opened with {@code O_NOFOLLOW}, in the locale that the
     * launcher sets.
     */
    private static final String LOOP = "Too many levels of symbolic links";

    NotRegularException(String path, String what) {
        super(path + " is " + what);
        this.what = what;
    }

    /**
     * Whether a link took the place of a file after its type was looked at. That is a change of the tree, not an error of the
     * disk.
     */
    static boolean isLinkNow(IOException opening) {
        return opening instanceof NotDirectoryException
                || String.valueOf(opening.getMessage()).contains(LOOP);
    }

    /** What was found, in words, like {@code a symbolic link}. */
    public String what() {
        return what;
    }
}
