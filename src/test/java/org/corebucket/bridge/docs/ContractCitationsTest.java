package org.corebucket.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever cites the contract cites a section that src/docs/contract.md has. */
final class ContractCitationsTest {

    private static final Pattern CITATION = Pattern.compile("CONTRACT\\s+(?:\\*\\s+)?(\\d+[a-z]?)");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (\\d+[a-z]?)\\. ");

    @Test
    void everySectionThatIsCitedIsThere() throws IOException {
        Set<String> sections = numbers(HEADING, Files.readString(Documents.file("src/docs/contract.md")));
        Set<String> cited = new TreeSet<>();
        for (Path file : files()) {
            Set<String> here = numbers(CITATION, Files.readString(file));
            assertThat(sections).as(file.toString()).containsAll(here);
            cited.addAll(here);
        }

        assertThat(cited).as("the search finds citations").hasSizeGreaterThan(sections.size() / 2);
    }

    private static Set<String> numbers(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Documents.file("src"))) {
            return files.filter(file -> file.toString().matches(".*\\.(java|md|sh|yml)"))
                    .toList();
        }
    }
}
