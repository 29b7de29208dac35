package org.corebucket.bridge.http.wire;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the library from writing to standard error. Its log lines are about clients, which could cause any number of
 * them. What matters is thrown as an exception.
 */
public final class QuietLibrary {

    private static final String PROVIDER = "org.jboss.logging.provider";

    /** Kept in a field, since the JDK forgets the level of a logger that is not referenced. */
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("io.undertow"), Logger.getLogger("org.xnio"), Logger.getLogger("org.jboss"));

    private QuietLibrary() {}

    /** Silences the library; to be called before the library is used. */
    public static void hush() {
        if (System.getProperty(PROVIDER) == null) {
            System.setProperty(PROVIDER, "jdk"); // else it searches the class path for a logging framework
        }
        for (Logger logger : LOGGERS) {
            logger.setLevel(Level.OFF);
        }
    }
}
