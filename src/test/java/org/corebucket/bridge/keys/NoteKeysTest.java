package org.corebucket.bridge.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.keys.NoteKeys.WrittenVerifiers;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignatureType;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.VerifierKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of a log: what signs, for how long, and what verifies it ever after. */
final class NoteKeysTest {

    private static final String ORIGIN = "core-bucket-bridge/sample";
    private static final TreeHead HEAD = new TreeHead(ORIGIN, 1, Sha256.of(new byte[] {1}));

    @TempDir
    private Path root;

    private Deployment deployment;

    @BeforeEach
    void makeDeployment() throws Exception {
        Files.createDirectories(root.resolve("canonical"));
        Files.createFile(root.resolve("canonical/policy.json"));
        deployment = Deployment.at(root);
    }

    private List<VerifierKey> signing() throws IOException, MendableException {
        return NoteKeys.read(deployment, Holder.LOG).orElseThrow().signers(ORIGIN).stream()
                .map(NoteSigner::key)
                .toList();
    }

    private SignedNote checkpoint() throws IOException, MendableException {
        return new SignedNote(
                HEAD.text(),
                NoteKeys.read(deployment, Holder.LOG).orElseThrow().signers(ORIGIN).stream()
                        .map(signer -> signer.sign(HEAD, Instant.EPOCH))
                        .toList());
    }

    @Test
    void aDeploymentWithoutThemHasNoLog() throws Exception {
        assertThat(NoteKeys.read(deployment, Holder.LOG)).isEmpty();
        assertThat(NoteKeys.verifiers(deployment, Holder.LOG, ORIGIN)).isEmpty();
    }

    @Test
    void bothAreMadeOnceForTheirOwnerAlone() throws Exception {
        assertThat(NoteKeys.make(deployment, Holder.LOG))
                .containsExactly("security/log.ed25519.pem", "security/log.mldsa44.pem");

        for (String path : NoteKeys.there(deployment, Holder.LOG)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("security"))))
                .isEqualTo("rwx------");
        List<VerifierKey> first = signing();
        assertThat(first).hasSize(2).isEqualTo(NoteKeys.verifiers(deployment, Holder.LOG, ORIGIN));
        assertThat(NoteKeys.make(deployment, Holder.LOG)).isEmpty();
        assertThat(signing()).isEqualTo(first);
    }

    @Test
    void oneAloneIsNoLogAndIsCompleted() throws Exception {
        NoteKeys.make(deployment, Holder.LOG);
        Files.delete(root.resolve("security/log.mldsa44.pem"));

        assertThatThrownBy(() -> NoteKeys.read(deployment, Holder.LOG))
                .isInstanceOf(MendableException.class)
                .hasMessageContaining("security/log.mldsa44.pem")
                .hasMessageContaining("bridgectl keys generate --log");
        assertThat(NoteKeys.missing(deployment, Holder.LOG)).containsExactly("security/log.mldsa44.pem");

        assertThat(NoteKeys.make(deployment, Holder.LOG)).containsExactly("security/log.mldsa44.pem");
        assertThat(signing()).hasSize(2);
    }

    @Test
    void afterARotationThePreviousKeysSignAsWellUntilTheyAreDropped() throws Exception {
        NoteKeys.make(deployment, Holder.LOG);
        List<VerifierKey> old = signing();
        SignedNote before = checkpoint();

        NoteKeys.rotate(deployment, Holder.LOG);

        assertThat(signing()).hasSize(4).containsAll(old);
        SignedNote between = checkpoint();
        assertThatThrownBy(() -> NoteKeys.rotate(deployment, Holder.LOG)).hasMessageContaining("--drop-previous");
        assertThat(signing()).hasSize(4);

        assertThat(NoteKeys.dropPrevious(deployment, Holder.LOG, ORIGIN)).containsExactlyElementsOf(old);

        assertThat(signing()).hasSize(2).doesNotContainAnyElementsOf(old);
        assertThat(NoteKeys.verifiers(deployment, Holder.LOG, ORIGIN))
                .hasSize(4)
                .containsAll(old);
        for (SignedNote note : List.of(before, between)) {
            for (VerifierKey key : old) {
                assertThat(note.of(key)).hasSize(1);
                key.verify(note);
            }
        }
        assertThat(NoteKeys.dropPrevious(deployment, Holder.LOG, ORIGIN)).isEmpty();
        assertThat(NoteKeys.verifiers(deployment, Holder.LOG, ORIGIN)).hasSize(4);
    }

    @Test
    void whoMayNotReadTheKeysVerifiesByWhatLiesBesideThem() throws Exception {
        NoteKeys.make(deployment, Holder.LOG);
        List<VerifierKey> keys = signing();
        assertThat(written()).isEqualTo(WrittenVerifiers.NONE);

        NoteKeys.writeVerifiers(deployment, Holder.LOG, ORIGIN);

        Path file = root.resolve("security/log.vkeys");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(written()).isEqualTo(WrittenVerifiers.OF_THE_KEYS);
        for (String path : NoteKeys.there(deployment, Holder.LOG)) {
            Files.delete(root.resolve(path));
        }
        assertThat(NoteKeys.verifiers(deployment, Holder.LOG, ORIGIN)).isEqualTo(keys);
        assertThat(NoteKeys.verifiers(deployment, Holder.LOG, "another")).isEmpty();
    }

    @Test
    void theVerifierKeysBesideTheKeysAreTheirsOrOthers() throws Exception {
        NoteKeys.make(deployment, Holder.LOG);
        NoteKeys.writeVerifiers(deployment, Holder.LOG, "log.example/before");
        assertThat(written()).isEqualTo(WrittenVerifiers.NONE);
        NoteKeys.writeVerifiers(deployment, Holder.LOG, ORIGIN);

        NoteKeys.rotate(deployment, Holder.LOG);

        assertThat(written()).isEqualTo(WrittenVerifiers.OTHERS);
        NoteKeys.writeVerifiers(deployment, Holder.LOG, ORIGIN);
        assertThat(written()).isEqualTo(WrittenVerifiers.OF_THE_KEYS);
        assertThat(Files.readAllLines(root.resolve("security/log.vkeys"))).hasSize(4);
        Files.writeString(root.resolve("security/log.vkeys"), "garbage");
        assertThat(written()).isEqualTo(WrittenVerifiers.OTHERS);
        assertThat(NoteKeys.verifiers(deployment, Holder.LOG, ORIGIN)).hasSize(4);
    }

    private WrittenVerifiers written() throws Exception {
        return NoteKeys.writtenVerifiers(deployment, Holder.LOG, ORIGIN);
    }

    /** A crash leaves the old key in both files, of either algorithm or of both. */
    @Test
    void anInterruptedRotationSignsWithTheOldKeysAndIsCompleted() throws Exception {
        NoteKeys.make(deployment, Holder.LOG);
        List<VerifierKey> old = signing();
        Files.copy(root.resolve("security/log.ed25519.pem"), root.resolve("security/log.ed25519.previous.pem"));

        assertThat(signing()).isEqualTo(old);

        NoteKeys.rotate(deployment, Holder.LOG);

        assertThat(signing()).hasSize(4).containsAll(old);

        Files.copy(
                root.resolve("security/log.mldsa44.previous.pem"),
                root.resolve("security/log.mldsa44.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        List<VerifierKey> interrupted = signing();
        NoteKeys.rotate(deployment, Holder.LOG);

        assertThat(interrupted).hasSize(3);
        assertThat(signing()).hasSize(4).containsAll(interrupted);
    }

    @Test
    void aFileThatHoldsSomethingElseIsNamed() throws Exception {
        NoteKeys.make(deployment, Holder.LOG);
        Files.copy(
                root.resolve("security/log.mldsa44.pem"),
                root.resolve("security/log.ed25519.pem"),
                StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(this::signing).hasMessageContaining("security/log.ed25519.pem");
        assertThatThrownBy(() -> NoteKeys.requireSound(deployment, "security/log.ed25519.pem"))
                .hasMessageContaining("security/log.ed25519.pem");
        NoteKeys.requireSound(deployment, "security/log.mldsa44.pem");
    }

    /** A log and a witness never share a key, and a witness signs a time as well. */
    @Test
    void aWitnessHasKeysOfItsOwnWhichSignATime() throws Exception {
        NoteKeys.make(deployment, Holder.LOG);
        assertThat(NoteKeys.read(deployment, Holder.WITNESS)).isEmpty();

        NoteKeys.make(deployment, Holder.WITNESS);

        assertThat(NoteKeys.read(deployment, Holder.WITNESS).orElseThrow().signers("witness.example").stream()
                        .map(signer -> signer.key().type()))
                .containsExactly(SignatureType.ED25519_COSIGNATURE, SignatureType.ML_DSA_44_COSIGNATURE);
        assertThat(NoteKeys.verifiers(deployment, Holder.WITNESS, ORIGIN))
                .doesNotContainAnyElementsOf(NoteKeys.verifiers(deployment, Holder.LOG, ORIGIN));
    }
}
