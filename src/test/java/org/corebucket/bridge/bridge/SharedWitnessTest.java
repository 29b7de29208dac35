package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SampleWitness;
import org.corebucket.bridge.testkit.SharedLedger;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with one ledger in PostgreSQL: one asks the witness, and both serve what that cosigned. */
@Timeout(240)
final class SharedWitnessTest {

    private static final Duration GUARD = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private RunningBridge node(String name, SharedLedger shared) throws Exception {
        return new RunningBridge(Files.createDirectories(directory.resolve(name)), shared);
    }

    private static void demand(RunningBridge node, String policy) throws Exception {
        node.restartAfter(() -> {
            node.operator().write(Deployment.WITNESSES, policy);
            assertThat(node.operator().run("freeze", "--reason", "a witness").code())
                    .isZero();
            return null;
        });
    }

    /** Whether a node serves the checkpoint of that size with what makes the quorum. */
    private static boolean servesCosigned(RunningBridge node, long size, LogPolicy policy) throws Exception {
        HttpResponse<String> answer = node.client().get("/log/checkpoint", "");
        if (answer.statusCode() != 200) {
            return false;
        }
        SignedNote note = SignedNote.parse(answer.body().getBytes(StandardCharsets.UTF_8));
        return TreeHead.parse(note.text()).size() == size && policy.isCosigned(note);
    }

    private static void awaitCosigned(long size, LogPolicy policy, RunningBridge... nodes) {
        await().atMost(GUARD).until(() -> {
            boolean all = true;
            for (RunningBridge node : nodes) {
                node.tick();
                all &= servesCosigned(node, size, policy);
            }
            return all;
        });
    }

    private static long quorum(RunningBridge node) throws Exception {
        return JSON.readTree(node.client().get("/core/health", node.token()).body())
                .at("/log/quorum/size")
                .asLong();
    }

    /** Sends an update to a node. */
    private static String accepted(RunningBridge node) throws Exception {
        ModuleClient client = node.client();
        HttpResponse<String> answer =
                client.post("/core/update", client.envelope(ModuleClient.update("education")), node.token());
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body()).get("session_id").asText();
    }

    @Test
    void oneNodeAsksAndBothServeWhatWasCosigned() throws Exception {
        try (SharedLedger shared = SharedLedger.make();
                RunningBridge asking = node("asking", shared);
                RunningBridge other = node("other", shared);
                SampleWitness witness = SampleWitness.watching(asking.operator(), directory.resolve("witness"))) {
            demand(asking, witness.policy(witness.address().toString()));
            demand(other, witness.policy(""));
            LogPolicy policy = witness.parsed();

            String session = accepted(other);
            awaitCosigned(1, policy, asking, other);
            assertThat(shared.schema()
                            .psql("SELECT count(*) FROM log_cosignature")
                            .strip())
                    .isEqualTo("2");

            accepted(asking);
            asking.pass(Duration.ofMinutes(5));
            other.pass(Duration.ofMinutes(5)); // they and the database have one clock
            awaitCosigned(2, policy, asking, other);
            await().atMost(GUARD).until(() -> quorum(other) == 2 && quorum(asking) == 2);

            HttpResponse<String> proof = other.client().get("/bucket/receipts/" + session + "?proof=1", other.token());
            assertThat(proof.statusCode()).as(proof.body()).isEqualTo(200);
            LogProof parsed = LogProof.parse(proof.body().getBytes(StandardCharsets.UTF_8));
            assertThat(policy.isCosigned(parsed.checkpoint())).isTrue();
        }
    }
}
