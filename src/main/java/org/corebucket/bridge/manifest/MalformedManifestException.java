package org.corebucket.bridge.manifest;

/** A manifest, or its header, is not what the format allows. The message begins with {@code file:line}. */
public final class MalformedManifestException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Names the line.
     *
     * @param source what messages call the manifest
     * @param line from 1
     * @param problem what is wrong, and what was expected
     */
    public MalformedManifestException(String source, long line, String problem) {
        super(source + ":" + line + ": " + problem);
    }
}
