package org.corebucket.bridge.http.tls;

import java.nio.file.Path;

/** Says which file is of no use for TLS, why, and what to do. Quotes nothing of a key. */
public final class TlsFileException extends Exception {

    TlsFileException(Path file, String problem, String remedy) {
        super(file + ": " + problem + "; " + remedy);
    }
}
