package org.corebucket.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the documentation refers to is there: files, headings, tests, checks. */
final class DocumentedNamesTest {

    private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]]*\\]\\(([^)#:\\s]*)(?:#([^)]*))?\\)");
    private static final Pattern TEST = Pattern.compile("`(?!Thing)([A-Z]\\w+(?:Test|IT))`");
    private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+)[` ]");
    private static final Pattern CHECK = Pattern.compile("\\bchecks? (`[a-z-]+`(?:, `[a-z-]+`)*)");

    private static final Pattern OWN_FILE = Pattern.compile("(?:uses: \\./|local: )(\\S+)");

    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.docs.Documents#pagesForEverybody")
    void everyLinkLeadsToAFileAndAHeadingOfIt(String name) throws IOException {
        Path page = Documents.file(name);
        for (MatchResult link : found(LINK, page)) {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(target).as(name).exists();
            if (link.group(2) != null) {
                assertThat(headings(target)).as(name).contains(link.group(2));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.docs.Documents#pagesForEverybody")
    void everyTestThatIsNamedIsThere(String name) throws IOException {
        Set<String> tests = tests();
        for (MatchResult test : found(TEST, Documents.file(name))) {
            assertThat(tests).as(name).contains(test.group(1) + ".java");
        }
    }

    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.docs.Documents#pages")
    void everyCheckThatIsNamedIsOneOfVerify(String name) throws IOException {
        String help = CommandHelp.of(List.of("verify")).orElseThrow();
        for (MatchResult checks : found(CHECK, Documents.file(name))) {
            for (String check : checks.group(1).replace("`", "").split(", ", -1)) {
                assertThat(help).as(name).containsPattern("\\b" + check + "\\b");
            }
        }
    }

    @Test
    void theExamplesForCiAreYamlAndNameFilesOfThisCheckout() throws IOException {
        int examples = 0;
        for (Page.Block block : Page.read(Documents.file("src/docs/ci.md")).blocks()) {
            if (block.language().equals("yaml")) {
                String example = String.join("\n", block.lines());
                assertThat(yaml(example)).isNotEmpty();
                for (MatchResult named : OWN_FILE.matcher(example).results().toList()) {
                    assertThat(Documents.file(named.group(1))).exists();
                    examples++;
                }
            }
        }
        assertThat(examples).isEqualTo(2);
    }

    @Test
    void theGateOfARepositoryIsGivenWhatItTakes() throws IOException {
        Set<String> taken = new TreeSet<>();
        taken.addAll(settings("inputs:", Files.readString(Documents.file("scripts/github-action/action.yml"))));
        taken.addAll(settings("variables:", Files.readString(Documents.file("scripts/gitlab/verify.yml"))));
        List<String> given = new ArrayList<>();
        for (Page.Block block :
                Page.read(Documents.file("src/docs/in-your-repository.md")).blocks()) {
            if (block.language().equals("yaml")) {
                String example = String.join("\n", block.lines());
                assertThat(yaml(example)).isNotEmpty();
                given.addAll(settings(example.contains("variables:") ? "variables:" : "with:", example));
            }
        }

        assertThat(given)
                .contains("version", "sha256", "trust", "BRIDGECTL_VERSION", "BRIDGECTL_SHA256", "BRIDGECTL_TRUST");
        assertThat(taken).containsAll(given);
    }

    @Test
    void theIndexHasEveryPage() throws IOException {
        List<String> linked = found(LINK, Documents.file("src/docs/index.md")).stream()
                .map(link -> Path.of("src/docs", link.group(1)).normalize().toString())
                .toList();

        assertThat(linked)
                .as("src/docs/index.md has a row for each page")
                .containsAll(Documents.pages().stream()
                        .filter(page -> !page.equals("src/docs/index.md"))
                        .toList());
    }

    /** What a newcomer reads before anything else must be short; what is longer has a page of its own. */
    @Test
    void theReadmeHasFifteenHundredWordsAtMost() throws IOException {
        String readme = Files.readString(Documents.file("README.md"));

        assertThat(readme.split("\\s+", -1)).hasSizeLessThanOrEqualTo(1500);
    }

    @Test
    void everyClassThatAFlowNamesIsThere() throws IOException {
        String page = Files.readString(Documents.file("src/docs/architecture.md"));
        String flows = page.substring(page.indexOf("## Flows"), page.indexOf("## Packages"));
        Set<String> classes = files("src/main/java");
        List<MatchResult> named = CLASS.matcher(flows).results().toList();

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(named).allMatch(name -> classes.contains(name.group(1) + ".java"), "is a class of the main code");
    }

    /** The names one step below a key of a YAML file, up to the next empty line. */
    private static List<String> settings(String key, String yaml) {
        String below = yaml.substring(yaml.indexOf(key)).split("\n\n", 2)[0];
        String indent = below.split("\n", 2)[1].replaceFirst("(?s)[^ ].*", "");
        return below.lines()
                .filter(line -> line.matches(indent + "[A-Za-z0-9_-]+:.*"))
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .toList();
    }

    private static Map<?, ?> yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private static List<MatchResult> found(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page)).results().toList();
    }

    private static Set<String> tests() throws IOException {
        return files("src/test/java");
    }

    private static Set<String> files(String below) throws IOException {
        try (Stream<Path> files = Files.walk(Documents.file(below))) {
            return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The anchors of a page's headings, as the forges make them. */
    private static Set<String> headings(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        for (String line : Files.readAllLines(page)) {
            if (line.matches("#+ .*")) {
                String words = line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT);
                anchors.add(words.replaceAll("[^\\w\\- ]", "").replace(' ', '-'));
            }
        }
        return anchors;
    }
}
