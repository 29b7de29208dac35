package org.corebucket.bridge.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies as tlog-policy has them, and checkpoints with cosignatures of both types held against them. */
final class LogPolicyTest {

    private static final String ORIGIN = "log.example/one";
    private static final Instant TIME = Instant.ofEpochSecond(1_800_000_000);

    private static NoteSigner log;
    private static NoteSigner first;
    private static NoteSigner second;
    private static NoteSigner third;

    @BeforeAll
    static void makeKeys() throws Exception {
        log = NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate());
        first = NoteSigner.ed25519Cosigner("w.example/1", Ed25519PrivateKey.generate());
        second = NoteSigner.mlDsa44("w.example/2", MlDsa44PrivateKey.generate());
        third = NoteSigner.ed25519Cosigner("w.example/3", Ed25519PrivateKey.generate());
    }

    private static LogPolicy policy(String lines) throws MalformedNoteException {
        return LogPolicy.parse(lines.replace("<log>", log.key().vkey())
                .replace("<1>", first.key().vkey())
                .replace("<2>", second.key().vkey())
                .replace("<3>", third.key().vkey())
                .getBytes(StandardCharsets.UTF_8));
    }

    private static final String PARTIES = """
            # a comment
            log <log> https://log.example/one

            witness one <1>
            \twitness two\t<2>   https://w.example/2
            witness three <3>
            """;

    private static SignedNote checkpoint(String text, NoteSigner... signers) throws Exception {
        NoteSignature[] signatures = new NoteSignature[signers.length];
        for (int i = 0; i < signers.length; i++) {
            signatures[i] = signers[i].sign(TreeHead.parse(text), TIME);
        }
        // As it is written and read.
        return SignedNote.parse(new SignedNote(text, List.of(signatures)).bytes());
    }

    private static final String HEAD =
            new TreeHead(ORIGIN, 1, MerkleHashes.leaf(Sha256.of(new byte[] {7}).bytes())).text();

    @Test
    void itTellsWhoSignedWhatAndWhen() throws Exception {
        LogPolicy policy = policy(PARTIES + "group most 2 one two three\nquorum most\n");

        LogPolicy.Accepted accepted = policy.verify(checkpoint(HEAD, log, first, second));

        assertThat(accepted.head().text()).isEqualTo(HEAD);
        assertThat(accepted.cosigned()).isEqualTo(Map.of("one", TIME, "two", TIME));
        assertThat(policy.logs().get(0).url()).hasToString("Optional[https://log.example/one]");
        assertThat(policy.witnesses().keySet()).containsExactly("one", "two", "three");
    }

    @Test
    void groupsOfGroupsCount() throws Exception {
        LogPolicy policy = policy(PARTIES + "group a any one two\ngroup all all a three\nquorum all\n");

        policy.verify(checkpoint(HEAD, log, second, third));
        assertThatThrownBy(() -> policy.verify(checkpoint(HEAD, log, first, second)))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageContaining("quorum all: one, two");
    }

    @Test
    void nobodyButALogOfThatOriginSpeaksForIt() throws Exception {
        LogPolicy policy = policy(PARTIES + "quorum none\n");
        String other = HEAD.replace(ORIGIN, "log.example/two");

        policy.verify(checkpoint(HEAD, log));
        assertThatThrownBy(() -> policy.verify(checkpoint(HEAD, first))).isInstanceOf(InvalidSignatureException.class);
        assertThatThrownBy(() -> policy.verify(checkpoint(other, log))).isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void aKnownWitnesssBadSignatureRefusesTheCheckpoint() throws Exception {
        LogPolicy policy = policy(PARTIES + "quorum one\n");

        for (NoteSigner witness : List.of(first, second, third)) {
            byte[] bytes = witness.sign(TreeHead.parse(HEAD), TIME).bytes();
            for (int at : new int[] {3, 7, 20, bytes.length - 1}) {
                byte[] changed = bytes.clone();
                changed[at] ^= 1;
                SignedNote note = checkpoint(HEAD, log, first)
                        .with(new NoteSignature(
                                witness.key().name(), witness.key().id(), changed));
                assertThatThrownBy(() -> policy.verify(note)).isInstanceOf(InvalidSignatureException.class);
            }
        }
    }

    @Test
    void aProofNeedsNothingButThePolicy() throws Exception {
        LogPolicy policy = policy(PARTIES + "quorum two\n");
        Sha256 content = Sha256.of(new byte[] {7});
        LogProof proof = new LogProof(
                Optional.of("why".getBytes(StandardCharsets.UTF_8)), 0, List.of(), checkpoint(HEAD, log, second));

        LogProof read = LogProof.parse(proof.bytes());

        assertThat(read.bytes()).isEqualTo(proof.bytes());
        assertThat(read.verify(content, policy).cosigned()).containsOnlyKeys("two");
        assertThatThrownBy(() -> read.verify(Sha256.of(new byte[] {8}), policy))
                .isInstanceOf(InvalidProofException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quorum none",
                "log <log>\n",
                "quorum none\nquorum none\n",
                "quorum one\n",
                "quorum one\nwitness one <1>\n",
                "witness none <1>\nquorum none\n",
                "witness one <log>\nquorum none\n",
                "witness one <1>\nwitness one <2>\nquorum none\n",
                "witness one <1>\nwitness two <1>\nquorum none\n",
                "log <log>\nlog <log>\nquorum none\n",
                "log <log> https://a b\nquorum none\n",
                "log <log> ht!tp://%\nquorum none\n",
                "witness one <1>\ngroup g 0 one\nquorum g\n",
                "witness one <1>\ngroup g 2 one\nquorum g\n",
                "witness one <1>\ngroup g 01 one\nquorum g\n",
                "witness one <1>\ngroup g some one\nquorum g\n",
                "witness one <1>\ngroup g all\nquorum g\n",
                "witness one <1>\ngroup g all two\nquorum g\n",
                "witness one <1>\ngroup g all one one\nquorum g\n",
                "witness one <1>\ngroup g all one\ngroup h all one\nquorum g\n",
                "witness one <1>\ngroup g all g\nquorum g\n",
                "witness one <1>\ngroup one all one\nquorum one\n",
                "witness one <1>\r\nquorum one\n",
                "anything else\nquorum none\n",
            })
    void whatIsNoPolicyIsRefused(String lines) {
        assertThatThrownBy(() -> policy(lines)).isInstanceOf(MalformedNoteException.class);
    }
}
