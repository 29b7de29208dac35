package org.corebucket.bridge.cli;

import org.corebucket.bridge.cli.shared.Session;

/** The command line's own entrance, for tests of other packages. */
public final class TypedLine {

    /** What a JVM is started with. */
    public static final Class<?> MAIN = Main.class;

    private TypedLine() {}

    /** Runs a command line in this process; returns the exit code. */
    public static int run(Session session, String... args) {
        return Bridgectl.run(session, args);
    }
}
