package org.corebucket.bridge.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.FileFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair is made and rotated so that what was signed goes on to verify. */
final class KeyPairTest {

    private static final RsaPrivateKey FIRST = RsaPrivateKey.generate(2048);
    private static final RsaPrivateKey SECOND = RsaPrivateKey.generate(2048);
    private static final RsaPrivateKey THIRD = RsaPrivateKey.generate(2048);

    @TempDir
    private Path directory;

    private Deployment deployment;
    private KeyPair pair;

    @BeforeEach
    void makeDeployment() throws Exception {
        deployment = new Deployment(directory.toRealPath());
        pair = KeyPair.of(deployment, KeyPurpose.BRIDGE);
    }

    private boolean counts(RsaPrivateKey key) throws Exception {
        return KeyRing.ever(deployment, KeyPurpose.BRIDGE)
                .find(key.publicKey().fingerprint())
                .isPresent();
    }

    @Test
    void aNewPairIsForItsOwnerAlone() throws Exception {
        assertThat(pair.exists()).isFalse();

        pair.write(FIRST, FIRST.toPem());

        assertThat(pair.exists()).isTrue();
        assertThat(FileFacts.of(directory.resolve("security")).octalMode()).endsWith("700");
        assertThat(FileFacts.of(pair.privateHalf()).octalMode()).endsWith("600");
        assertThat(FileFacts.of(pair.publicHalf()).octalMode()).endsWith("644");
        try (var left = Files.list(directory.resolve("security"))) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void aRotationKeepsTheOldPublicHalf() throws Exception {
        pair.write(FIRST, FIRST.toPem());

        Optional<String> stranger = pair.replace(FIRST, SECOND, SECOND.toPem());

        assertThat(stranger).isEmpty();
        assertThat(Files.readString(pair.previousHalf()))
                .isEqualTo(FIRST.publicKey().toPem());
        assertThat(Files.readString(pair.privateHalf())).isEqualTo(SECOND.toPem());
        assertThat(counts(FIRST) && counts(SECOND)).isTrue();
    }

    @Test
    void afterTwoRotationsTheFirstPublicHalfIsStillThere() throws Exception {
        pair.write(FIRST, FIRST.toPem());
        pair.replace(FIRST, SECOND, SECOND.toPem());

        pair.replace(SECOND, THIRD, THIRD.toPem());

        assertThat(counts(FIRST) && counts(SECOND) && counts(THIRD)).isTrue();
    }

    @Test
    void aPublicHalfOfNeitherIsKeptUnderTheNameThatIsTold() throws Exception {
        pair.write(FIRST, FIRST.toPem());
        Files.writeString(pair.publicHalf(), THIRD.publicKey().toPem());
        assertThat(pair.differs(FIRST)).isTrue();

        Optional<String> stranger = pair.replace(FIRST, SECOND, SECOND.toPem());

        assertThat(stranger)
                .hasValueSatisfying(path -> assertThat(directory.resolve(path))
                        .content()
                        .isEqualTo(THIRD.publicKey().toPem()));
        assertThat(counts(THIRD)).isTrue();
    }

    @Test
    void ofAPrivateHalfAloneThePublicOneIsMade() throws Exception {
        pair.write(FIRST, FIRST.toPem());
        Files.delete(pair.publicHalf());
        assertThat(pair.lacksPublicHalf()).isTrue();

        pair.writePublicHalf(FIRST);

        assertThat(pair.lacksPublicHalf()).isFalse();
        assertThat(pair.differs(FIRST)).isFalse();
    }
}
