package org.corebucket.bridge.cli.shared;

import java.nio.file.FileSystemException;

/** A file that should hold a token holds none. */
public final class NoTokenException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    /**
     * Names the file.
     *
     * @param problem what it holds instead
     */
    NoTokenException(String file, String problem) {
        super(file, null, problem + "; make a token with: bridgectl token issue");
    }
}
