package org.corebucket.bridge.scripts;

import java.nio.file.Path;

/** Where the scripts under test lie, and the Java that runs the tests. */
final class Scripts {

    static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    private Scripts() {}

    static Path file(String name) {
        return Path.of(System.getProperty("bridgectl.scripts", "scripts"), name);
    }
}
