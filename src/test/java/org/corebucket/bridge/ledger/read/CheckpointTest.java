package org.corebucket.bridge.ledger.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.KeyRing;
import org.junit.jupiter.api.Test;

final class CheckpointTest {

    private static final RsaPrivateKey KEY = RsaPrivateKey.generate(2048);
    private static final UUID ORIGIN = UUID.fromString("6f1c2f4e-0f6e-4d8e-9b1a-3f7a5c9d2e10");
    private static final Sha256 HEAD = Sha256.of(new byte[] {1});
    private static final Checkpoint CHECKPOINT =
            Checkpoint.signed(ORIGIN, 7, HEAD, Instant.parse("2026-11-23T08:00:00.123456Z"), KEY);

    @Test
    void aLineIsInCanonicalForm() {
        assertThat(CHECKPOINT.line())
                .isEqualTo("{\"hash\": \"" + HEAD.hex() + "\", \"origin\": \"" + ORIGIN + "\", \"signature\": \""
                        + CHECKPOINT.signature() + "\", \"size\": 7, \"timestamp\": \"2026-11-23T08:00:00.123Z\"}");
    }

    @Test
    void whatWasWrittenIsReadAndVerified() throws Exception {
        Checkpoint read = parse(CHECKPOINT.line());
        read.verify(KeyRing.of(List.of(KEY.publicKey())));
        assertThat(read).isEqualTo(CHECKPOINT);
    }

    @Test
    void anotherSizeThanWasSignedIsRefused() throws Exception {
        Checkpoint changed = parse(CHECKPOINT.line().replace("\"size\": 7", "\"size\": 6"));
        assertThatThrownBy(() -> changed.verify(KeyRing.of(List.of(KEY.publicKey()))))
                .isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void aSignatureThatIsNotBase64IsMalformed() {
        assertThatThrownBy(() -> parse(CHECKPOINT.line().replace(CHECKPOINT.signature(), "*")))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("base64");
    }

    @Test
    void aLineInAnotherFormIsMalformed() {
        assertThatThrownBy(() -> parse(CHECKPOINT.line().replace("\": ", "\":")))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("canonical form");
    }

    @Test
    void anEmptyLedgerHasNoCheckpoint() {
        assertThatThrownBy(() -> parse(CHECKPOINT.line().replace("\"size\": 7", "\"size\": 0")))
                .isInstanceOf(MalformedJsonException.class);
    }

    private static Checkpoint parse(String line) throws MalformedJsonException {
        return Checkpoint.parse(line.getBytes(StandardCharsets.UTF_8), "checkpoints.jsonl");
    }
}
