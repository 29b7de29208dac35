package org.corebucket.bridge.bridge.golive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.readiness.CheckResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose keys a rehearsal signs with. */
final class OwnKeysTest {

    private static final RsaPrivateKey KEY = RsaPrivateKey.generate(2048);
    private static final String PUBLIC = "security/public.pem";

    private final Transcript transcript = new Transcript();

    @TempDir
    private Path root;

    @BeforeEach
    void makeSecurity() throws IOException {
        Files.createDirectory(root.resolve("security"));
        Files.writeString(root.resolve(PUBLIC), KEY.publicKey().toPem());
    }

    private OwnKeys keys() {
        return new OwnKeys(new Deployment(root), transcript);
    }

    /** Nothing is wrong, and this line alone says whose keys they were. */
    private void assertTold(OwnKeys keys, String line) {
        keys.tell();
        CheckResult result = transcript.result();
        assertThat(result.findings()).isEmpty();
        assertThat(result.evidence())
                .singleElement()
                .satisfies(told -> assertThat(told).startsWith(line));
    }

    private void assertFound(String code) {
        assertThat(transcript.result().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(code));
    }

    @Test
    void aPairThatIsHereIsTheDeploymentsOwn() throws Exception {
        Files.writeString(root.resolve("security/private.pem"), KEY.toPem());

        OwnKeys keys = keys();

        assertThat(keys.pair(PUBLIC).publicKey()).isEqualTo(KEY.publicKey());
        assertTold(keys, "Keys of this deployment: security/public.pem");
    }

    @Test
    void aPrivateHalfThatIsElsewhereIsReplacedAndNoFinding() throws Exception {
        Files.writeString(
                root.resolve("security/bridge.public.pem"), KEY.publicKey().toPem());
        OwnKeys keys = keys();

        RsaPrivateKey scratch = keys.pair(PUBLIC);

        assertThat(scratch.publicKey()).isNotEqualTo(KEY.publicKey());
        assertThat(keys.pair("security/bridge.public.pem")).isSameAs(scratch);
        assertTold(keys, "Scratch keys in place of security/public.pem, security/bridge.public.pem, whose");
    }

    @Test
    void aPublicHalfOfAnotherNameHasNoPrivateHalfBesideIt() throws Exception {
        Files.writeString(root.resolve("odd.pem"), KEY.publicKey().toPem());

        OwnKeys keys = keys();

        assertThat(keys.pair("odd.pem").publicKey()).isNotEqualTo(KEY.publicKey());
        assertTold(keys, "Scratch keys in place of odd.pem, whose");
    }

    @Test
    void aPublicHalfThatIsNoKeyIsFoundOnce() throws Exception {
        Files.writeString(root.resolve(PUBLIC), "nothing\n");
        OwnKeys keys = keys();

        keys.pair(PUBLIC);
        keys.pair(PUBLIC);

        assertFound("go-live-key");
    }

    @Test
    void aPrivateHalfThatIsNoKeyIsFound() throws Exception {
        Files.writeString(root.resolve("security/private.pem"), "nothing\n");

        assertThat(keys().pair(PUBLIC).publicKey()).isNotEqualTo(KEY.publicKey());

        assertFound("go-live-key");
    }
}
