package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.AtABridge;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Proofs from a bridge, for those who have neither the bridge nor a reason to trust it. */
@Timeout(120)
final class ProofEndpointTest extends AtABridge {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path elsewhere;

    private Operator auditor;
    private Path desk;

    @BeforeEach
    void seatAnAuditor() throws Exception {
        auditor = Operator.at(Files.createDirectory(elsewhere.resolve("auditor")));
        desk = Files.createDirectory(elsewhere.resolve("desk"));
        auditor.goTo(desk);
    }

    private void accept(String module, String session) throws Exception {
        String payload = "{\"data\": {\"n\": 1}, \"module\": \"" + module + "\", \"session_id\": \"" + session + "\"}";
        HttpResponse<String> answer = client.post("/core/update", client.envelope(payload), token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Asks, and again as long as no checkpoint counts the entry. */
    private String proof(String path) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            bridge.pass(Duration.ofSeconds(1));
                            bridge.tick();
                            HttpResponse<String> answer = client.get(path, token);
                            if (answer.statusCode() == 404) {
                                assertThat(answer.body()).contains("\"not_counted\"");
                                assertThat(answer.headers().firstValue("Retry-After"))
                                        .isPresent();
                            }
                            return answer;
                        },
                        answer -> answer.statusCode() == 200)
                .body();
    }

    private String policy(String behindTheLog) {
        StringBuilder policy = new StringBuilder();
        bridge.operator()
                .run("keys", "show")
                .out()
                .lines()
                .filter(line -> line.startsWith("core-bucket-bridge/"))
                .forEach(vkey -> policy.append("log ").append(vkey).append('\n'));
        return policy + behindTheLog;
    }

    private Answer check(String proof, String line, String policy) throws Exception {
        Files.writeString(desk.resolve("p"), proof);
        Files.writeString(desk.resolve("line"), line);
        Files.writeString(desk.resolve("policy"), policy);
        Answer answer = auditor.run("provenance", "check-proof", "p", "--entry", "line", "--policy", "policy");
        try (Stream<Path> files = Files.list(desk)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("p", "line", "policy");
        }
        return answer;
    }

    @Test
    void anAuditorBelievesItWithNothingElse() throws Exception {
        accept("education", "s-1");
        accept("finance", "s-2");

        String proof = proof("/bucket/receipts/s-2?proof=1");

        List<String> ledger = bridge.ledger();
        Answer answer = check(proof, ledger.get(1), policy("quorum none\n"));
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out())
                .contains(
                        "Proved: entry 2 of module finance, session s-2",
                        "by Ed25519",
                        "by ML-DSA-44",
                        "log's word alone");
        assertThat(check(proof, ledger.get(0), policy("quorum none\n")).code()).isEqualTo(1);
    }

    @Test
    void anEntryIsGivenWithItsProofBehindIt() throws Exception {
        accept("education", "s-1");

        String both = proof("/bucket/entries/1?proof=1");

        String line = bridge.ledger().get(0);
        assertThat(both).startsWith(line + "\nc2sp.org/tlog-proof@v1\nindex 0\n");
        String proof = both.substring(line.length() + 1);
        assertThat(check(proof, line, policy("quorum none\n")).code()).isZero();
        HttpResponse<String> answer = client.get("/bucket/entries/1?proof=1", token);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
    }

    @Test
    void whoAsksOnlyForTheReceiptGetsThatAlone() throws Exception {
        accept("education", "s-1");
        proof("/bucket/receipts/s-1?proof=1");

        for (String query : List.of("", "?proof=0", "?proof", "?proofs=1", "?x=proof=1")) {
            assertThat(client.get("/bucket/receipts/s-1" + query, token).body())
                    .startsWith("{\"session_id\":\"s-1\",\"module\":\"education\"");
        }
    }

    @Test
    void theLastCheckpointThatEnoughWitnessesCosignedProvesIt() throws Exception {
        NoteSigner witness = NoteSigner.ed25519Cosigner("witness.example/1", Ed25519PrivateKey.generate());
        accept("education", "s-1");
        proof("/bucket/receipts/s-1?proof=1");
        bridge.restartAfter(() -> {
            Operator operator = bridge.operator();
            operator.write(
                    "canonical/witnesses.policy",
                    "witness w " + witness.key().vkey() + " http://127.0.0.1:1\nquorum w\n");
            assertThat(operator.run("freeze", "--reason", "a witness").code()).isZero();
            cosign(1, witness);
            return "";
        });
        client = bridge.client();
        accept("education", "s-2");

        assertThat(size(proof("/bucket/receipts/s-2?proof=1"))).isEqualTo(2);
        assertThat(size(proof("/bucket/receipts/s-1?proof=1"))).isEqualTo(1);
    }

    private void cosign(long size, NoteSigner witness) throws Exception {
        Deployment deployment = Deployment.at(bridge.operator().root());
        try (LedgerPlace place =
                DeploymentLedger.of(deployment, bridge.operator().host())) {
            LogCheckpoints checkpoints = place.logCheckpoints(
                    LogSettings.origin(deployment, bridge.operator().host()).orElseThrow());
            SignedNote note = checkpoints.of(size).orElseThrow();
            checkpoints.cosign(size, witness.sign(TreeHead.parse(note.text()), bridge.now()));
        }
    }

    private static long size(String proof) throws Exception {
        LogProof read = LogProof.parse(proof.getBytes(StandardCharsets.UTF_8));
        return TreeHead.parse(read.checkpoint().text()).size();
    }

    @Test
    void whoAsksAtOnceForEachUpdateHasACheckpointSignedOnceASecond() throws Exception {
        accept("education", "s-1");
        assertThat(client.get("/bucket/receipts/s-1?proof=1", token).statusCode())
                .isEqualTo(200);
        accept("education", "s-2");

        HttpResponse<String> answer = client.get("/bucket/receipts/s-2?proof=1", token);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"reason\":\"not_counted\"");
        bridge.pass(Duration.ofSeconds(1));
        assertThat(client.get("/bucket/receipts/s-2?proof=1", token).statusCode())
                .isEqualTo(200);
    }

    @Test
    void besideARunningBridgeTheCommandLineProvesWhatWasAcceptedJustNow() throws Exception {
        accept("education", "s-1");
        proof("/bucket/receipts/s-1?proof=1");
        accept("finance", "s-2");
        ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor();
        try {
            Future<?> ticking = seconds.scheduleAtFixedRate(bridge::tick, 0, 100, TimeUnit.MILLISECONDS);

            Answer answer = bridge.operator().run("provenance", "proof", "s-2");

            assertThat(ticking.isDone()).as("a second ended in an exception").isFalse();
            assertThat(answer.code()).as(answer.err()).isZero();
            TreeHead head = TreeHead.parse(LogProof.parse(answer.out().getBytes(StandardCharsets.UTF_8))
                    .checkpoint()
                    .text());
            assertThat(head.size()).isEqualTo(2);
            assertThat(check(answer.out(), bridge.ledger().get(1), policy("quorum none\n"))
                            .code())
                    .isZero();
        } finally {
            seconds.shutdown();
            assertThat(seconds.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aRottenTreeIsMadeAgainWhileTheBridgeServes() throws Exception {
        for (int i = 1; i <= 4; i++) {
            accept("education", "s-" + i);
        }
        String before = proof("/bucket/receipts/s-3?proof=1");
        Path level = bridge.operator().path("logs/log/level-0");
        byte[] sound = Files.readAllBytes(level);
        byte[] rotten = sound.clone();
        rotten[40] ^= 1;
        Files.write(level, rotten);

        assertThat(proof("/bucket/receipts/s-1?proof=1")).contains("index 0");

        assertThat(Files.readAllBytes(level)).startsWith(sound);
        assertThat(proof("/bucket/receipts/s-3?proof=1")).isEqualTo(before);
    }

    @Test
    void withoutKeysThereIsNoLogAndTheReceiptHoldsAllTheSame() throws Exception {
        accept("education", "s-1");
        bridge.restartAfter(() -> {
            for (String key : List.of("security/log.ed25519.pem", "security/log.mldsa44.pem")) {
                Files.delete(bridge.operator().path(key));
            }
            return "";
        });
        client = bridge.client();

        HttpResponse<String> answer = client.get("/bucket/receipts/s-1?proof=1", token);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"reason\":\"no_log\"");
        assertThat(client.get("/bucket/receipts/s-1", token).statusCode()).isEqualTo(200);
    }
}
