package org.corebucket.bridge.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real {@code sha256sum} writes is read; what is written, it checks. */
final class GnuSha256sumTest {

    private static final List<String> NAMES = List.of(
            "plain",
            "two words",
            " space first",
            "space last ",
            "*star first",
            "#hash first",
            "-dash",
            "SHA256 (name) = digest",
            "new\nline",
            "\nnew line first",
            "back\\slash",
            "back\\nslash",
            "carriage\rreturn",
            "return last\r",
            "all\\\r\n",
            "café 😀 日本語",
            "\u0085next line",
            "tab\tand\u0001control");

    @TempDir
    private Path directory;

    private final List<ManifestEntry> expected = new ArrayList<>();

    @BeforeEach
    void makeFiles() throws Exception {
        Files.createDirectory(directory.resolve("below"));
        for (String name : NAMES) {
            for (String path : List.of(name, "below/" + name)) {
                byte[] content = path.getBytes(StandardCharsets.UTF_8);
                Files.write(resolve(path), content);
                expected.add(new ManifestEntry(Sha256.of(content), path, path));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--text", "--binary", "--tag"})
    void whatItWritesIsRead(String form) throws Exception {
        List<String> command = new ArrayList<>(List.of("sha256sum", form, "--"));
        expected.forEach(entry -> command.add(entry.path()));

        assertThat(ManifestText.read(run(command)).entries()).isEqualTo(expected);
    }

    @Test
    void itFindsNothingWrongWithWhatIsWritten() throws Exception {
        Files.write(directory.resolve("list"), ManifestWriter.write("# deployment: a comment\n", expected));

        String said = run(List.of("sha256sum", "--check", "--strict", "list"));

        assertThat(said.lines().filter(line -> line.endsWith(": OK"))).hasSameSizeAs(expected);
    }

    @Test
    void bothFindTheSameFileChanged() throws Exception {
        Files.write(directory.resolve("list"), ManifestWriter.write("", expected));
        Files.writeString(resolve("below/two words"), "changed");

        assertThat(run(List.of("sh", "-c", "sha256sum --check --quiet list 2>/dev/null; true")))
                .isEqualTo("below/two words: FAILED\n");
        try (InputStream in = Files.newInputStream(directory.resolve("list"))) {
            assertThat(ListedFiles.compare(
                                    directory,
                                    ManifestReader.read(in, "list"),
                                    new ListedFiles.HashOptions(false, false, 2),
                                    HashProgress.NONE)
                            .mismatches())
                    .extracting(mismatch -> mismatch.entry().path())
                    .containsExactly("below/two words");
        }
    }

    private Path resolve(String path) {
        try {
            return directory.resolve(path);
        } catch (InvalidPathException e) {
            return abort("this locale has ASCII names only: run the tests with LC_ALL=C.UTF-8");
        }
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(command).directory(directory.toFile());
        process.environment().put("LC_ALL", "C");
        return ChildJvm.output(process);
    }
}
