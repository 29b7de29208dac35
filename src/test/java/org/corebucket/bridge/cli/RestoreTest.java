package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertRestored;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code restore} puts sealed bytes back, and nothing else. */
final class RestoreTest {

    private static final String BRIDGE = "core_bucket_bridge.py";
    private static final String RUNNER = "automation/runner.py";
    private static final String AUDIT = "logs/production_audit.jsonl";
    private static final String MANIFEST = "manifests/canonical.sha256";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void aSoundDeploymentHasNothingToPutBack() throws IOException {
        Map<String, String> before = snapshot();

        assertRestored(operator.run("restore"), "Nothing to put back: every listed file is as it was sealed.");
        assertThat(snapshot()).isEqualTo(before);
    }

    /** All but the record of verifications, of which restore makes one. */
    private Map<String, String> snapshot() throws IOException {
        Map<String, String> snapshot = TreeSnapshot.of(operator.root());
        snapshot.remove(AUDIT);
        return snapshot;
    }

    @Test
    void theVerificationAfterItIsRecordedAsAnyOther() throws IOException {
        operator.flipByte(BRIDGE);
        operator.flipByte(RUNNER);
        long before = operator.text(AUDIT).lines().count();

        operator.run("restore", RUNNER);
        operator.run("restore", "--dry-run");
        operator.run("restore");

        assertThat(operator.text(AUDIT).lines().skip(before))
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"BLOCKED\"", "HASH MISMATCH: " + BRIDGE),
                        line -> assertThat(line).contains("\"READY\"").doesNotContain("MISMATCH"));
    }

    @Test
    void aRestoreThatCannotBeRecordedIsNotReady() throws IOException {
        Files.delete(operator.path(AUDIT));
        Files.createDirectory(operator.path(AUDIT));

        Answer answer = operator.run("restore");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.err()).startsWith("bridgectl: the verification could not be recorded in ");
    }

    @Test
    void onlyTheNamedPathsArePutBack() throws IOException {
        operator.flipByte(BRIDGE);
        operator.flipByte(RUNNER);

        Answer answer = operator.run("restore", RUNNER);

        assertThat(answer.code()).isEqualTo(4);
        assertThat(answer.out()).isEqualTo("restored " + RUNNER + "\nPRODUCTION READINESS: BLOCKED\n");
        assertThat(answer.err())
                .startsWith("[ERROR] HASH MISMATCH: " + BRIDGE)
                .contains("[FIX] bridgectl restore " + BRIDGE);
        assertRestored(operator.run("restore", BRIDGE), "restored " + BRIDGE);
    }

    @Test
    void whatAnIntruderLeftIsKeptAsEvidence() throws IOException {
        operator.write("canonical/OBSERVABILITY.md", "what an intruder left");

        assertThat(operator.run("restore").code()).isZero();

        assertThat(operator.filesBelow(operator.path("manifests/aside")))
                .singleElement()
                .satisfies(kept -> {
                    assertThat(kept).endsWith(Path.of("canonical/OBSERVABILITY.md"));
                    assertThat(kept).hasContent("what an intruder left");
                });
    }

    @Test
    void whatAnIntruderLeftInTheSameSecondAsBeforeIsKeptBesideIt() throws IOException {
        for (String left : List.of("first", "second", "third")) {
            operator.write("canonical/OBSERVABILITY.md", left);
            assertThat(operator.run("restore").code()).isZero();
        }

        assertThat(operator.filesBelow(operator.path("manifests/aside")))
                .extracting(Files::readString)
                .containsExactlyInAnyOrder("first", "second", "third");
    }

    @Test
    void whatIsMovedOutOfTheWayInTheSameSecondAsBeforeIsKeptBesideIt() throws IOException {
        for (String left : List.of("first", "second")) {
            operator.write("canonical/new.txt", left);
            assertThat(operator.run("restore", "--to", "1").code()).isZero();
        }

        assertThat(operator.filesBelow(operator.path("manifests/aside")))
                .extracting(Files::readString)
                .containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void aListedFileMayBeNamedInAnySpelling() throws IOException {
        Path link = operator.beside("linked");
        Files.createSymbolicLink(link, operator.root());
        for (String spelling : List.of(
                "./" + RUNNER,
                "automation//runner.py",
                "canonical/../" + RUNNER,
                operator.path(RUNNER).toString(),
                operator.root() + "/./" + RUNNER,
                link + "/" + RUNNER)) {
            operator.flipByte(RUNNER);
            assertRestored(operator.run("restore", spelling), "restored " + RUNNER);
        }
        operator.flipByte(RUNNER);
        assertThat(operator.run("restore", "../" + RUNNER).code()).isEqualTo(78);
        assertThat(operator.run("restore", "/" + RUNNER).code()).isEqualTo(78);
        assertThat(operator.run("restore", ".").code()).isEqualTo(78);
    }

    @Test
    void aPathThatIsNotListedIs78AndNothingIsPutBack() throws IOException {
        operator.flipByte(BRIDGE);
        byte[] changed = operator.read(BRIDGE);

        Answer answer = operator.run("restore", BRIDGE, "nothing.py");

        assertThat(answer).isEqualTo(new Answer(78, "", """
                        bridgectl: not listed in the manifest: [nothing.py]
                        Name them as manifests/canonical.sha256 does, relative to the root, or by their absolute paths.
                        """));
        assertThat(operator.read(BRIDGE)).isEqualTo(changed);
    }

    @Test
    void aDryRunOnlySaysWhatItWouldDo() throws IOException {
        operator.flipByte(BRIDGE);
        operator.setMode(RUNNER, "rw-rw-rw-");
        Files.delete(operator.path(MANIFEST + ".sig"));
        Map<String, String> deployment = TreeSnapshot.of(operator.root());
        Map<String, String> state = TreeSnapshot.of(operator.state());

        assertThat(operator.run("restore", "--dry-run")).isEqualTo(new Answer(0, """
                        would have put back the sealed manifest of serial 1
                        would have removed the write bits of group and others from automation/runner.py
                        would have restored core_bucket_bridge.py
                        """, ""));
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(deployment);
        assertThat(TreeSnapshot.of(operator.state())).isEqualTo(state);
    }

    @Test
    void theModeOfARestoredFileStaysWithoutTheWriteBitsOfOthers() throws IOException {
        operator.setMode(BRIDGE, "rwxrwxr-x");
        operator.flipByte(BRIDGE);

        operator.run("restore");

        assertThat(operator.mode(BRIDGE)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void anEarlierFreezeComesBackUnderANewSerialAndLaterFilesAreMovedAside() throws IOException {
        byte[] first = operator.read(BRIDGE);
        operator.flipByte(BRIDGE);
        operator.write("canonical/later.json", "{}");
        assertThat(operator.run("freeze", "--reason", "second").code()).isZero();

        Answer answer = operator.run("restore", "--to", "1");

        assertRestored(
                answer,
                "sealed the files of serial 1 again as serial 3",
                "moved aside canonical/later.json",
                "restored " + BRIDGE);
        assertThat(operator.read(BRIDGE)).isEqualTo(first);
        assertThat(operator.text(MANIFEST)).contains("\n# serial: 3\n", "\n# reason: back to serial 1\n");
        assertThat(operator.path("canonical/later.json")).doesNotExist();
        assertThat(operator.filesBelow(operator.path("manifests/aside"))).anyMatch(path -> path.endsWith("later.json"));
        assertReady(operator.run("verify"));
    }

    @Test
    void aDryRunToAnEarlierFreezeChangesNothing() throws IOException {
        operator.flipByte(BRIDGE);
        operator.run("freeze", "--reason", "second");
        Map<String, String> before = TreeSnapshot.of(operator.root());

        Answer answer = operator.run("restore", "--to", "1", "--dry-run");

        assertThat(answer.lines())
                .containsExactly(
                        "would have sealed the files of serial 1 again as serial 3", "would have restored " + BRIDGE);
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    @Test
    void anEarlierFreezeNeedsTheReleaseKey() throws IOException {
        operator.run("freeze", "--reason", "second");
        Map<String, String> before = TreeSnapshot.of(operator.root());

        assertThat(operator.run("restore", "--to", "1", "--key", "security/private.pem")
                        .code())
                .isEqualTo(78);
        assertThat(operator.run("restore", "--to", "1", "--key", "nothing.pem").code())
                .isEqualTo(66);
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    @Test
    void aSerialThatWasNeverSealedIs78AndTheOthersAreNamed() {
        operator.run("freeze", "--reason", "second");

        assertThat(operator.run("restore", "--to", "7"))
                .isEqualTo(new Answer(
                        78,
                        "",
                        "bridgectl: the baseline has no sealed manifest of serial 7 that holds; it has [1, 2]\n"));
    }

    @Test
    void anEarlierManifestThatWasTamperedWithDoesNotComeBack() throws IOException {
        operator.run("freeze", "--reason", "second");
        operator.flipByte("manifests/baseline/seals/1/canonical.sha256");

        assertThat(operator.run("restore", "--to", "1").code()).isEqualTo(78);
    }

    @Test
    void aCorruptCopyIsNotPutBackAndTheFileIsNamed() throws IOException {
        String hex = Sha256.of(operator.read(BRIDGE)).hex();
        operator.flipByte(BRIDGE);
        byte[] changed = operator.read(BRIDGE);
        String object = "manifests/baseline/objects/" + hex.substring(0, 2) + "/" + hex;
        operator.setMode(object, "rw-r--r--");
        operator.flipByte(object);

        Answer answer = operator.run("restore");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err())
                .startsWith("bridgectl: the baseline has no intact copy of " + BRIDGE + "\n")
                .contains(hex);
        assertThat(operator.read(BRIDGE)).isEqualTo(changed);
        assertThat(operator.run("verify").violations()).contains("BASELINE INCOMPLETE: no intact copy of " + BRIDGE);
    }

    @Test
    void aCorruptCopyDoesNotKeepTheOtherFilesFromBeingPutBack() throws IOException {
        String hex = Sha256.of(operator.read(RUNNER)).hex();
        Files.delete(operator.path("manifests/baseline/objects/" + hex.substring(0, 2) + "/" + hex));
        operator.flipByte(RUNNER);
        operator.flipByte(BRIDGE);

        assertThat(operator.run("restore").code()).isEqualTo(78);
        assertThat(operator.run("restore", BRIDGE).out()).startsWith("restored " + BRIDGE + "\n");
    }

    @Test
    void aMissingManifestSealAndFileComeBackTogether() throws IOException {
        Files.delete(operator.path(MANIFEST));
        Files.delete(operator.path(MANIFEST + ".sig"));
        Files.delete(operator.path(BRIDGE));

        assertRestored(operator.run("restore"), "put back the sealed manifest of serial 1", "restored " + BRIDGE);
    }

    @Test
    void aLostPolicyComesBackIfTheRootIsNamed() throws IOException {
        Files.delete(operator.path("canonical/policy.json"));

        assertRestored(operator.run("restore", "--root", "."), "restored canonical/policy.json");
    }

    @Test
    void withoutABaselineNothingComesBackAndTheOperatorIsToldWhatToDo() throws IOException {
        SampleDeployment.delete(operator.path("manifests/baseline"));
        operator.flipByte(BRIDGE);

        Answer answer = operator.run("restore");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).contains("no intact copy of " + BRIDGE, "bridgectl freeze --reason TEXT");
    }
}
