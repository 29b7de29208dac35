package org.corebucket.bridge.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the files of key pairs are called, and that this package alone says it. */
final class KeyFilesTest {

    /** A text in the code that holds the name of a key's file. */
    private static final Pattern NAME = Pattern.compile(
            "\"([^\"]*(private|public|previous)\\.pem|(release|bridge|token)\\.\"|[^\"]*security/[a-z.]*pem)");

    @Test
    void aNamedPairHasItsNameInFront() {
        KeyFiles files = KeyFiles.named("education");

        assertThat(files.privateHalf()).isEqualTo("security/education.private.pem");
        assertThat(files.publicHalf()).isEqualTo("security/education.public.pem");
        assertThat(files.previousHalf()).isEqualTo("security/education.public.previous.pem");
        assertThat(files.all()).isEqualTo("security/education.*.pem");
        assertThat(files.name()).isEqualTo("education");
    }

    @Test
    void thePairOfTheModulesHasNoNameInFront() {
        KeyFiles files = KeyPurpose.MODULE.files();

        assertThat(files.privateHalf()).isEqualTo("security/private.pem");
        assertThat(files.publicHalf()).isEqualTo("security/public.pem");
        assertThat(files.previousHalf()).isEqualTo("security/public.previous.pem");
        assertThat(files.name()).isEqualTo("module");
        assertThat(files).isEqualTo(KeyFiles.named("module"));
    }

    @Test
    void aPairInNoDirectoryIsFileNamesAlone() {
        assertThat(KeyFiles.bare("module").privateHalf()).isEqualTo("private.pem");
        assertThat(KeyFiles.bare("release").publicHalf()).isEqualTo("release.public.pem");
        assertThat(KeyFiles.bare("release").name()).isEqualTo("release");
    }

    @Test
    void eachHalfTellsItsPair() {
        assertThat(KeyFiles.of("keys/finance.private.pem")).contains(new KeyFiles("keys/finance."));
        assertThat(KeyFiles.of("keys/finance.public.pem")).contains(new KeyFiles("keys/finance."));
        assertThat(KeyFiles.ofPublicHalf("keys/finance.public.pem")).contains(new KeyFiles("keys/finance."));
    }

    @Test
    void ofAFileThatIsCalledOtherwiseNobodyKnowsWhereTheOtherHalfLies() {
        assertThat(KeyFiles.ofPublicHalf("keys/finance.pem")).isEmpty();
        assertThat(KeyFiles.ofPublicHalf("keys/finance.public.previous.pem")).isEmpty();
        assertThat(List.of(
                        "security/tls.key",
                        "security/oldprivate.pem",
                        "security/notpublic.pem",
                        "security/.private.pem"))
                .allSatisfy(path -> assertThat(KeyFiles.of(path)).isEmpty());
    }

    @Test
    void thePreviousHalfLiesBesideAFileOfAnyName() {
        assertThat(KeyFiles.previousOf("keys/finance.pem")).isEqualTo("keys/finance.previous.pem");
        assertThat(KeyFiles.previousOf("keys/finance")).isEqualTo("keys/finance.previous.pem");
    }

    @Test
    void onlyItsOwnersReadingAndWritingIsRightForAPrivateHalf() {
        assertThat(List.of(0600, 0400, 0200)).noneMatch(KeyFiles::isOpenToOthers);
        assertThat(List.of(0640, 0604, 0620, 0602, 0610, 0601, 0700)).allMatch(KeyFiles::isOpenToOthers);
    }

    /** Help texts say it too: those are for people, and their examples name files anywhere. */
    @Test
    void nothingElseSpellsTheNameOfAKeysFile() throws IOException {
        List<String> spelled = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                String path = source.toString();
                if (!path.contains("/keys/") && !path.endsWith("Command.java")) {
                    Files.readAllLines(source).stream()
                            .filter(line -> NAME.matcher(line).find() && !line.contains(" RELEASE.private.pem"))
                            .forEach(line -> spelled.add(path + ": " + line.strip()));
                }
            }
        }

        assertThat(spelled).isEmpty();
    }
}
