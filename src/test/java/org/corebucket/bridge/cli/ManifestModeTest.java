package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify --manifest} on any tree, compared with the real {@code sha256sum -c}. */
@Timeout(60)
final class ManifestModeTest {

    private Operator operator;

    @BeforeEach
    void makeTree(@TempDir Path directory) throws IOException {
        operator = Operator.at(directory);
        operator.write("a.txt", "a\n");
        Files.createDirectory(operator.path("sub"));
        operator.write("sub/b with spaces.txt", "b\n");
        operator.write("sub/\u00fc\\back.txt", "c\n");
        List<String> list = new ArrayList<>();
        list.add(Sha256.of(operator.read("a.txt")).hex() + "  a.txt");
        list.add(Sha256.of(operator.read("sub/b with spaces.txt")).hex() + " *sub/b with spaces.txt");
        list.add("\\" + Sha256.of(operator.read("sub/\u00fc\\back.txt")).hex() + "  sub/\u00fc\\\\back.txt");
        operator.write("SUMS", String.join("\n", list) + "\n");
    }

    @Test
    void aGoodTreeIs0AndPrintsWhatSha256sumPrints() throws Exception {
        Answer answer = operator.run("verify", "--manifest", "SUMS");

        assertThat(answer).isEqualTo(new Answer(0, sha256sum("SUMS").out(), ""));
        assertThat(answer.lines()).hasSize(3).contains("a.txt: OK");
    }

    @Test
    void aBrokenTreeIsTheSumAndPrintsTheLinesThatSha256sumPrints() throws Exception {
        operator.write("a.txt", "changed\n");
        Files.delete(operator.path("sub/b with spaces.txt"));

        Answer answer = operator.run("verify", "--manifest", "SUMS");

        assertThat(answer.code()).isEqualTo(2 + 4);
        assertThat(answer.out())
                .isEqualTo(sha256sum("SUMS").out())
                .contains("a.txt: FAILED\n", ": FAILED open or read\n");
        assertThat(answer.err()).isEqualTo("""
                        bridgectl: MISSING FILE: sub/b with spaces.txt
                        bridgectl: WARNING: 1 listed file could not be read
                        bridgectl: WARNING: 1 computed checksum did NOT match
                        """);
    }

    @Test
    void aListOfNothingButFilesElsewhereVerifiesNothingAndSaysSo() throws Exception {
        operator.write("UP", "a".repeat(64) + "  ../elsewhere.txt\n");

        for (String format : List.of("text", "json", "sarif")) {
            Answer answer = operator.run("verify", "--manifest", "UP", "--format", format);
            assertThat(answer.code()).as(answer.err()).isEqualTo(4);
            assertThat(answer.out() + answer.err()).contains("../elsewhere.txt does not lie below");
        }
    }

    @Test
    void whatHasNoLineEndIsNotReadForEver() {
        assertThat(operator.run("verify", "--manifest", "/dev/zero").code()).isEqualTo(65);
    }

    @Test
    void quietOnlyNamesWhatDoesNotMatchAsSha256sumDoes() throws Exception {
        operator.write("a.txt", "changed\n");

        Answer answer = operator.run("verify", "--manifest", "SUMS", "--quiet");

        assertThat(answer.code()).isEqualTo(4);
        assertThat(answer.out())
                .isEqualTo("a.txt: FAILED\n")
                .isEqualTo(sha256sum("SUMS", "--quiet").out());
    }

    @Test
    void aMissingFileIs2() throws IOException {
        Files.delete(operator.path("a.txt"));

        assertThat(operator.run("verify", "--manifest", "SUMS").code()).isEqualTo(2);
    }

    @Test
    void nothingVerifiedIsNoSuccess() throws Exception {
        operator.goTo(Files.createDirectory(operator.beside("empty")));

        Answer answer = operator.run("verify", "--manifest", "../deployment/SUMS", "--ignore-missing");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("NO FILE WAS VERIFIED");
    }

    @Test
    void pathsAreRelativeToTheCurrentDirectoryNotToTheManifest() throws IOException {
        Files.move(operator.path("SUMS"), operator.beside("SUMS"));

        assertThat(operator.run("verify", "--manifest", "../SUMS").code()).isZero();
    }

    @Test
    void pathsAreRelativeToTheRootThatIsNamed() throws IOException {
        operator.goTo(Files.createDirectory(operator.beside("elsewhere")));

        assertThat(operator.run("verify", "--manifest", "../deployment/SUMS").code())
                .isEqualTo(2);
        Answer answer = operator.run("verify", "--root", "../deployment", "--manifest", "../deployment/SUMS");
        assertThat(answer.code()).isZero();
        assertThat(answer.lines()).hasSize(3);
    }

    @Test
    void aHyphenReadsStandardInput() throws Exception {
        Answer answer = verifyStandardInput(operator.read("SUMS"));

        assertThat(answer).isEqualTo(new Answer(0, sha256sum("SUMS").out(), ""));
    }

    @Test
    void aMalformedStandardInputIsNamedAsSuch() {
        assertThat(verifyStandardInput("no manifest\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        new Answer(
                                65,
                                "",
                                "bridgectl: standard input:1: expected a digest, a blank and a name; no line of it is a digest and a name\n"));
    }

    @Test
    void aMissingManifestIs66() {
        assertThat(operator.run("verify", "--manifest", "nothing"))
                .isEqualTo(new Answer(66, "", "bridgectl: " + operator.path("nothing") + ": there is no such file\n"));
    }

    @Test
    void anEmptyManifestIs65() throws IOException {
        operator.write("EMPTY", "");

        Answer answer = operator.run("verify", "--manifest", "EMPTY");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("bridgectl: EMPTY:1: an empty list");
    }

    @Test
    void aManifestThatIsADirectoryIsNoBug() {
        Answer answer = operator.run("verify", "--manifest", "sub");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("bridgectl: ").contains("directory").hasLineCount(1);
    }

    @Test
    void linksAreNeverFollowed() throws IOException {
        Files.move(operator.path("a.txt"), operator.beside("a.txt"));
        Files.createSymbolicLink(operator.path("a.txt"), operator.beside("a.txt"));
        Files.move(operator.path("sub"), operator.beside("sub"));
        Files.createSymbolicLink(operator.path("sub"), operator.beside("sub"));

        Answer answer = operator.run("verify", "--manifest", "SUMS");

        assertThat(answer.code()).isEqualTo(4);
        assertThat(answer.lines()).allMatch(line -> line.endsWith(": FAILED open or read"));
        assertThat(answer.err())
                .contains(
                        "NOT A REGULAR FILE: a.txt - it is a symbolic link",
                        "NOT A REGULAR FILE: sub/b with spaces.txt - sub is a symbolic link");
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // opening a FIFO can't be interrupted
    void aFifoIsNotWaitedFor() throws Exception {
        Files.delete(operator.path("a.txt"));
        SpecialFiles.fifo(operator.path("a.txt"));

        Answer answer = operator.run("verify", "--manifest", "SUMS");

        assertThat(answer.code()).isEqualTo(4);
        assertThat(answer.err()).contains("a.txt - it is a FIFO");
    }

    @Test
    void theManifestOfADeploymentIsOneOfThese(@TempDir Path other) throws Exception {
        operator = Operator.atDeployment(other);

        assertThat(operator.run("verify", "--manifest", "manifests/canonical.sha256"))
                .isEqualTo(new Answer(0, sha256sum("manifests/canonical.sha256").out(), ""));
    }

    @Test
    void aHardLinkAndAnOpenModeAreNothingToItSinceItOnlyChecksDigests() throws IOException {
        Files.createLink(operator.path("other"), operator.path("a.txt"));
        operator.setMode("a.txt", "rw-rw-rw-");

        assertThat(operator.run("verify", "--manifest", "SUMS").code()).isZero();
    }

    @Test
    void itChangesNothingAndNeedsNoDeployment() throws IOException {
        Map<String, String> before = TreeSnapshot.of(operator.beside("."));

        operator.run("verify", "--manifest", "SUMS");

        assertThat(TreeSnapshot.of(operator.beside("."))).isEqualTo(before);
    }

    @Test
    void theOtherFormatsWorkToo() {
        assertThat(operator.run("verify", "--manifest", "SUMS", "--format", "json")
                        .out())
                .contains("\"system_status\": \"READY\"");
    }

    @Test
    void whatOnlyADeploymentHasIsRefusedRatherThanIgnored() {
        assertThat(operator.run("verify", "--manifest", "SUMS", "--trust", "key.pem"))
                .isEqualTo(new Answer(64, "", """
                        bridgectl: --manifest checks digests alone, and does not go with --trust
                        See: bridgectl verify --help
                        """));
    }

    private Answer verifyStandardInput(byte[] input) {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(input));
            return operator.run("verify", "--manifest", "-");
        } finally {
            System.setIn(before);
        }
    }

    private Answer sha256sum(String list, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("sha256sum", "-c"));
        command.addAll(List.of(options));
        command.add(list);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(operator.root().toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Answer(process.exitValue(), out, "");
    }

    @Test
    void aMissingFileIsIgnoredOnRequestAsSha256sumDoes() throws Exception {
        Files.delete(operator.path("a.txt"));

        Answer answer = operator.run("verify", "--manifest", "SUMS", "--ignore-missing");

        assertThat(answer)
                .isEqualTo(new Answer(0, sha256sum("SUMS", "--ignore-missing").out(), ""));
        assertThat(answer.lines()).hasSize(2);
    }
}
