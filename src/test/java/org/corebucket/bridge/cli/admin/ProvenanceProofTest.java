package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.LogOracle;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.TreeHead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Proofs from the command line, where no bridge runs. */
final class ProvenanceProofTest extends AtALedger {

    private static final String LOG = "logs/log";
    private static final String NO_WITNESS =
            "No witness cosigned that checkpoint, since canonical/witnesses.policy names none: the proof convinces whoever trusts"
                    + " the log's own keys. Name witnesses there, then: bridgectl freeze --reason TEXT\n";

    private String origin;
    private LogPolicy policy;

    @BeforeEach
    void makeKeys() throws Exception {
        Deployment deployment = Deployment.at(operator.root());
        NoteKeys.make(deployment, Holder.LOG);
        origin = "core-bucket-bridge/"
                + operator.text(Deployment.MANIFEST).replaceAll("(?s).*# deployment: (\\S+)\n.*", "$1");
        String vkey = NoteSigner.ed25519(
                        origin,
                        NoteKeys.read(deployment, Holder.LOG).orElseThrow().ed25519())
                .key()
                .vkey();
        policy = LogPolicy.parse(("log " + vkey + "\nquorum none\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void assertProves(byte[] proof, int seq, int size) throws Exception {
        LogPolicy.Accepted accepted = LogProof.parse(proof).verify(Sha256.parse(ledger.hash(seq)), policy);
        assertThat(accepted.head().size()).isEqualTo(size);
    }

    private static byte[] bytes(Answer answer) {
        return answer.out().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anEntryIsProvedAndTheFirstTimeACheckpointIsSigned() throws Exception {
        Answer first = operator.run("provenance", "proof", "--entry", "4");

        assertThat(first.code()).isZero();
        assertThat(first.err())
                .isEqualTo("Proved: entry 4 of module finance is in the log " + origin
                        + ", by its checkpoint over 5 entries\n" + NO_WITNESS);
        assertProves(bytes(first), 4, 5);
        assertThat(operator.path(LOG + "/checkpoints/5")).exists();

        ledger.add("{}").write(operator.path(LEDGER));
        assertThat(operator.run("provenance", "proof", "--entry", "4").out()).isEqualTo(first.out());
        assertProves(bytes(operator.run("provenance", "proof", "--entry", "6")), 6, 6);
    }

    @Test
    void aSessionIsFoundAndItsProofWrittenToAFile() throws Exception {
        assertThat(operator.run("provenance", "proof", "s-3", "--output", "p.tlog-proof"))
                .isEqualTo(new Answer(
                        0,
                        "Proved: entry 3 of module finance is in the log " + origin
                                + ", by its checkpoint over 5 entries: p.tlog-proof\n" + NO_WITNESS,
                        ""));
        assertProves(Files.readAllBytes(operator.path("p.tlog-proof")), 3, 5);
    }

    @Test
    void itSaysWhichWitnessesCosignedAndWhatToDoIfTheyDidNot() throws Exception {
        NoteSigner witness = NoteSigner.mlDsa44("witness.example/1", MlDsa44PrivateKey.generate());
        operator.write(
                Deployment.WITNESSES, "witness one " + witness.key().vkey() + "\ngroup all all one\nquorum all\n");

        assertThat(operator.run("provenance", "proof", "s-3").err())
                .contains(
                        "\nCosigned by no witness, and not by the quorum of canonical/witnesses.policy",
                        "bridgectl status");

        LogCheckpointFiles checkpoints = LogCheckpointFiles.of(operator.path(LOG));
        TreeHead head = TreeHead.parse(checkpoints.of(5).orElseThrow().text());
        checkpoints.cosign(5, witness.sign(head, Instant.parse("2026-11-30T12:00:00Z")));
        assertThat(operator.run("provenance", "proof", "s-3").err())
                .endsWith("\nCosigned by one at 2026-11-30T12:00:00Z: the quorum of canonical/witnesses.policy\n");
    }

    @Test
    void ofSeveralModulesWithOneSessionTheUserSaysWhich() throws Exception {
        twice("s-2", "creative");

        Answer both = operator.run("provenance", "proof", "s-2");

        assertThat(both.code()).isEqualTo(64);
        assertThat(both.err())
                .contains(
                        "several entries have the session s-2: 2 of module finance, 6 of module creative",
                        "--entry N",
                        "--module M");
        assertProves(bytes(operator.run("provenance", "proof", "s-2", "--module", "creative")), 6, 6);
        assertProves(bytes(operator.run("provenance", "proof", "s-2", "--module", "finance")), 2, 6);
        assertThat(operator.run("provenance", "proof", "s-2", "--module", "robotics")
                        .code())
                .isEqualTo(66);
    }

    /** Adds an entry whose session is one that is there. */
    private void twice(String session, String module) throws IOException {
        SampleLedger added = SampleLedger.of(5).add(new SampleLedger.Sender(module, "A".repeat(64), "c2ln"), "{}");
        String line = added.lines().get(5).replace("\"s-6\"", "\"" + session + "\"");
        int at = line.indexOf("\"hash\": ");
        String without = line.substring(0, at) + line.substring(at + 76);
        String hash = SampleLedger.sha256(without);
        ledger.lines().add(line.substring(0, at) + "\"hash\": \"" + hash + line.substring(at + 73));
        ledger.write(operator.path(LEDGER));
    }

    @Test
    void hostileSessionsAreTextAndNothingElse() throws Exception {
        for (String session : List.of("nobody\u001b[2J\n", "../../etc/passwd", "s-1\" }", "*", "")) {
            Answer answer = operator.run("provenance", "proof", session);
            assertThat(answer.code()).isEqualTo(66);
            assertThat(answer.err())
                    .contains("the ledger has no entry of session")
                    .doesNotContain("\u001b");
        }
        assertThat(operator.run("provenance", "proof", "--", "--entry").code()).isEqualTo(66);
        assertThat(operator.path(LOG)).doesNotExist();
    }

    @Test
    void whatIsNoEntryIsToldWithWhatToDo() throws Exception {
        assertThat(operator.run("provenance", "proof", "--entry", "6").code()).isEqualTo(66);
        assertThat(operator.run("provenance", "proof", "--entry", "6").err())
                .contains("the ledger has no entry 6", "bridgectl provenance show --last 5");
        assertThat(operator.run("provenance", "proof", "--entry", "0").code()).isEqualTo(64);
        assertThat(operator.run("provenance", "proof").code()).isEqualTo(64);
        assertThat(operator.run("provenance", "proof", "s-1", "--entry", "1").code())
                .isEqualTo(64);
        assertThat(operator.run("provenance", "proof", "--entry", "1", "--module", "finance")
                        .code())
                .isEqualTo(64);
    }

    @Test
    void aDeploymentWithoutKeysHasNoLog() throws Exception {
        for (String key : NoteKeys.there(Deployment.at(operator.root()), Holder.LOG)) {
            Files.delete(operator.path(key));
        }

        Answer answer = operator.run("provenance", "proof", "--entry", "1");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).contains("this deployment has no log", "bridgectl keys generate --log");
    }

    @Test
    void aLedgerThatDoesNotHoldIsNotSigned() throws Exception {
        ledger.lines().remove(1);
        ledger.write(operator.path(LEDGER));

        Answer answer = operator.run("provenance", "proof", "--entry", "4");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .contains("nothing was signed: the ledger does not hold", "bridgectl provenance verify");
        assertThat(operator.path(LOG + "/checkpoints")).doesNotExist();
    }

    @Test
    void anEntryThatWasRewrittenIsNotProved() throws Exception {
        operator.run("provenance", "proof", "--entry", "4");
        SampleLedger other = SampleLedger.of(3).add("{\"other\": 1}").add("{\"other\": 2}");
        other.write(operator.path(LEDGER));

        Answer answer = operator.run("provenance", "proof", "--entry", "4");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).contains("THE LOG WAS CHANGED", "entry 4 is not in that tree");
    }

    /** By the packages that Go's own checksum database is verified with. */
    @Test
    void programsOfOthersVerifyTheSameProof() throws Exception {
        LogOracle oracle = LogOracle.in(directory);
        String proof = operator.path("p.tlog-proof").toString();
        String line = Files.writeString(
                        directory.resolve("line"), ledger.lines().get(3) + "\n")
                .toString();
        String other = Files.writeString(
                        directory.resolve("other"), ledger.lines().get(2) + "\n")
                .toString();
        operator.run("provenance", "proof", "s-4", "--output", "p.tlog-proof");

        String vkey = policy.logs().get(0).key().vkey();
        assertThat(oracle.ask("proof", proof, line, vkey)).isEqualTo(new LogOracle.Outcome(0, "leaf 3 of 5\n"));
        assertThat(oracle.ask("proof", proof, other, vkey).code()).isEqualTo(1);
    }

    @Test
    void rottenTilesAreNoObstacle() throws Exception {
        Answer sound = operator.run("provenance", "proof", "--entry", "2");
        Path level = operator.path(LOG + "/level-0");
        byte[] hashes = Files.readAllBytes(level);
        hashes[3] ^= 1;
        Files.write(level, hashes);

        assertThat(operator.run("provenance", "proof", "--entry", "2")).isEqualTo(sound);
    }

    @Test
    void besideWhoeverHasTheLedgerWhatASignedCheckpointCountsIsProved() throws Exception {
        Answer free = operator.run("provenance", "proof", "--entry", "2");
        try (DeploymentLock lock = DeploymentLock.acquire(operator.path("logs/.ledger.lock"))) {
            assertThat(lock).isNotNull();
            assertThat(operator.run("provenance", "proof", "--entry", "2")).isEqualTo(free);
        }
    }
}
