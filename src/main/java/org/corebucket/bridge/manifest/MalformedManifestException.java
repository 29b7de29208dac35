package org.corebucket.bridge.manifest;

import org.corebucket.bridge.readiness.MendableException;

/** A manifest, or its header, is not what the format allows. The message begins with {@code file:line}. */
public final class MalformedManifestException extends MendableException {

    private static final long serialVersionUID = 1L;

    /**
     * Names the line.
     *
     * @param source what messages call the manifest
     * @param line from 1
     * @param problem what is wrong, and what was expected
     */
    public MalformedManifestException(String source, long line, String problem) {
        super(MendableKind.MALFORMED, source + ":" + line + ": " + problem);
    }
}
