package org.corebucket.bridge.docs;

import java.nio.file.Path;

/** Where the documentation under test lies. */
final class Documents {

    private Documents() {}

    /** A file of the checkout. */
    static Path file(String relative) {
        return Path.of(System.getProperty("bridgectl.scripts", "scripts"), "..", relative)
                .normalize();
    }
}
