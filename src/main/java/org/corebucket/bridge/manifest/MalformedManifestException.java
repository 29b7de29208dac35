package org.corebucket.bridge.manifest;

import org.corebucket.bridge.readiness.MendableException;

/** A manifest or its header has a form that is not allowed. The message begins with {@code file:line}. */
public final class MalformedManifestException extends MendableException {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses a line.
     *
     * @param source the manifest's name in messages
     * @param line from 1
     * @param problem what is wrong, and what was expected
     */
    public MalformedManifestException(String source, long line, String problem) {
        super(MendableKind.MALFORMED, source + ":" + line + ": " + problem);
    }
}
