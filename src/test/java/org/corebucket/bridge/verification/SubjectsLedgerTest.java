package org.corebucket.bridge.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verification says of the ledger. */
final class SubjectsLedgerTest {

    private static final String LEDGER = "logs/provenance_chain.jsonl";

    @TempDir
    Path directory;

    private Operator operator;
    private final SampleLedger ledger = SampleLedger.of(5);

    @BeforeEach
    void beAtADeploymentWithALedger() throws IOException {
        operator = Operator.atDeployment(directory);
        ledger.write(operator.path(LEDGER));
    }

    @Test
    void aSoundLedgerIsReadyWithEvidence() {
        Answer answer = operator.run("verify", "--format", "json");
        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .contains(
                        "logs/provenance_chain.jsonl opens for appending",
                        "Ledger: 5 entries, head " + ledger.hash(5),
                        "No checkpoint yet")
                .contains("last heartbeats: education never (late), finance never (late), creative never (late)");
        assertThat(answer.err()).isEmpty();
    }

    /** An update of a module is sent by whatever empties the outbox, whenever it can; it is no sign of life. */
    @Test
    void verifyAndHeartbeatCheckAgreeOnWhoWasHeard() throws IOException {
        operator.setClock("2026-11-23T08:10:00Z");
        ledger.heartbeat("creative", "alive", "2026-11-23T08:06:00Z").write(operator.path(LEDGER));

        Answer check = operator.run("heartbeat", "--check", "--max-age", "15m");

        assertThat(check.lines())
                .contains("ok    creative: last heard 2026-11-23T08:06:00Z, alive", "LATE  finance: never heard");
        assertThat(operator.run("verify").out())
                .contains("[OK] last heartbeats: education never (late), finance never (late),"
                        + " creative 2026-11-23T08:06:00Z, robotics never (late)");
    }

    @Test
    void aLateModuleIsWarnedOfWhereThePolicyDemandsMonitoring() throws IOException {
        operator.write(
                "canonical/policy.json",
                operator.text("canonical/policy.json").replace("\"required\": false", "\"required\": true"));
        assertThat(operator.run("freeze", "--reason", "watched").code()).isZero();

        assertThat(operator.run("verify", "--check", "modules").lines())
                .contains("[WARN] MODULE LATE: finance - its last heartbeat: never");
    }

    @Test
    void whatIsNewSinceTheLastCheckpointIsVerified() throws IOException {
        operator.run("provenance", "checkpoint");
        ledger.add("{}").write(operator.path(LEDGER));
        Answer answer = operator.run("verify", "--format", "json");
        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .contains(
                        "Ledger: 6 entries",
                        "Entries read: 5 to 6; not read again: 1 to 4, which bridgectl verify --deep reads")
                .contains("Last checkpoint: 5 entries at 2021-11-23T10:00:00Z");
    }

    @Test
    void anUnsoundLedgerIsBlockedWithItsLine() throws IOException {
        operator.run("provenance", "checkpoint");
        ledger.add("{}").add("{}");
        ledger.lines().set(5, ledger.lines().get(5).replace("n-6", "n-7"));
        ledger.write(operator.path(LEDGER));
        Answer answer = operator.run("verify");
        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.violations())
                .singleElement()
                .asString()
                .startsWith("LEDGER UNSOUND: logs/provenance_chain.jsonl:6: hash mismatch - ");
    }

    @Test
    void aLedgerThatShrankIsNotTrusted() throws IOException {
        assertThat(operator.run("verify").code()).isZero();
        ledger.write(operator.path(LEDGER), 0, 4);
        Answer answer = operator.run("verify");
        assertThat(answer.code()).isEqualTo(16);
        assertThat(answer.violations()).containsExactly("LEDGER SHRANK: this host has seen 5 entries, and there are 4");
        operator.write(LEDGER, "");
        assertThat(operator.run("verify").violations())
                .containsExactly("LEDGER SHRANK: this host has seen 5 entries, and there are 0");
    }

    @Test
    void aLedgerThatWasWrittenAnewIsNotTrustedEvenWithANewCheckpoint() throws IOException {
        assertThat(operator.run("verify").code()).isZero();
        SampleLedger.of(4).add("{}").add("{}").write(operator.path(LEDGER));
        assertThat(operator.run("provenance", "checkpoint").code()).isZero();
        Answer answer = operator.run("verify");
        assertThat(answer.code()).isEqualTo(16);
        assertThat(answer.violations())
                .containsExactly("LEDGER REWRITTEN: entry 5 is not the one that this host has seen");
    }

    @Test
    void aLedgerIsNotRememberedReadOnly() throws IOException {
        assertThat(operator.run("verify", "--read-only").code()).isZero();
        ledger.write(operator.path(LEDGER), 0, 4);
        assertThat(operator.run("verify").code()).isZero();
    }

    @Test
    void aLedgerThatIsUnsoundIsNotRemembered() throws IOException {
        Files.writeString(operator.path(LEDGER), "torn", StandardOpenOption.APPEND);
        assertThat(operator.run("verify").code()).isEqualTo(8);
        ledger.write(operator.path(LEDGER), 0, 4);
        assertThat(operator.run("verify").code()).isZero();
    }

    @Test
    void anEarlierEntryThatWasChangedIsFoundByADeepVerification() throws IOException {
        operator.run("provenance", "checkpoint");
        ledger.lines().set(0, ledger.lines().get(0).replace("n-1", "n-2"));
        ledger.write(operator.path(LEDGER));
        Answer quick = operator.run("verify");
        assertThat(quick.code()).isZero();
        assertThat(quick.out()).contains("[OK] Entries read: 5 to 5; not read again: 1 to 4");
        Answer deep = operator.run("verify", "--deep");
        assertThat(deep.code()).isEqualTo(8);
        assertThat(deep.out()).doesNotContain("[OK] Entries read");
        assertThat(operator.run("status").out()).contains("only its end was read");
    }
}
