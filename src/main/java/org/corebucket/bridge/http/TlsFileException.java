package org.corebucket.bridge.http;

import java.nio.file.Path;
import org.corebucket.bridge.readiness.MendableException;

/** A file can't be used for TLS. The message says which file, why, and what to do, and quotes nothing of a key. */
public final class TlsFileException extends MendableException {

    private static final long serialVersionUID = 1L;

    private final String subject;
    private final String problem;
    private final String remedy;

    TlsFileException(Path file, String problem, String remedy) {
        this(file.toString(), problem, remedy);
    }

    TlsFileException(String file, String problem, String remedy) {
        super(MendableKind.MALFORMED, file + ": " + problem + "; " + remedy);
        this.subject = file.toString();
        this.problem = problem;
        this.remedy = remedy;
    }

    /** The file's path. */
    public String subject() {
        return subject;
    }

    /** What is wrong with the file, without its path. */
    public String problem() {
        return problem;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
