package org.corebucket.bridge.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.junit.jupiter.api.Test;

/** What every place does where a log's checkpoints are kept. The test of a place extends this, and says how that one is opened. */
public abstract class LogCheckpointsContract {

    protected static final String ORIGIN = "log.example/sample";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Ed25519PrivateKey KEY = Ed25519PrivateKey.generate();

    /** The place, empty at first; opened again it is what it was. */
    protected abstract LogCheckpoints open() throws Exception;

    protected static SignedNote note(long size) throws Exception {
        TreeHead head = new TreeHead(ORIGIN, size, Sha256.of(new byte[] {(byte) size}));
        return new SignedNote(
                head.text(), List.of(NoteSigner.ed25519(ORIGIN, KEY).sign(head, NOW)));
    }

    private static NoteSignature cosignature(String witness, Ed25519PrivateKey key, long size, int second)
            throws Exception {
        return NoteSigner.ed25519Cosigner(witness, key)
                .sign(TreeHead.parse(note(size).text()), NOW.plusSeconds(second));
    }

    @Test
    void atFirstThereIsNone() throws Exception {
        assertThat(open().last()).isEmpty();
        assertThat(open().sizes()).isEmpty();
        assertThat(open().of(1)).isEmpty();
    }

    @Test
    void theLargestIsTheLastAndAllStay() throws Exception {
        assertThat(open().add(Optional.empty(), note(3))).isTrue();
        assertThat(open().add(Optional.of(note(3)), note(10))).isTrue();

        assertThat(open().last()).hasValue(note(10));
        assertThat(open().sizes()).containsExactly(3L, 10L);
        assertThat(open().of(3)).hasValue(note(3));
        assertThat(open().of(4)).isEmpty();
    }

    @Test
    void noneIsAddedThatIsNotLarger() throws Exception {
        LogCheckpoints checkpoints = open();
        checkpoints.add(Optional.empty(), note(3));
        checkpoints.add(Optional.of(note(3)), note(10));

        assertThat(checkpoints.add(Optional.of(note(10)), note(10))).isFalse();
        assertThat(checkpoints.add(Optional.of(note(10)), note(4))).isFalse();
        assertThat(checkpoints.sizes()).containsExactly(3L, 10L);
    }

    @Test
    void cosignaturesAreAddedAndReplacedByTheirKey() throws Exception {
        Ed25519PrivateKey key = Ed25519PrivateKey.generate();
        LogCheckpoints checkpoints = open();
        checkpoints.add(Optional.empty(), note(3));
        checkpoints.add(Optional.of(note(3)), note(4));

        checkpoints.cosign(3, cosignature("witness.example/a", key, 3, 0));
        checkpoints.cosign(3, cosignature("witness.example/b", key, 3, 1));
        checkpoints.cosign(3, cosignature("witness.example/a", key, 3, 2));

        SignedNote cosigned = open().of(3).orElseThrow();
        assertThat(cosigned.text()).isEqualTo(note(3).text());
        assertThat(cosigned.signatures())
                .contains(
                        note(3).signatures().get(0),
                        cosignature("witness.example/b", key, 3, 1),
                        cosignature("witness.example/a", key, 3, 2))
                .hasSize(3);
        assertThat(open().last()).hasValue(note(4));
    }

    /** Has the place hold a checkpoint of each size from 1 on, quickly; they need not be sound. */
    protected abstract void fill(List<SignedNote> notes) throws Exception;

    /** A checkpoint that nobody signed. */
    private static SignedNote unsigned(long size, SignedNote other) throws Exception {
        return new SignedNote(
                new TreeHead(ORIGIN, size, Sha256.of(new byte[] {(byte) size})).text(), other.signatures());
    }

    @Test
    void ofTooManyEverySecondOneOfTheOlderHalfIsDropped() throws Exception {
        SignedNote signed = note(1);
        List<SignedNote> notes = new ArrayList<>();
        for (int size = 1; size <= LogCheckpoints.MOST_KEPT; size++) {
            notes.add(unsigned(size, signed));
        }
        fill(notes);
        LogCheckpoints checkpoints = open();
        int half = LogCheckpoints.MOST_KEPT / 2;
        checkpoints.cosign(4, cosignature("witness.example/a", KEY, 4, 0));
        checkpoints.cosign(6, cosignature("witness.example/a", KEY, 6, 0));
        assertThat(checkpoints.thin(6)).isZero();
        assertThat(checkpoints.sizes()).hasSize(LogCheckpoints.MOST_KEPT);
        SignedNote next = unsigned(LogCheckpoints.MOST_KEPT + 1, signed);
        checkpoints.add(checkpoints.last(), next);

        assertThat(checkpoints.thin(6)).isEqualTo(half / 2 - 1);

        List<Long> sizes = open().sizes();
        assertThat(sizes).hasSize(LogCheckpoints.MOST_KEPT + 1 - half / 2 + 1).startsWith(1L, 3L, 5L, 6L, 7L, 9L);
        assertThat(sizes.subList(sizes.size() - half - 1, sizes.size()))
                .startsWith((long) half + 1)
                .hasSize(half + 1);
        assertThat(open().last()).hasValue(next);
        assertThat(open().of(4)).isEmpty();
        assertThat(open().of(6).orElseThrow().signatures()).hasSize(2);
        assertThat(checkpoints.thin(6)).isZero();
    }

    @Test
    void whatIsNotThereIsNotCosigned() throws Exception {
        assertThatThrownBy(() -> open().cosign(7, cosignature("witness.example/a", KEY, 7, 0)))
                .isInstanceOf(IOException.class);
        assertThat(open().sizes()).isEmpty();
    }

    /** Of those who sign at once behind the same checkpoint one alone is heard. */
    protected static void assertOneIsAdded(List<LogCheckpoints> nodes) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
        try {
            nodes.get(0).add(Optional.empty(), note(1));
            List<Callable<Boolean>> adding = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                LogCheckpoints node = nodes.get(i);
                SignedNote next = note(2 + i);
                adding.add(() -> node.add(Optional.of(note(1)), next));
            }
            int added = 0;
            for (Future<Boolean> one : threads.invokeAll(adding)) {
                added += one.get() ? 1 : 0;
            }
            assertThat(added).isEqualTo(1);
            assertThat(nodes.get(0).sizes()).hasSize(2);
        } finally {
            threads.shutdownNow();
        }
    }
}
