package org.corebucket.bridge.digest;

import java.io.IOException;

/** What should be a plain file below the root is something that is not opened. */
public final class NotRegularException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String what;

    NotRegularException(String path, String what) {
        super(path + " is " + what);
        this.what = what;
    }

    /** What was found, in words, like {@code a symbolic link}. */
    public String what() {
        return what;
    }
}
