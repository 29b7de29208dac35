package org.corebucket.bridge.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.corebucket.bridge.client.BridgeTrust;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log and its witness over real sockets: what is answered, and what is kept of it. */
final class WitnessRoundsTest {

    private static final Duration GUARD = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private SampleLog log;
    private WitnessSigners signers;
    private WitnessServer server;
    private LogCheckpoints checkpoints;

    @BeforeEach
    void begin() throws Exception {
        log = SampleLog.of("log.example/one", directory, 40);
        String name = "witness.example/w";
        signers = new WitnessSigners(
                name,
                List.of(
                        NoteSigner.mlDsa44(name, MlDsa44PrivateKey.generate()),
                        NoteSigner.ed25519Cosigner(name, Ed25519PrivateKey.generate())));
        server = start(0);
        checkpoints = LogCheckpointFiles.of(directory.resolve("log"));
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private WitnessServer start(int port) throws Exception {
        List<VerifierKey> keys = new ArrayList<>();
        for (String vkey : log.vkeys()) {
            keys.add(VerifierKey.parse(vkey));
        }
        Path root = Files.createDirectories(directory.resolve("root"));
        return WitnessServer.start(
                new Deployment(root.toRealPath()),
                new Host(Map.of("XDG_STATE_HOME", directory.resolve("state").toString()), root, Clock.systemUTC()),
                new WitnessSettings(
                        Optional.empty(),
                        new ListenAddress("127.0.0.1", port, Optional.empty()),
                        List.of(new WitnessSettings.WatchedLog(log.origin(), keys))),
                signers,
                notes::add,
                bug -> notes.add("a bug: " + bug));
    }

    private HttpResponse<String> post(byte[] body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.address() + "/add-checkpoint"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.address() + path)).build(), BodyHandlers.ofString());
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
        for (NoteSigner signer : signers.signers()) {
            assertThat(signer.key().verify(kept)).isPresent();
        }
        for (String vkey : log.vkeys()) {
            assertThat(VerifierKey.parse(vkey).verify(kept)).isPresent();
        }
        assertThat(get("/health").body()).contains("\"size\":7").contains("\"status\":\"ok\"");
        assertThat(notes).isEmpty();
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
        public void cosign(long size, NoteSignature cosignature) throws IOException {
            checkpoints.cosign(size, cosignature);
        }
    }

    private LogPolicy policy() throws Exception {
        StringBuilder lines = new StringBuilder();
        int number = 0;
        for (NoteSigner signer : signers.signers()) {
            number++;
            lines.append("witness w" + number + " " + signer.key().vkey() + " " + server.address() + "/\n");
        }
        lines.append("group both all w1 w2\nquorum both\n");
        return LogPolicy.parse(lines.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private WitnessRounds rounds(SampleLog of) throws Exception {
        return WitnessRounds.begin(
                policy(), new Source(of.tree()), BridgeTrust.STANDARD, Clock.systemUTC(), notes::add);
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
        assertThat(notes).isEmpty();
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

            server = start(port);
            awaitQuorum(rounds, 20);
        }
        assertThat(notes).anyMatch(note -> note.contains("did not cosign"));
        assertThat(notes).last().asString().contains("cosigns again");
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
        }
    }
}
