package org.corebucket.bridge.http.wire;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the library from writing to standard error: what it has to say is about clients, and those can make it say it as
 * often as they like. What matters reaches us as an exception.
 */
public final class QuietLibrary {

    private static final String PROVIDER = "org.jboss.logging.provider";

    /** Held, since the JDK forgets a logger's level with the logger. */
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("io.undertow"), Logger.getLogger("org.xnio"), Logger.getLogger("org.jboss"));

    private QuietLibrary() {}

    /** To be called before anything of the library is. */
    public static void hush() {
        if (System.getProperty(PROVIDER) == null) {
            System.setProperty(PROVIDER, "jdk"); // else it looks for any logging framework that is there
        }
        for (Logger logger : LOGGERS) {
            logger.setLevel(Level.OFF);
        }
    }
}
