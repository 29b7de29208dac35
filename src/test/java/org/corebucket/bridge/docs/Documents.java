package org.corebucket.bridge.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the documentation under test lies. */
final class Documents {

    private Documents() {}

    /** A file of the checkout. */
    static Path file(String relative) {
        return Path.of(System.getProperty("bridgectl.scripts", "scripts"), "..", relative)
                .normalize();
    }

    /** The pages for people, whose commands are run: README.md, and every page of {@code src/docs}. */
    static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(file("src/docs"))) {
            Stream<String> pages = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".md"))
                    .sorted()
                    .map(name -> "src/docs/" + name);
            return Stream.concat(Stream.of("README.md"), pages).toList();
        }
    }

    /** The same, and what those read who change bridgectl, upgrade it or found something bad in it. */
    static List<String> pagesForEverybody() throws IOException {
        return Stream.concat(pages().stream(), Stream.of("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"))
                .toList();
    }
}
