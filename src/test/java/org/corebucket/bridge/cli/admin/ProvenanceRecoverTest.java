package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.DurableMark;
import org.corebucket.bridge.testkit.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator whose ledger is damaged follows what he is told, and is ready again at the end. */
final class ProvenanceRecoverTest extends AtALedger {

    @BeforeEach
    void signAndVerify() {
        assertThat(operator.run("provenance", "checkpoint").code()).isZero();
        assertThat(operator.run("verify").code()).isZero();
    }

    private void damageTheThirdEntry() throws IOException {
        String third = ledger.lines().get(2);
        ledger.lines().set(2, third.replace("caf", "CAF"));
        ledger.write(operator.path(LEDGER));
        ledger.lines().set(2, third);
    }

    @Test
    void aSoundLedgerNeedsNoRecovery() {
        assertThat(operator.run("provenance", "recover", "--reason", "why not"))
                .isEqualTo(
                        new Answer(0, "Nothing to recover: 5 entries are sound, and the bridge starts on them.\n", ""));
        assertThat(operator.path("logs/incidents")).doesNotExist();
    }

    @Test
    void withoutAReasonItOnlyShows() throws IOException {
        damageTheThirdEntry();
        String before = operator.text(LEDGER);

        Answer answer = operator.run("provenance", "recover");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out())
                .contains(LEDGER + ":3: hash mismatch")
                .contains("Sound: 2 entries, the last with hash " + ledger.hash(2))
                .contains("Acknowledged were 5 entries at least: 3 of them are not sound here.")
                .contains("  " + LEDGER + " from line 3 on: ")
                .contains("  bridgectl provenance recover --reason TEXT");
        assertThat(operator.text(LEDGER)).isEqualTo(before);
        assertThat(operator.path("logs/aside")).doesNotExist();
    }

    @Test
    void whatVerifySaysLeadsToAReadyDeploymentAgain() throws IOException {
        damageTheThirdEntry();
        Answer blocked = operator.run("verify", "--deep");
        assertThat(blocked.code()).isNotZero();
        assertThat(blocked.out()).contains("bridgectl provenance recover");

        Answer recovered = operator.run("provenance", "recover", "--reason", "disk failed");

        assertThat(recovered.code()).isZero();
        assertThat(recovered.out()).contains("The ledger goes on with entry 3, which records this");
        Matcher id = Pattern.compile("EMERGENCY STOP IN FORCE: (INC-\\S+)").matcher(recovered.out());
        assertThat(id.find()).isTrue();
        assertThat(operator.run("verify").code()).isEqualTo(32);
        assertThat(operator.run("incident", "show", id.group(1)).out())
                .contains("critical", "hash mismatch", "disk failed", "set aside: logs/aside/recovery-");
        assertThat(operator.run("incident", "resolve", id.group(1), "--reason", "new disk")
                        .code())
                .isZero();
        assertThat(operator.run("verify").code()).isZero();
        assertThat(operator.run("verify", "--deep").code()).isZero();
        assertThat(operator.run("provenance", "verify").out())
                .contains("Ledger holds: 3 entries")
                .contains("Checkpoints hold: 1, the last of 3 entries");
        assertThat(operator.run("provenance", "show", "--seq", "3", "--json").out())
                .contains("\"endpoint\": \"recovery\"", "\"module\": \"bridge\"", "\"acknowledged\": 5", "disk failed");
    }

    @Test
    void aLogThatSignedMoreThanIsSoundHasEnded() throws IOException {
        assertThat(operator.run("provenance", "proof", "--entry", "5").code()).isZero();
        damageTheThirdEntry();

        Answer recovered = operator.run("provenance", "recover", "--reason", "disk failed");

        assertThat(recovered.code()).isZero();
        assertThat(recovered.out())
                .contains("has signed 5 entries, and can't be continued", "\"log\": {\"origin\": NAME}");
        assertThat(operator.path("logs/log")).doesNotExist();
        assertThat(operator.filesBelow(operator.path("logs/aside")))
                .anySatisfy(file -> assertThat(file.toString()).endsWith("log/checkpoints/5"));
    }

    @Test
    void aLogThatSignedNoMoreThanIsSoundGoesOn() throws IOException {
        Files.delete(operator.path(CHECKPOINTS));
        ledger.write(operator.path(LEDGER), 0, 2);
        Answer proof = operator.run("provenance", "proof", "--entry", "2");
        assertThat(proof.code()).as(proof.err()).isZero();
        ledger.write(operator.path(LEDGER));
        damageTheThirdEntry();

        Answer recovered = operator.run("provenance", "recover", "--reason", "disk failed");

        assertThat(recovered.code()).as(recovered.out() + recovered.err()).isZero();

        assertThat(operator.path("logs/log/checkpoints/2")).exists();
    }

    @Test
    void everyEntryThatWasThereIsKept() throws IOException {
        damageTheThirdEntry();
        String before = operator.text(LEDGER);
        operator.run("provenance", "recover", "--reason", "disk failed");

        String kept = "";
        for (Path file : operator.filesBelow(operator.path("logs/aside"))) {
            if (file.toString().endsWith(".torn")) {
                kept = Files.readString(file);
            }
        }
        assertThat(kept.lines()).hasSize(3);
        String sound = operator.text(LEDGER).lines().limit(2).reduce("", (all, line) -> all + line + "\n");
        assertThat(sound + kept).isEqualTo(before);
    }

    @Test
    void aLedgerThatShrankBehindEverybodysBackIsRecovered() throws IOException {
        ledger.write(operator.path(LEDGER), 0, 4);
        Files.delete(operator.path(CHECKPOINTS));
        assertThat(operator.run("verify").out()).contains("LEDGER SHRANK", "bridgectl provenance recover");

        Answer recovered = operator.run("provenance", "recover", "--reason", "lost");

        assertThat(recovered.out())
                .contains("shorter than this host has seen - seen were 5 entries, and the ledger has 4")
                .contains("goes on with entry 5");
        assertThat(operator.run("verify").code()).isEqualTo(32);
    }

    @Test
    void aTornTailIsTheBridgesBusiness() throws IOException {
        operator.write(LEDGER, operator.text(LEDGER) + "{\"endp");
        assertThat(operator.run("provenance", "recover"))
                .isEqualTo(new Answer(
                        0,
                        "Nothing to recover: 5 entries are sound, and the bridge starts on them.\nBehind them are 6 bytes"
                                + " that a crash left and nobody was ever told of; the bridge cuts them off when it starts,"
                                + " and keeps them in logs/aside.\n",
                        ""));
    }

    @Test
    void whatNobodyWasToldOfIsNotMistakenForDamage() throws Exception {
        Head durable = new Head(5, ledger.hash(5));
        byte[] mark = new byte[DurableMark.BLOCK + 512];
        System.arraycopy(DurableMark.slot(durable), 0, mark, 0, 512);
        Files.write(operator.path("logs/.ledger.mark"), mark);
        ledger.add("{}").add("{}").write(operator.path(LEDGER));
        String whole = operator.text(LEDGER);
        int sixth = whole.indexOf(ledger.lines().get(5));
        operator.write(LEDGER, whole.substring(0, sixth) + "\0".repeat(100) + whole.substring(sixth + 100));

        Answer verify = operator.run("verify");
        assertThat(verify.code()).isEqualTo(8);
        assertThat(verify.out()).contains("start the bridge: a crash left this, nobody was ever told of it");
        assertThat(operator.run("provenance", "verify").out())
                .contains("LEDGER DOES NOT HOLD", "the bridge cuts it off when it starts");
        assertThat(operator.run("provenance", "recover").out()).startsWith("Nothing to recover: 5 entries are sound");

        damageTheThirdEntry();
        assertThat(operator.run("provenance", "verify").out()).doesNotContain("the bridge cuts it off");
    }

    @Test
    void anAcknowledgedEntryThatIsTornIsNoTornTail() throws Exception {
        Head durable = new Head(5, ledger.hash(5));
        byte[] mark = new byte[DurableMark.BLOCK + 512];
        System.arraycopy(DurableMark.slot(durable), 0, mark, 0, 512);
        Files.write(operator.path("logs/.ledger.mark"), mark);
        String whole = operator.text(LEDGER);
        operator.write(LEDGER, whole.substring(0, whole.length() - 10));

        assertThat(operator.run("verify").out())
                .contains("torn tail", "shorter than acknowledged", "bridgectl provenance recover")
                .doesNotContain("start the bridge");
        assertThat(operator.run("provenance", "recover").code()).isEqualTo(1);
    }

    @Test
    void aBridgeThatRunsKeepsItsLedger() throws Exception {
        damageTheThirdEntry();
        try (DeploymentLock bridge = DeploymentLock.acquire(operator.path("logs/.ledger.lock"))) {
            assertThat(bridge).isNotNull();
            assertThat(operator.run("provenance", "recover", "--reason", "now").code())
                    .isEqualTo(75);
        }
    }

    @Test
    void aReasonStandsOnOneLine() {
        assertThat(operator.run("provenance", "recover", "--reason", "a\nb").code())
                .isEqualTo(64);
        assertThat(operator.run("provenance", "recover", "--reason", " ").code())
                .isEqualTo(64);
    }
}
