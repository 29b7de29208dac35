package org.corebucket.bridge.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.HostileBytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes: a note, a checkpoint, a proof or a policy that is written as it was read, or the declared exception. None but
 * the sound ones is ever believed.
 */
final class TransparencyFuzzTest {

    private static final long SEED = 20261130;
    private static final int INPUTS = 100_000;
    private static final String ORIGIN = "log.example/fuzzed";
    private static final Instant NOW = Instant.ofEpochSecond(1_796_000_000);
    private static final Sha256 CONTENT = Sha256.of(new byte[] {42});

    private static final List<String> TOKENS = List.of(
            "\n",
            "\n\n",
            "\r\n",
            "\u2014 ",
            "\u2014",
            " ",
            "\t",
            "+",
            "=",
            "0",
            "-1",
            "01",
            "9223372036854775807",
            "9223372036854775808",
            "log ",
            "witness ",
            "group ",
            "quorum ",
            "none",
            "all",
            "any",
            "#",
            "extra ",
            "index ",
            "c2sp.org/tlog-proof@v1\n",
            ORIGIN,
            "AAAAAAAA",
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "\u0000",
            "\u0085",
            "\u3000",
            "\ufeff",
            "\u00e9",
            "https://[",
            "W",
            "G");

    private static NoteSigner log;
    private static NoteSigner later;
    private static NoteSigner witness;
    private static NoteSigner other;
    private static LogPolicy policy;
    private static byte[] policyText;
    private static SignedNote checkpoint;
    private static LogProof proof;

    @BeforeAll
    static void makeSoundOnes() throws Exception {
        log = NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate());
        later = NoteSigner.mlDsa44(ORIGIN, MlDsa44PrivateKey.generate());
        witness = NoteSigner.ed25519Cosigner("witness.example/1", Ed25519PrivateKey.generate());
        other = NoteSigner.mlDsa44("witness.example/2", MlDsa44PrivateKey.generate());
        policyText = ("# whose signatures count\nlog " + log.key().vkey() + " https://log.example/\nlog "
                        + later.key().vkey() + "\nwitness W " + witness.key().vkey() + "\nwitness V "
                        + other.key().vkey() + " https://witness.example/2\ngroup G all W V\nquorum G\n")
                .getBytes(StandardCharsets.US_ASCII);
        policy = LogPolicy.parse(policyText);
        List<Sha256> leaves = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            leaves.add(MerkleHashes.leaf(i == 7 ? CONTENT.bytes() : new byte[] {(byte) i}));
        }
        TreeNodes tree = new TreeNodes() {
            @Override
            public Sha256 node(int height, long index) {
                return height == 0
                        ? leaves.get((int) index)
                        : MerkleHashes.node(node(height - 1, 2 * index), node(height - 1, 2 * index + 1));
            }
        };
        TreeHead head = new TreeHead(ORIGIN, 13, tree.root(0, 13));
        checkpoint = new SignedNote(
                head.text(),
                List.of(log.sign(head, NOW), later.sign(head, NOW), witness.sign(head, NOW), other.sign(head, NOW)));
        proof = new LogProof(
                Optional.of(new byte[] {1, 2, 3}),
                7,
                InclusionProof.of(tree, 7, 13).path(),
                checkpoint);
    }

    /** Damaged ones, tokens in any order, and bytes. */
    private static final class Inputs {

        private final Random random = new Random(SEED);
        private final HostileBytes hostile = new HostileBytes(random, TOKENS, 8);
        private final byte[] sound;

        private Inputs(byte[] sound) {
            this.sound = sound.clone();
        }

        private byte[] next() {
            return switch (random.nextInt(6)) {
                case 0 -> hostile.tokens(20);
                case 1 -> hostile.bytes(random.nextInt(60));
                default -> hostile.damaged(sound);
            };
        }
    }

    /** What is asked of one input; whether it was read. */
    private interface Question {
        boolean ask(byte[] input) throws Exception;
    }

    /** Gives it the inputs; tells how many were read. */
    private static int read(byte[] sound, Question question) throws Exception {
        assertThat(question.ask(sound)).isTrue();
        Inputs inputs = new Inputs(sound);
        int read = 0;
        for (int i = 0; i < INPUTS; i++) {
            read += question.ask(inputs.next()) ? 1 : 0;
        }
        return read;
    }

    @Test
    void aHundredThousandNotesAreReadAsTheyAreWrittenOrRefused() throws Exception {
        assertThat(read(checkpoint.bytes(), TransparencyFuzzTest::note)).isPositive();
    }

    @Test
    void aHundredThousandCheckpointsAreReadAsTheyAreWrittenOrRefused() throws Exception {
        byte[] text = checkpoint.text().getBytes(StandardCharsets.UTF_8);

        assertThat(read(text, TransparencyFuzzTest::checkpoint)).isPositive();
    }

    @Test
    void aHundredThousandProofsAreReadAsTheyAreWrittenOrRefused() throws Exception {
        assertThat(read(proof.bytes(), TransparencyFuzzTest::proof)).isPositive();
    }

    @Test
    void aHundredThousandPoliciesAreReadOrRefused() throws Exception {
        assertThat(read(policyText, TransparencyFuzzTest::policy)).isPositive();
    }

    @Test
    void aHundredThousandKeysAreReadAsTheyAreWrittenOrRefused() throws Exception {
        byte[] vkey = witness.key().vkey().getBytes(StandardCharsets.US_ASCII);

        read(vkey, TransparencyFuzzTest::key);
    }

    @FuzzTest(maxDuration = "2m")
    @Tag("long")
    void coverageGuided(byte[] input) throws Exception {
        note(input);
        checkpoint(input);
        proof(input);
        policy(input);
        key(input);
    }

    private static boolean note(byte[] input) {
        SignedNote note;
        try {
            note = SignedNote.parse(input);
        } catch (MalformedNoteException e) {
            return false;
        }
        requireSame(input, note.bytes());
        if (isVerified(input)) {
            try {
                policy.verify(note);
                requireSound(note);
            } catch (MalformedNoteException | InvalidSignatureException e) {
                return true;
            }
        }
        return true;
    }

    /** Signatures take a hundred times as long as the rest: one input in 32 is asked for them. */
    private static boolean isVerified(byte[] input) {
        return (Arrays.hashCode(input) & 31) == 0;
    }

    /** Nothing is believed but what one key of the log and both witnesses signed. */
    private static void requireSound(SignedNote note) {
        List<NoteSignature> signed = checkpoint.signatures();
        boolean logged =
                note.signatures().contains(signed.get(0)) || note.signatures().contains(signed.get(1));
        if (!note.text().equals(checkpoint.text())
                || !logged
                || !note.signatures().containsAll(signed.subList(2, 4))) {
            throw new AssertionError("believed: " + new String(note.bytes(), StandardCharsets.UTF_8));
        }
    }

    private static boolean checkpoint(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            if (!TreeHead.parse(text).text().equals(text)) {
                throw new AssertionError(text);
            }
            return true;
        } catch (MalformedNoteException e) {
            return false;
        }
    }

    private static boolean proof(byte[] input) {
        LogProof read;
        try {
            read = LogProof.parse(input);
        } catch (MalformedNoteException e) {
            return false;
        }
        requireSame(input, read.bytes());
        if (isVerified(input)) {
            try {
                read.verify(CONTENT, policy);
                requireSound(read.checkpoint());
                assertThat(read.index()).isEqualTo(proof.index());
                assertThat(read.path()).isEqualTo(proof.path());
            } catch (MalformedNoteException | InvalidSignatureException | InvalidProofException e) {
                return true;
            }
        }
        return true;
    }

    private static boolean policy(byte[] input) {
        LogPolicy read;
        try {
            read = LogPolicy.parse(input);
        } catch (MalformedNoteException e) {
            return false;
        }
        read.isQuorum(read.witnesses().keySet());
        read.logs().forEach(party -> party.key().vkey());
        return true;
    }

    private static boolean key(byte[] input) {
        String vkey = new String(input, StandardCharsets.UTF_8);
        try {
            if (!VerifierKey.parse(vkey).vkey().equals(vkey)) {
                throw new AssertionError(vkey);
            }
            return true;
        } catch (MalformedNoteException e) {
            return false;
        }
    }

    private static void requireSame(byte[] input, byte[] written) {
        if (!Arrays.equals(input, written)) {
            throw new AssertionError(new String(input, StandardCharsets.UTF_8));
        }
    }
}
