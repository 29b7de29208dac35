package org.corebucket.bridge.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.testkit.StandingClock;
import org.corebucket.bridge.transparency.AddCheckpoint;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.VerifierKey;
import org.corebucket.bridge.witness.WitnessedLog.WitnessWentBackException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a witness cosigns, and what never; the cases are those of tlog-witness, "add-checkpoint". */
final class WitnessTest {

    private static final String ORIGIN = "log.example/one";

    @TempDir
    private Path directory;

    private final StandingClock clock = new StandingClock(SampleLog.NOW);
    private SampleLog log;
    private final List<String> alarms = new CopyOnWriteArrayList<>();
    private List<NoteSigner> signers;
    private Witness witness;

    @BeforeEach
    void make() throws Exception {
        log = SampleLog.of(ORIGIN, directory, 40);
        signers = List.of(
                NoteSigner.mlDsa44("witness.example/w", MlDsa44PrivateKey.generate()),
                NoteSigner.ed25519Cosigner("witness.example/w", Ed25519PrivateKey.generate()));
        witness = witness();
    }

    private Witness witness() throws Exception {
        List<VerifierKey> keys = new ArrayList<>();
        for (String vkey : log.vkeys()) {
            keys.add(VerifierKey.parse(vkey));
        }
        return new Witness(
                new WitnessSigners("witness.example/w", signers),
                List.of(new WitnessSettings.WatchedLog(ORIGIN, keys)),
                directory.resolve("witness"),
                directory.resolve("memory"),
                clock,
                alarms::add);
    }

    private Path file() {
        return directory.resolve("witness").resolve(WitnessedLog.fileName(ORIGIN));
    }

    private Path memory() {
        return directory.resolve("memory").resolve(WitnessedLog.fileName(ORIGIN));
    }

    private Witness.Outcome add(long oldSize, long size) throws Exception {
        return witness.add(log.request(oldSize, size));
    }

    private void assertCosigned(long oldSize, long size) throws Exception {
        assertThat(add(oldSize, size)).isInstanceOf(Witness.Outcome.Cosigned.class);
    }

    private void assertInconsistent(AddCheckpoint request) throws Exception {
        assertThat(witness.add(request.bytes())).isInstanceOf(Witness.Outcome.Inconsistent.class);
    }

    private static Optional<String> trouble(Witness witness) {
        return Objects.requireNonNull(witness.logs().get(ORIGIN)).trouble();
    }

    /** Asks as somebody who knows nothing asks. */
    private void assertLastSize(long expected) throws Exception {
        assertThat(add(39, 40)).isEqualTo(new Witness.Outcome.Conflict(expected));
    }

    @Test
    void everyKeyCosignsWithTheTime() throws Exception {
        Witness.Outcome outcome = add(0, 7);

        SignedNote note = log.checkpoint(7);
        for (NoteSignature signature : ((Witness.Outcome.Cosigned) outcome).signatures()) {
            note = note.with(signature);
        }
        for (NoteSigner signer : signers) {
            assertThat(signer.key().verify(note).orElseThrow().time()).contains(SampleLog.NOW);
        }
        assertThat(note.signatures()).hasSize(4);
    }

    @Test
    void aTreeGrows() throws Exception {
        assertCosigned(0, 0);
        assertCosigned(0, 1);
        assertCosigned(1, 8);
        assertCosigned(8, 8);
        assertCosigned(8, 37);
        assertLastSize(37);
    }

    @Test
    void anotherOldSizeIsAConflictThatTellsTheSize() throws Exception {
        assertLastSize(0);
        assertCosigned(0, 7);
        assertThat(add(0, 20)).isEqualTo(new Witness.Outcome.Conflict(7));
        assertThat(add(8, 20)).isEqualTo(new Witness.Outcome.Conflict(7));
        assertThat(add(3, 5)).isEqualTo(new Witness.Outcome.Conflict(7));
    }

    @Test
    void aRewrittenLogIsRefusedForEver() throws Exception {
        assertCosigned(0, 20);
        SampleLog rewritten = log.rewritten(directory, 0, 40);

        for (long size = 20; size <= 40; size++) {
            assertThat(witness.add(rewritten.request(20, size))).isInstanceOf(Witness.Outcome.Inconsistent.class);
            assertThat(witness().add(rewritten.request(20, size))).isInstanceOf(Witness.Outcome.Inconsistent.class);
        }
        assertThat(witness.add(rewritten.request(0, 40))).isEqualTo(new Witness.Outcome.Conflict(20));
        assertCosigned(20, 40);
    }

    @Test
    void anUnknownLogIsToldNothing() throws Exception {
        assertThat(witness.add(SampleLog.of("log.example/two", directory, 3).request(0, 3)))
                .isEqualTo(new Witness.Outcome.UnknownLog());
    }

    @Test
    void withoutAKeyOfTheLogNothingIsTold() throws Exception {
        assertCosigned(0, 7);
        SampleLog stranger = SampleLog.of(ORIGIN, directory, 9);

        assertThat(witness.add(stranger.request(0, 9))).isInstanceOf(Witness.Outcome.NotSigned.class);
        // Neither that the old size is too large is told, nor that it is another.
        assertThat(witness.add(new AddCheckpoint(99, List.of(), stranger.checkpoint(9)).bytes()))
                .isInstanceOf(Witness.Outcome.NotSigned.class);
    }

    @Test
    void oneSignatureThatDoesNotHoldIsEnoughToRefuse() throws Exception {
        SignedNote sound = log.checkpoint(7);
        NoteSignature first = sound.signatures().get(0);
        byte[] bytes = first.bytes();
        bytes[20] ^= 1;
        SignedNote broken = sound.with(new NoteSignature(first.name(), first.keyId(), bytes));

        assertThat(witness.add(new AddCheckpoint(0, List.of(), broken).bytes()))
                .isInstanceOf(Witness.Outcome.NotSigned.class);
    }

    @Test
    void aSignatureOfSomebodyUnknownIsIgnoredAndNotKept() throws Exception {
        NoteSigner stranger = NoteSigner.ed25519(ORIGIN, Ed25519PrivateKey.generate());
        SignedNote note = log.checkpoint(7).with(stranger.sign(log.head(7), SampleLog.NOW));

        assertThat(witness.add(new AddCheckpoint(0, List.of(), note).bytes()))
                .isInstanceOf(Witness.Outcome.Cosigned.class);

        SignedNote kept = witness.last(WitnessedLog.fileName(ORIGIN)).orElseThrow();
        assertThat(kept.of(stranger.key())).isEmpty();
        assertThat(kept.signatures()).hasSize(4);
    }

    @Test
    void anOldSizeAboveTheCheckpointsIsMalformed() throws Exception {
        assertThat(witness.add(new AddCheckpoint(8, List.of(), log.checkpoint(7)).bytes()))
                .isInstanceOf(Witness.Outcome.Malformed.class);
    }

    @Test
    void anEmptyTreeHasOneRoot() throws Exception {
        SignedNote impossible = log.sign(new TreeHead(ORIGIN, 0, Sha256.of(new byte[] {1})));

        assertInconsistent(new AddCheckpoint(0, List.of(), impossible));
    }

    @Test
    void aProofIsWhatIsNeededAndNoMore() throws Exception {
        List<Sha256> one = List.of(Sha256.of(new byte[0]));
        assertInconsistent(new AddCheckpoint(0, one, log.checkpoint(7)));
        assertCosigned(0, 7);
        assertInconsistent(new AddCheckpoint(7, one, log.checkpoint(7)));
        assertInconsistent(new AddCheckpoint(7, List.of(), log.checkpoint(20)));
        List<Sha256> longer = new ArrayList<>(log.proof(7, 20));
        longer.addAll(one);
        assertInconsistent(new AddCheckpoint(7, longer, log.checkpoint(20)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "old 0\n",
                "old 00\n\n",
                "old -1\n\n",
                "old  0\n\n",
                "old 0\r\n\n",
                "old 9223372036854775808\n\n",
                "Old 0\n\n",
                "old 0\nAAAA\n\n",
                "old 0\n\nlog.example/one\n1\n",
            })
    void whatHasAnotherFormIsMalformed(String body) throws Exception {
        assertThat(witness.add(body.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Witness.Outcome.Malformed.class);
    }

    @Test
    void sixtyFourHashesAreOneTooMany() throws Exception {
        List<Sha256> hashes = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            hashes.add(Sha256.of(new byte[] {(byte) i}));
        }
        assertThat(witness.add(new AddCheckpoint(0, hashes, log.checkpoint(7)).bytes()))
                .isInstanceOf(Witness.Outcome.Malformed.class);
        assertInconsistent(new AddCheckpoint(0, hashes.subList(0, 63), log.checkpoint(7)));
    }

    /** That it went back is told once, and nothing of any log is cosigned by whoever found it. */
    private void assertWentBack(String found) throws Exception {
        assertThat(trouble(witness).orElseThrow()).contains(found);
        assertThat(alarms).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThatIOException()
                    .isThrownBy(() -> add(20, 40))
                    .isInstanceOf(WitnessWentBackException.class)
                    .withMessageContaining(found);
        }
        assertThat(alarms).singleElement().asString().startsWith("WITNESS WENT BACK: of the log " + ORIGIN);
        assertThat(trouble(witness)).isPresent();
    }

    @Test
    void aRemovedFileIsToldOnceAndNothingIsCosignedUntilTheNextStart() throws Exception {
        assertCosigned(0, 20);
        Files.delete(file());

        assertWentBack("is missing, and a tree of 20 leaves was cosigned");

        witness = witness();
        assertThat(trouble(witness)).isEmpty();
        assertLastSize(20);
        assertThat(witness.add(log.rewritten(directory, 3, 40).request(20, 40)))
                .isInstanceOf(Witness.Outcome.Inconsistent.class);
        assertCosigned(20, 40);
        assertThat(alarms).hasSize(1);
    }

    @Test
    void aFileThatWasPutBackIsToldByTheStartAndMadeAnew() throws Exception {
        assertCosigned(0, 7);
        byte[] earlier = Files.readAllBytes(file());
        assertCosigned(7, 20);
        Files.write(file(), earlier);

        witness = witness();
        assertThat(trouble(witness).orElseThrow()).contains("7 leaves").contains("20");
        witness.look(note -> alarms.add("none is expected: " + note));
        assertThat(alarms).singleElement().asString().startsWith("WITNESS WENT BACK");
        assertThatIOException().isThrownBy(() -> add(20, 40));

        witness = witness();
        assertThat(trouble(witness)).isEmpty();
        assertLastSize(20);
        // The log's own signature is there again with its next checkpoint.
        assertThat(witness.last(WitnessedLog.fileName(ORIGIN))).isEmpty();
        assertCosigned(20, 40);
        assertThat(witness.last(WitnessedLog.fileName(ORIGIN))).isPresent();
    }

    @Test
    void aLargerTreeThatThisWitnessDidNotCosignIsNotBelieved() throws Exception {
        assertCosigned(0, 7);
        Files.write(file(), log.checkpoint(30).bytes());

        assertWentBack("30 leaves");

        witness = witness();
        assertLastSize(7);
    }

    /** Whoever changed one file may have changed the others. */
    @Test
    void ofNoOtherLogAnythingIsCosignedEither() throws Exception {
        SampleLog other = SampleLog.of("log.example/two", directory, 9);
        List<WitnessSettings.WatchedLog> both = new ArrayList<>();
        for (SampleLog each : List.of(log, other)) {
            both.add(new WitnessSettings.WatchedLog(
                    each.origin(), List.of(VerifierKey.parse(each.vkeys().get(0)))));
        }
        witness = new Witness(
                new WitnessSigners("witness.example/w", signers),
                both,
                directory.resolve("witness"),
                directory.resolve("memory"),
                clock,
                alarms::add);
        assertCosigned(0, 20);
        assertThat(witness.add(other.request(0, 3))).isInstanceOf(Witness.Outcome.Cosigned.class);
        Files.delete(file());

        assertWentBack("is missing");

        assertThatIOException().isThrownBy(() -> witness.add(other.request(3, 9)));
    }

    /** What a key cosigned that was dropped since is still what this witness cosigned. */
    @Test
    void whatADroppedKeyCosignedCountsWhereNothingElseIsRemembered() throws Exception {
        assertCosigned(0, 20);
        Files.delete(memory());
        List<VerifierKey> dropped = signers.stream().map(NoteSigner::key).toList();
        signers = List.of(NoteSigner.ed25519Cosigner("witness.example/w", Ed25519PrivateKey.generate()));

        witness = witness();
        assertThatIOException()
                .isThrownBy(() -> add(20, 40))
                .withMessageContaining("is not what this witness cosigned");

        witness = new Witness(
                new WitnessSigners("witness.example/w", signers, dropped),
                List.of(new WitnessSettings.WatchedLog(
                        ORIGIN, List.of(VerifierKey.parse(log.vkeys().get(0))))),
                directory.resolve("witness"),
                directory.resolve("memory"),
                clock,
                alarms::add);
        assertCosigned(20, 40);
    }

    @Test
    void whatWasKeptInTheDeploymentAloneCounts() throws Exception {
        assertCosigned(0, 7);
        byte[] remembered = Files.readAllBytes(memory());
        assertCosigned(7, 20);
        Files.write(memory(), remembered); // as if it had ended between the two writes

        witness = witness();

        assertThat(trouble(witness)).isEmpty();
        assertLastSize(20);
        Files.delete(memory()); // as on a new host
        witness = witness();
        assertLastSize(20);
    }

    @Test
    void withNeitherMemoryNorOwnSignatureNothingIsCosigned() throws Exception {
        assertCosigned(0, 7);
        Files.delete(memory());
        Files.write(file(), log.checkpoint(3).bytes());

        witness = witness();

        assertThat(trouble(witness).orElseThrow()).contains("is not what this witness cosigned");
        assertThatIOException().isThrownBy(() -> add(3, 7));
    }

    @Test
    void twoCosignedTreesOfOneSizeStopTheLog() throws Exception {
        assertCosigned(0, 20);
        byte[] remembered = Files.readAllBytes(memory());
        Files.delete(file());
        Files.delete(memory());
        assertThat(witness.add(log.rewritten(directory, 0, 20).request(0, 20)))
                .isInstanceOf(Witness.Outcome.Cosigned.class);
        Files.write(memory(), remembered);

        assertThatIOException().isThrownBy(() -> add(20, 40)).withMessageContaining("TWO VIEWS OF ONE LOG");
        assertThat(alarms).singleElement().asString().contains("TWO VIEWS OF ONE LOG");
    }

    @Test
    void aMemoryThatSaysNothingStopsTheLog() throws Exception {
        assertCosigned(0, 7);
        Files.writeString(memory(), "many\n");

        assertThatIOException()
                .isThrownBy(() -> add(7, 20))
                .withMessageContaining("does not say what was cosigned last");
        assertThat(alarms).isEmpty();
    }

    @Test
    void ofManyAtOnceOneIsCosigned() throws Exception {
        assertCosigned(0, 1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Witness.Outcome>> outcomes = new ArrayList<>();
        for (int size = 2; size <= 40; size++) {
            byte[] request = log.request(1, size);
            outcomes.add(threads.submit(() -> witness.add(request)));
        }
        int cosigned = 0;
        for (Future<Witness.Outcome> outcome : outcomes) {
            cosigned += outcome.get() instanceof Witness.Outcome.Cosigned ? 1 : 0;
        }
        threads.shutdown();

        assertThat(cosigned).isEqualTo(1);
    }

    @Test
    void theTimeIsThatOfTheCosignature() throws Exception {
        assertCosigned(0, 7);
        clock.advance(Duration.ofMinutes(5));

        Witness.Outcome.Cosigned again = (Witness.Outcome.Cosigned) add(7, 7);

        SignedNote note = log.checkpoint(7).with(again.signatures().get(0));
        assertThat(signers.get(0).key().verify(note).orElseThrow().time())
                .contains(SampleLog.NOW.plus(Duration.ofMinutes(5)));
    }
}
