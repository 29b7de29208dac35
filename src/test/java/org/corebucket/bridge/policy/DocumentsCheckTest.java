package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckResult.Passed;
import org.corebucket.bridge.readiness.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentsCheckTest {

    private static final Policy STANDARD = Policy.standard("Core-Bucket Bridge V5");

    private static final Set<String> LISTED = Set.copyOf(STANDARD.documents());

    @TempDir
    Path root;

    @BeforeEach
    void layDownTheDocuments() throws IOException {
        Files.createDirectory(root.resolve("canonical"));
        for (String document : STANDARD.documents()) {
            Files.writeString(root.resolve(document), "frozen");
        }
    }

    @Test
    void passesWhereAllArePresentAndListed() {
        CheckResult result = new DocumentsCheck(STANDARD, root, LISTED).run();

        assertThat(result).isInstanceOf(Passed.class);
        assertThat(result.evidence()).hasSize(5).contains("CANONICAL_RUN.md is present and listed");
    }

    @Test
    void findsOneThatIsMissing() throws IOException {
        Files.delete(root.resolve("canonical/OBSERVABILITY.md"));

        assertThat(new DocumentsCheck(STANDARD, root, LISTED).run().findings())
                .singleElement()
                .returns("document-missing", Finding::code)
                .returns("put the frozen one back: bridgectl restore canonical/OBSERVABILITY.md", Finding::remedy);
    }

    @Test
    void findsADirectoryInPlaceOfOne() throws IOException {
        Files.delete(root.resolve("CANONICAL_RUN.md"));
        Files.createDirectory(root.resolve("CANONICAL_RUN.md"));

        assertThat(new DocumentsCheck(STANDARD, root, LISTED).run().findings())
                .singleElement()
                .returns("document-missing", Finding::code);
    }

    @Test
    void findsOneThatIsNotListed() {
        Set<String> others = new HashSet<>(LISTED);
        others.remove("CANONICAL_RUN.md");

        assertThat(new DocumentsCheck(STANDARD, root, others).run().findings())
                .singleElement()
                .returns("document-not-listed", Finding::code)
                .returns("CANONICAL_RUN.md", Finding::path);
    }

    @Test
    void findsOneThatThePolicyDoesNotName() throws Exception {
        String text = PolicyWriter.text(STANDARD).replace("\"CANONICAL_RUN.md\",", "");
        Policy policy = PolicyReader.read(text.getBytes(StandardCharsets.UTF_8), "policy.json");

        assertThat(new DocumentsCheck(policy, root, LISTED).run().findings())
                .singleElement()
                .returns("document-not-named", Finding::code);
    }

    @Test
    void theCommandThatPutsOneBackCanBeTypedWhateverItIsCalled() {
        String document = "canonical/Our own rules.md";
        Policy named = new Policy(
                STANDARD.system(),
                STANDARD.files(),
                STANDARD.entrypoints(),
                STANDARD.forbidden(),
                STANDARD.modules(),
                STANDARD.access(),
                Stream.concat(STANDARD.documents().stream(), Stream.of(document))
                        .toList(),
                STANDARD.monitoring(),
                STANDARD.alerts(),
                STANDARD.clients());
        Set<String> listed = Set.copyOf(named.documents());

        assertThat(new DocumentsCheck(named, root, listed).run().findings())
                .singleElement()
                .returns("put the frozen one back: bridgectl restore '" + document + "'", Finding::remedy);
    }
}
