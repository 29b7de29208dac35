package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Holders;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files outside of the deployment, in one manifest with its own. */
final class OutsideTest {

    private static final String POLICY = "canonical/policy.json";
    private static final String RECORD = "canonical/outside.sha256";

    @TempDir
    private Path directory;

    private Operator operator;

    @BeforeEach
    void deploy() throws Exception {
        operator = Operator.atDeployment(directory);
    }

    private Path etc(String name, String text) throws Exception {
        Path file = operator.beside("etc").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void name(String path) throws Exception {
        operator.write(POLICY, operator.text(POLICY).replaceFirst("\\{", "{\"outside\": [\"" + path + "\"],"));
    }

    private Answer frozen() {
        return operator.run("freeze", "--reason", "outside");
    }

    @Test
    void aDirectoryAndAllBelowItIsRecordedAndCompared() throws Exception {
        Path unit = etc("units/bridge.conf", "a");
        etc("units/d/two\nlines \u00e9", "b");
        name(operator.beside("etc") + "/");

        assertThat(frozen().out()).contains("added " + RECORD);
        assertThat(operator.run("verify").out()).contains("[OK] SYSTEM VERIFIED");

        Files.writeString(unit, "c");
        etc("units/new", "d");
        Files.delete(operator.beside("etc").resolve("units/d/two\nlines \u00e9"));
        Answer answer = operator.run("verify", "--quiet");
        assertThat(answer.code()).as("unlisted 1, missing 2, changed 4").isEqualTo(7);
        assertThat(answer.out())
                .contains(
                        "[ERROR] OUTSIDE OF THE DEPLOYMENT, HASH MISMATCH: " + unit + " - Expected: ",
                        "[ERROR] OUTSIDE OF THE DEPLOYMENT, UNLISTED FILE: " + unit.resolveSibling("new") + "\n",
                        "[ERROR] OUTSIDE OF THE DEPLOYMENT, MISSING FILE: " + unit.resolveSibling("d/two")
                                + "\\nlines \u00e9\n",
                        "[FIX] if nobody decided it, put it back from where it came, such as its package; if it was decided:"
                                + " bridgectl freeze --reason TEXT");

        assertThat(frozen().out()).contains("changed " + RECORD);
        assertThat(operator.run("verify").code()).isZero();
    }

    @Test
    void theRecordIsOneThatSha256sumReads() throws Exception {
        name(etc("a b\\c", "a").toString().replace("\\", "\\\\\\\\"));
        assertThat(frozen().code()).isZero();

        ChildJvm.output(new ProcessBuilder(
                        "sha256sum",
                        "--check",
                        "--strict",
                        operator.path(RECORD).toString())
                .directory(Path.of("/").toFile()));
    }

    @Test
    void restoreWritesNothingOutside() throws Exception {
        Path file = etc("bridge.conf", "a");
        name(file.toString());
        frozen();
        Files.writeString(file, "b");

        assertThat(operator.run("restore").code()).isEqualTo(4);
        assertThat(file).hasContent("b");
    }

    @Test
    void aLinkOrAMissingFileCantBeSealed() throws Exception {
        Path link = Files.createSymbolicLink(operator.beside("link"), etc("bridge.conf", "a"));
        name(link.toString());

        Answer linked = frozen();
        assertThat(linked.code()).isEqualTo(78);
        assertThat(linked.err()).contains(link + " can't be sealed: it is a symbolic link", "by their real paths");
        Files.delete(link);
        assertThat(frozen().err()).contains(link + " can't be sealed: it is missing");
        assertThat(operator.path(RECORD)).doesNotExist();
    }

    @Test
    void aDirectoryThatIsEmptyOrNoneCantBeSealed() throws Exception {
        Path empty = Files.createDirectory(operator.beside("empty"));
        name(empty + "/");

        assertThat(frozen().err()).contains("there is no file in what the policy's outside names");
        Files.delete(empty);
        Answer missing = frozen();
        assertThat(missing.code()).isEqualTo(78);
        assertThat(missing.err()).contains(empty + "/ in the policy's outside is no directory");
    }

    /** It was sealed by hand, or by another program. */
    @Test
    void aSealedFileThatIsNoRecordProvesNothing() throws Exception {
        operator.write(RECORD, "# nothing\n");
        frozen();
        name("/etc/passwd");
        operator.write(
                "manifests/canonical.sha256",
                operator.text("manifests/canonical.sha256")
                        .replaceFirst("[0-9a-f]{64}(?=  " + POLICY + ")", digest(operator.read(POLICY))));
        assertThat(operator.run(
                                "keys",
                                "sign",
                                operator.path("manifests/canonical.sha256").toString(),
                                "--key",
                                operator.path("security/release.private.pem").toString(),
                                "--output",
                                operator.path("manifests/canonical.sha256.sig").toString())
                        .code())
                .isZero();

        Answer answer = operator.run("verify", "--quiet");

        assertThat(answer.code()).as(answer.out()).isEqualTo(8);
        assertThat(answer.out()).contains("[ERROR] FILES OUTSIDE NOT RECORDED");
    }

    private static String digest(byte[] bytes) {
        return Sha256.of(bytes).hex();
    }

    @Test
    void whatLiesInTheDeploymentIsNotOutside() throws Exception {
        name(operator.root().getParent() + "/");

        Answer answer = frozen();

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).contains("is in the deployment, or holds it");
    }

    @Test
    void whatWasApprovedIsNotSealedOnceAFileOutsideChanged() throws Exception {
        Path file = etc("bridge.conf", "a");
        Holders holders = Holders.twoOfThree(operator);
        name(file.toString());
        holders.succeed("freeze", "--propose", "--reason", "outside");
        holders.approve("anna");
        holders.approve("bruno");
        Files.writeString(file, "b");

        Answer late = operator.run("freeze", "--complete");

        assertThat(late.code()).isEqualTo(77);
        assertThat(late.err())
                .contains(
                        "the files outside are no longer what was approved: OUTSIDE OF THE DEPLOYMENT, HASH MISMATCH");
        Files.writeString(file, "a");
        assertThat(holders.succeed("freeze", "--complete").out()).contains("added " + RECORD);
    }
}
