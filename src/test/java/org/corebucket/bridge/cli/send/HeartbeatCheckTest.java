package org.corebucket.bridge.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.bridge.LastHeartbeats;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.policy.ExpectedHeartbeats;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which modules are late, as the ledger says. */
final class HeartbeatCheckTest {

    private static final String LEDGER = "logs/provenance_chain.jsonl";

    @TempDir
    private Path directory;

    private final SampleLedger ledger = SampleLedger.of(3);
    private Operator operator;

    @BeforeEach
    void beAtADeployment() throws IOException {
        operator = Operator.atDeployment(directory);
        operator.setClock("2026-11-23T12:00:00Z");
    }

    @Test
    void nobodyIsLate() throws IOException {
        all("2026-11-23T11:50:00Z");
        assertThat(check()).isEqualTo(new Answer(0, """
                        ok    education: last heard 2026-11-23T11:50:00Z, alive
                        ok    finance: last heard 2026-11-23T11:50:00Z, alive
                        ok    creative: last heard 2026-11-23T11:50:00Z, alive
                        ok    robotics: last heard 2026-11-23T11:50:00Z, alive
                        Every module was heard within 15m.
                        """, ""));
    }

    @Test
    void whoIsLateIsNamed() throws IOException {
        all("2026-11-23T11:50:00Z");
        ledger.heartbeat("education", "warning", "2026-11-23T11:57:00Z").write(operator.path(LEDGER));
        assertThat(check("--max-age", "5m")).isEqualTo(new Answer(1, """
                        ok    education: last heard 2026-11-23T11:57:00Z, warning
                        LATE  finance: last heard 2026-11-23T11:50:00Z, alive
                        LATE  creative: last heard 2026-11-23T11:50:00Z, alive
                        LATE  robotics: last heard 2026-11-23T11:50:00Z, alive
                        3 of 4 modules not heard within 5m.
                        """, ""));
    }

    @Test
    void whatIsLateIsThePolicysWordUnlessAnotherIsGiven() throws IOException {
        all("2026-11-23T11:50:00Z");
        String policy = operator.text("canonical/policy.json");
        operator.write(
                "canonical/policy.json",
                policy.replace("\"heartbeat_max_age\": \"15m\"", "\"heartbeat_max_age\": \"9m\""));
        assertThat(check("--unverified").out()).endsWith("4 of 4 modules not heard within 9m.\n");
        assertThat(check("--unverified", "--max-age", "10m").code()).isZero();
    }

    @Test
    void aModuleMayHaveItsOwnScheduleAndWindowsOfMaintenance() throws IOException {
        ledger.heartbeat("education", "alive", "2026-11-23T05:59:30Z")
                .heartbeat("finance", "alive", "2026-11-22T06:00:00Z")
                .heartbeat("creative", "alive", "2026-11-23T11:57:00Z")
                .write(operator.path(LEDGER));
        String daily = "\"heartbeat\": {\"schedule\": \"0 6 * * *\", \"grace\": \"30m\"},";
        expect("education", daily);
        expect("finance", daily);
        expect("creative", "\"heartbeat\": {\"max_age\": \"4m\"},");
        expect("robotics", "\"heartbeat\": {\"maintenance\": [{\"begin\": \"0 11 * * *\", \"length\": \"50m\"}]},");
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();

        assertThat(check()).isEqualTo(new Answer(1, """
                        ok    education: last heard 2026-11-23T05:59:30Z, alive
                        LATE  finance: last heard 2026-11-22T06:00:00Z, alive
                        ok    creative: last heard 2026-11-23T11:57:00Z, alive
                        ok    robotics: never heard; none is awaited now
                        1 of 4 modules not heard in time.
                        """, ""));
        assertThat(operator.run("status").out())
                .contains("robotics   never heard; none is awaited now", "finance    LATE, last heard alive");
        assertThat(operator.run("verify", "--read-only", "--check", "modules").out())
                .contains("finance 2026-11-22T06:00:00Z (late)", "robotics never; none is awaited now");
        operator.setClock("2026-11-23T12:05:01Z"); // the window closed longer ago than a heartbeat may take
        assertThat(check().lines()).contains("LATE  robotics: never heard");
    }

    private void expect(String module, String heartbeat) throws IOException {
        String name = "\"" + module + "\": {";
        String policy = operator.text("canonical/policy.json");
        assertThat(policy).contains(name);
        operator.write("canonical/policy.json", policy.replace(name, name + heartbeat));
    }

    @Test
    void aModuleThatIsNotRegisteredIsNoneOfThose() throws IOException {
        all("2026-11-23T11:50:00Z");
        ledger.heartbeat("astrology", "alive", "2026-11-23T11:55:00Z").write(operator.path(LEDGER));
        assertThat(check().code()).isZero();
        assertThat(check().out()).doesNotContain("astrology");
    }

    @Test
    void aHeartbeatFromTheFutureDoesNotCountAndIsNamed() throws IOException {
        all("2026-11-23T11:50:00Z");
        ledger.heartbeat("finance", "alive", "2026-11-25T12:00:00Z").write(operator.path(LEDGER));
        operator.setClock("2026-11-23T12:30:00Z");

        Answer answer = check();
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.lines())
                .contains("LATE  finance: last heard 2026-11-23T11:50:00Z, alive; one of 2026-11-25T12:00:00Z does not"
                        + " count: this host's clock is not there yet");
        assertThat(operator.run("status").out())
                .contains("2026-11-25T12:00:00Z")
                .doesNotContain("alive in");
        assertThat(operator.run("verify", "--read-only", "--check", "modules").out())
                .contains("finance 2026-11-23T11:50:00Z; one of 2026-11-25T12:00:00Z does not count");
    }

    @Test
    void aClockThatIsAheadByTheLeewayIsNoFuture() throws IOException {
        all("2026-11-23T12:01:00Z");
        assertThat(check().code()).isZero();
        all("2026-11-23T12:01:00.001Z");
        operator.setClock("2026-11-23T11:59:59Z");
        assertThat(check().code()).isEqualTo(1);
    }

    @Test
    void anUpdateIsNoHeartbeat() throws IOException {
        operator.setClock("2026-11-23T08:00:04Z");
        ledger.write(operator.path(LEDGER));
        Answer answer = check();
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.lines()).contains("LATE  finance: never heard");
    }

    @Test
    void whoeverHasTheAgeExactlyIsNotLate() throws IOException {
        all("2026-11-23T11:45:00Z");
        assertThat(check().code()).isZero();
        operator.setClock("2026-11-23T12:00:00.001Z");
        assertThat(check().code()).isEqualTo(1);
    }

    @Test
    void withoutALedgerAllAreLate() throws IOException {
        Files.deleteIfExists(operator.path(LEDGER));
        Answer answer = check();
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).endsWith("4 of 4 modules not heard within 15m.\n");
    }

    @Test
    void isAskedUnderAnEmergencyStopToo() throws IOException {
        all("2026-11-23T11:50:00Z");
        operator.run("stop", "--reason", "drill");
        assertThat(check().code()).isZero();
    }

    @Test
    void whoWasHeardInTimeIsFoundBehindManyMegabytes() throws IOException {
        SampleLedger before = new SampleLedger().heartbeat("finance", "alive", "2026-11-23T07:59:00Z");
        long size = behindUpdates(before, 9 << 20);
        operator.setClock("2026-11-23T08:01:00Z");
        assertThat(size).isGreaterThan(9 << 20);
        assertThat(check().lines()).contains("ok    finance: last heard 2026-11-23T07:59:00Z, alive");
    }

    @Test
    void theLedgerIsNotReadFartherBackThanAnybodyAskedFor() throws Exception {
        SampleLedger before = new SampleLedger().heartbeat("finance", "alive", "2026-11-22T07:59:00Z");
        behindUpdates(before, 9 << 20);
        LastHeartbeats last = LastHeartbeats.of(
                LedgerPlace.inFiles(Deployment.at(operator.root())),
                Map.of(
                        "finance",
                        ExpectedHeartbeats.within(Duration.ofMinutes(10)).at(Instant.parse("2026-11-23T09:10:00Z"))));
        assertThat(last.of("finance")).isEmpty();
        assertThat(last.isWhole()).isFalse();
        assertThat(check().lines()).contains("LATE  finance: not heard for long");
    }

    @Test
    void asFarAsTheModuleAskedForThatIsHeardMostSeldom() throws Exception {
        behindUpdates(new SampleLedger().heartbeat("finance", "alive", "2026-11-22T07:59:00Z"), 9 << 20);
        Instant now = Instant.parse("2026-11-23T09:10:00Z");

        LastHeartbeats last = LastHeartbeats.of(
                LedgerPlace.inFiles(Deployment.at(operator.root())),
                Map.of(
                        "finance",
                        ExpectedHeartbeats.within(Duration.ofHours(26)).at(now),
                        "creative",
                        ExpectedHeartbeats.within(Duration.ofMinutes(10)).at(now)));

        assertThat(last.of("finance")).isPresent();
        assertThat(last.isLate("finance")).isFalse();
        assertThat(last.isLate("creative")).isTrue();
    }

    /** Updates of 8 o'clock, so many bytes of them; gives the ledger's size. */
    private long behindUpdates(SampleLedger before, int bytes) throws IOException {
        Path file = before.write(operator.path(LEDGER));
        String line = SampleLedger.of(1).lines().get(0) + "\n";
        Files.writeString(file, line.repeat(bytes / line.length() + 1), StandardOpenOption.APPEND);
        return Files.size(file);
    }

    private void all(String time) throws IOException {
        for (String module : List.of("education", "finance", "creative", "robotics")) {
            ledger.heartbeat(module, "alive", time);
        }
        ledger.write(operator.path(LEDGER));
    }

    private Answer check(String... args) {
        String[] line = new String[args.length + 2];
        line[0] = "heartbeat";
        line[1] = "--check";
        System.arraycopy(args, 0, line, 2, args.length);
        return operator.run(line);
    }
}
