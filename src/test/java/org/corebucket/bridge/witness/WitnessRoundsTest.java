package org.corebucket.bridge.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.corebucket.bridge.client.BridgeTrust;
import org.corebucket.bridge.http.ListenAddress;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeNodes;
import org.corebucket.bridge.transparency.VerifierKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log and its witness over real sockets: what is answered, and what is kept of it. */
final class WitnessRoundsTest {

    private static final Duration GUARD = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final List<SignedNote> shown = new CopyOnWriteArrayList<>();
    private SampleLog log;
    private WitnessServers servers;
    private WitnessServer server;
    private LogCheckpoints checkpoints;

    @BeforeEach
    void begin() throws Exception {
        log = SampleLog.of("log.example/one", directory, 40);
        servers = new WitnessServers(directory);
        server = servers.start(List.of(log));
        checkpoints = LogCheckpointFiles.of(directory.resolve("log"));
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private HttpResponse<String> post(byte[] body) throws Exception {
        return servers.post(server, body);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return servers.get(server, path);
    }

    private static String type(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    @Test
    void theStatusesAreThoseOfTlogWitness() throws Exception {
        String last = "/" + WitnessedLog.fileName(log.origin()) + "/checkpoint";
        assertThat(get(last).statusCode()).isEqualTo(404);

        HttpResponse<String> cosigned = post(log.request(0, 7));
        assertThat(cosigned.statusCode()).isEqualTo(200);
        assertThat(cosigned.body()).startsWith("— witness.example/w ").endsWith("\n");
        assertThat(cosigned.body().lines()).hasSize(2);

        HttpResponse<String> conflict = post(log.request(0, 20));
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(type(conflict)).isEqualTo("text/x.tlog.size");
        assertThat(conflict.body()).isEqualTo("7\n");

        assertThat(post("old 0\n\n".getBytes(StandardCharsets.UTF_8)).statusCode())
                .isEqualTo(400);
        assertThat(post(SampleLog.of(log.origin(), directory, 9).request(0, 9)).statusCode())
                .isEqualTo(403);
        assertThat(post(SampleLog.of("log.example/two", directory, 9).request(0, 9))
                        .statusCode())
                .isEqualTo(404);
        assertThat(post(log.rewritten(directory, 2, 20).request(7, 20)).statusCode())
                .isEqualTo(422);
        assertThat(post(new byte[300 * 1024]).statusCode()).isEqualTo(413);
        assertThat(get("/add-checkpoint").statusCode()).isEqualTo(405);
        assertThat(get("/").statusCode()).isEqualTo(404);

        SignedNote kept = SignedNote.parse(get(last).body().getBytes(StandardCharsets.UTF_8));
        for (NoteSigner signer : servers.signers.signers()) {
            assertThat(signer.key().verify(kept)).isPresent();
        }
        for (String vkey : log.vkeys()) {
            assertThat(VerifierKey.parse(vkey).verify(kept)).isPresent();
        }
        assertThat(get("/health").body()).contains("\"size\":7").contains("\"status\":\"ok\"");
        assertThat(servers.notes).isEmpty();
    }

    /** A log whose checkpoints are in files. */
    private final class Source implements WitnessRounds.WitnessedSource {

        private final TreeNodes tree;

        private Source(TreeNodes tree) {
            this.tree = tree;
        }

        @Override
        public LogCheckpoints checkpoints() {
            return checkpoints;
        }

        @Override
        public Optional<SignedNote> last() throws IOException {
            return checkpoints.last();
        }

        @Override
        public TreeNodes tree() {
            return tree;
        }

        @Override
        public void shown(SignedNote checkpoint) {
            shown.add(checkpoint);
        }

        @Override
        public void cosign(long size, NoteSignature cosignature) throws IOException {
            checkpoints.cosign(size, cosignature);
        }
    }

    private LogPolicy policy() throws Exception {
        return servers.policy(server.address() + "/");
    }

    private WitnessRounds rounds(SampleLog of) throws Exception {
        return WitnessRounds.begin(
                policy(), new Source(of.tree()), BridgeTrust.STANDARD, Clock.systemUTC(), servers.notes::add);
    }

    private void sign(long size) throws IOException {
        checkpoints.add(checkpoints.last(), log.checkpoint(size));
    }

    private static void awaitQuorum(WitnessRounds rounds, long size) {
        await().atMost(GUARD).until(() -> rounds.reading().size() == size);
    }

    @Test
    void eachCheckpointIsCosignedByEachKey() throws Exception {
        sign(7);
        try (WitnessRounds rounds = rounds(log)) {
            awaitQuorum(rounds, 7);
            sign(20);
            awaitQuorum(rounds, 20);

            assertThat(rounds.witnesses())
                    .allMatch(witness -> witness.trouble().isEmpty()
                            && witness.last().orElseThrow().size() == 20);
            assertThat(rounds.reading().waitingSince()).isEmpty();
        }
        assertThat(policy().cosigned(checkpoints.of(20).orElseThrow())).containsOnlyKeys("w1", "w2");
        assertThat(servers.notes).isEmpty();
    }

    @Test
    void aCosignatureThatComesWhileSomebodyReadsIsSeenByTheNextReading() throws Exception {
        sign(7);
        SignedNote checkpoint = checkpoints.of(7).orElseThrow();
        HttpResponse<String> answer = post(log.request(0, 7));
        SignedNote cosigned = new SignedNote(checkpoint.text(), NoteSignature.lines(answer.body()));
        AtomicReference<WitnessRounds> asked = new AtomicReference<>();
        Thread other = new Thread(
                () -> assertThatCode(() -> Objects.requireNonNull(asked.get()).reading())
                        .doesNotThrowAnyException());
        LogCheckpoints files = checkpoints;
        checkpoints = new SlowCheckpoints(files, () -> {
            for (NoteSigner signer : servers.signers.signers()) {
                files.cosign(7, cosigned.of(signer.key()).get(0));
            }
            other.start();
            await().atMost(GUARD)
                    .until(() ->
                            other.getState() == Thread.State.TERMINATED || other.getState() == Thread.State.BLOCKED);
        });
        LogPolicy nobodyIsAsked = servers.policy("");
        try (WitnessRounds rounds = WitnessRounds.begin(
                nobodyIsAsked, new Source(log.tree()), BridgeTrust.STANDARD, Clock.systemUTC(), servers.notes::add)) {
            asked.set(rounds);
            assertThat(rounds.reading().size()).isZero();
            other.join();

            assertThat(rounds.reading().size()).isEqualTo(7);
        }
    }

    /** What is done while a checkpoint is on its way from the disk to whoever reads it. */
    private interface Meanwhile {
        void happens() throws IOException;
    }

    /** Checkpoints of which the first that is read takes its time. */
    private static final class SlowCheckpoints implements LogCheckpoints {

        private final LogCheckpoints files;
        private final AtomicReference<@Nullable Meanwhile> once;

        SlowCheckpoints(LogCheckpoints files, Meanwhile once) {
            this.files = files;
            this.once = new AtomicReference<>(once);
        }

        @Override
        public Optional<SignedNote> of(long size) throws IOException {
            Optional<SignedNote> read = files.of(size);
            Meanwhile meanwhile = once.getAndSet(null);
            if (meanwhile != null) {
                meanwhile.happens();
            }
            return read;
        }

        @Override
        public Optional<SignedNote> last() throws IOException {
            return files.last();
        }

        @Override
        public List<Long> sizes() throws IOException {
            return files.sizes();
        }

        @Override
        public boolean add(Optional<SignedNote> last, SignedNote next) throws IOException {
            return files.add(last, next);
        }

        @Override
        public int thin(long cosigned) throws IOException {
            return files.thin(cosigned);
        }

        @Override
        public void cosign(long size, NoteSignature cosignature) throws IOException {
            files.cosign(size, cosignature);
        }
    }

    @Test
    void aWitnessThatKnowsMoreThanWeRememberIsAskedFromThere() throws Exception {
        assertThat(post(log.request(0, 13)).statusCode()).isEqualTo(200);
        sign(20);

        try (WitnessRounds rounds = rounds(log)) {
            awaitQuorum(rounds, 20);
        }
    }

    @Test
    void aWitnessThatIsGoneIsAskedAgainWhenItIsBack() throws Exception {
        int port = server.address().getPort();
        server.close();
        sign(20);

        try (WitnessRounds rounds = rounds(log)) {
            await().atMost(GUARD)
                    .until(() -> rounds.witnesses().stream()
                            .allMatch(witness -> witness.trouble().contains("no connection")));
            assertThat(rounds.reading().size()).isZero();
            assertThat(rounds.reading().overdue(SampleLog.NOW.plus(Duration.ofMinutes(15))))
                    .isEmpty();
            assertThat(rounds.reading().overdue(SampleLog.NOW.plus(Duration.ofMinutes(16))))
                    .contains(SampleLog.NOW);

            server = servers.start(
                    new ListenAddress("127.0.0.1", port, Optional.empty()), Clock.systemUTC(), List.of(log));
            awaitQuorum(rounds, 20);
        }
        assertThat(servers.notes).anyMatch(note -> note.contains("did not cosign"));
        assertThat(servers.notes).last().asString().contains("cosigns again");
    }

    @Test
    void aRewrittenLogGetsNoCosignature() throws Exception {
        assertThat(post(log.request(0, 13)).statusCode()).isEqualTo(200);
        SampleLog rewritten = log.rewritten(directory, 5, 40);
        checkpoints.add(Optional.empty(), rewritten.checkpoint(20));

        try (WitnessRounds rounds = rounds(rewritten)) {
            await().atMost(GUARD)
                    .until(() -> rounds.witnesses().stream()
                            .allMatch(witness -> witness.trouble().contains("this log was changed")));
            assertThat(rounds.reading().last()).isEmpty();
            assertShownIsThat(13);
        }
    }

    @Test
    void aLedgerThatWentBackIsSaidToHave() throws Exception {
        assertThat(post(log.request(0, 13)).statusCode()).isEqualTo(200);
        sign(7);

        try (WitnessRounds rounds = rounds(log)) {
            await().atMost(GUARD)
                    .until(() -> rounds.witnesses().stream()
                            .allMatch(witness -> witness.trouble().contains("it has cosigned 13 entries")));
            assertShownIsThat(13);
        }
    }

    /** What the witness has is handed over as it has it, with the log's own signatures. */
    private void assertShownIsThat(long size) throws Exception {
        await().atMost(GUARD).until(() -> !shown.isEmpty());
        assertThat(LogCheckpoints.head(shown.get(0))).isEqualTo(log.head(size));
        for (String vkey : log.vkeys()) {
            assertThat(VerifierKey.parse(vkey).verify(shown.get(0))).isPresent();
        }
    }
}
