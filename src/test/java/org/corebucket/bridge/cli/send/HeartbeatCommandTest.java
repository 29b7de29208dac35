package org.corebucket.bridge.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.process.WaitingClock;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.ScriptedBridge;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A heartbeat that is sent once. */
final class HeartbeatCommandTest {

    private static final Reply RECEIVED = new Reply.Received(12, "a".repeat(64));
    private static final Reply UNREACHABLE = new Reply.BridgeUnreachable("Connection refused");

    @TempDir
    private Path directory;

    private final PassingTime clock = new PassingTime();
    private Operator operator;

    @BeforeEach
    void beAtADeployment() throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void isAccepted() {
        ScriptedBridge bridge = new ScriptedBridge(RECEIVED);
        assertThat(run(bridge, "--module", "finance"))
                .isEqualTo(new Answer(0, "Accepted: finance alive, entry 12.\n", ""));
    }

    @Test
    void carriesTheHostsFiguresAndWhatWasGiven() {
        ScriptedBridge bridge = new ScriptedBridge(RECEIVED);
        run(
                bridge,
                "--module",
                "finance",
                "--status",
                "warning",
                "--metric",
                "backlog=12",
                "--metric",
                "region=a,b=c",
                "--metric",
                "cores=64",
                "--metric",
                "paused=false",
                "--metric",
                "x=NaN");
        Heartbeat sent = bridge.heartbeats().get(0);
        assertThat(sent.module()).isEqualTo("finance");
        assertThat(sent.status()).isEqualTo(Heartbeat.Status.WARNING);
        assertThat(CanonicalJson.of(sent.metrics()))
                .startsWith("{\"backlog\": 12, \"cores\": 64, \"disk_free_bytes\": ")
                .endsWith("\"load_15m\": 12.25, \"load_1m\": 0.52, \"load_5m\": 1.0, \"memory_available_bytes\":"
                        + " 2913394688, \"memory_total_bytes\": 4116672512, \"paused\": false, \"region\": \"a,b=c\","
                        + " \"uptime_s\": 351735, \"x\": \"NaN\"}");
    }

    @Test
    void isRejectedAtOnce() {
        ScriptedBridge bridge = new ScriptedBridge(
                new Reply.RefusedReply(401, "invalid_signature", "the key is not the module's", Optional.empty()));
        assertThat(run(bridge, "--module", "finance"))
                .isEqualTo(
                        new Answer(1, "", "bridgectl: rejected, 401 invalid_signature: the key is not the module's\n"));
        assertThat(bridge.heartbeats()).hasSize(1);
    }

    @Test
    void isTriedAFewTimesWithinSeconds() {
        ScriptedBridge bridge = new ScriptedBridge(UNREACHABLE);
        assertThat(run(bridge, "--module", "finance")).isEqualTo(new Answer(69, "", """
                        bridgectl: not sent, the bridge can't be reached: Connection refused
                        Heartbeats are not queued. See how it is: bridgectl status
                        """));
        assertThat(bridge.heartbeats()).hasSize(3);
        assertThat(clock.pauses).containsExactly(Duration.ofMillis(250), Duration.ofMillis(750));
    }

    @Test
    void isSentAgainWhenItsOutcomeIsNotKnown() {
        ScriptedBridge bridge = new ScriptedBridge(new Reply.UnknownOutcome("the connection was cut"), RECEIVED);
        assertThat(run(bridge, "--module", "finance").code()).isZero();
        assertThat(bridge.heartbeats()).hasSize(2);
    }

    @Test
    void isNotCalledNotSentWhenItWasSentAndNobodyAnswered() {
        ScriptedBridge bridge = new ScriptedBridge(new Reply.UnknownOutcome("no answer within 8000 ms"));
        assertThat(run(bridge, "--module", "finance").err())
                .startsWith("bridgectl: sent, and no answer tells whether it arrived: no answer within 8000 ms\n");
    }

    @Test
    void waitsAsLongAsABusyBridgeAsksForButNotForLong() {
        ScriptedBridge patient = new ScriptedBridge(refused(503, 2), RECEIVED);
        assertThat(run(patient, "--module", "finance").code()).isZero();
        assertThat(clock.pauses).containsExactly(Duration.ofSeconds(2));
        ScriptedBridge slow = new ScriptedBridge(refused(503, 60), RECEIVED);
        assertThat(run(slow, "--module", "finance").code()).isEqualTo(69);
        assertThat(slow.heartbeats()).hasSize(1);
    }

    @Test
    void aBridgeThatAsksForMoreThanAnyClockHoldsIsAwayAndNothingBreaks() {
        ScriptedBridge strange = new ScriptedBridge(
                new Reply.RefusedReply(503, "overloaded", "", Optional.of(Duration.ofSeconds(999_999_999_999_999L))));
        assertThat(run(strange, "--module", "finance")).isEqualTo(new Answer(69, "", """
                        bridgectl: not sent, the bridge can't be reached: 503 overloaded
                        Heartbeats are not queued. See how it is: bridgectl status
                        """));
        assertThat(strange.heartbeats()).hasSize(1);
    }

    @Test
    void aBridgeThatHasTooManyRequestsIsAskedAgainAndNotBeforeThePauseOfItsOwn() {
        ScriptedBridge busy = new ScriptedBridge(refused(429, 0), RECEIVED);
        assertThat(run(busy, "--module", "finance").code()).isZero();
        assertThat(clock.pauses).containsExactly(Duration.ofMillis(250));
    }

    @Test
    void atAnIntervalEachIsTriedOnceAndAnEmergencyStopEndsThemAll() throws IOException {
        ScriptedBridge bridge = new ScriptedBridge(UNREACHABLE) {
            @Override
            public Reply send(Heartbeat heartbeat) {
                operator.run("stop", "--reason", "fire");
                return super.send(heartbeat);
            }
        };
        assertThat(run(bridge, "--module", "finance", "--every", "1s").code()).isEqualTo(32);
        assertThat(bridge.heartbeats()).hasSize(1);
        assertThat(operator.text("EMERGENCY_SHUTDOWN.marker")).contains("stopped: heartbeat --module finance");
    }

    @Test
    void anAttemptThatTakesLongIsTheLast() {
        clock.callTakes = Duration.ofSeconds(4);
        ScriptedBridge bridge = new ScriptedBridge(UNREACHABLE, RECEIVED);
        assertThat(run(bridge, "--module", "finance").code()).isEqualTo(69);
        assertThat(bridge.heartbeats()).hasSize(1);
    }

    @Test
    void isNotSentUnderAnEmergencyStop() throws IOException {
        operator.run("stop", "--reason", "drill");
        Answer answer = operator.run("heartbeat", "--module", "finance");
        assertThat(answer).isEqualTo(new Answer(32, "", """
                        bridgectl: an emergency stop is in force, and no heartbeat is sent
                        See why, and what ends it: bridgectl incident list
                        """));
        assertThat(operator.text("EMERGENCY_SHUTDOWN.marker")).contains("did not start: heartbeat --module finance");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "heartbeat | heartbeat needs --module M, or --check",
                "heartbeat --module nobody | no module \"nobody\" is registered; those are: education, finance",
                "heartbeat --module finance --status dead | there is no status \"dead\": alive, warning or error",
                "heartbeat --module finance --metric load | --metric takes name=value, not \"load\"",
                "heartbeat --module finance --metric a=1 --metric a=2 | --metric \"a\" was given twice",
                "heartbeat --module finance --every PT0.5S | --every is 1s or more",
                "heartbeat --module finance --max-age 5m | --max-age goes with --check",
                "heartbeat --check --module finance | --check asks about all modules, and sends nothing",
                "heartbeat --check --status alive | --check asks about all modules, and sends nothing",
                "heartbeat --check --metric a=1 | --check asks about all modules, and sends nothing",
                "heartbeat --check --every 60s | --check asks about all modules, and sends nothing",
                "heartbeat --max-age 5m | heartbeat needs --module M, or --check",
                "heartbeat --module finance --metric =1 | --metric takes name=value, not \"=1\""
            })
    void whatMakesNoSenseIsBadUsage(String line, String message) {
        Answer answer = operator.run(line.split(" "));
        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("bridgectl: " + message);
    }

    @Test
    void aMalformedPolicyIsMalformedInput() throws IOException {
        operator.write("canonical/policy.json", "{");
        assertThat(operator.run("heartbeat", "--unverified", "--module", "finance")
                        .code())
                .isEqualTo(65);
        Files.delete(operator.path("canonical/policy.json"));
        assertThat(operator.run("heartbeat", "--unverified", "--module", "finance")
                        .code())
                .isEqualTo(66);
    }

    private static Reply refused(int status, int seconds) {
        return new Reply.RefusedReply(status, "overloaded", "", Optional.of(Duration.ofSeconds(seconds)));
    }

    private Answer run(ScriptedBridge bridge, String... args) {
        Path proc = Path.of("src/test/resources/proc/sound");
        return operator.run(
                session -> new HeartbeatCommand(session, new GlobalOptions(), bridge, proc, clock).model(), args);
    }

    /** Time that passes when somebody waits, and with each look at it. */
    private static final class PassingTime implements WaitingClock {

        private final List<Duration> pauses = new ArrayList<>();
        private Duration callTakes = Duration.ZERO;
        private long now;

        @Override
        public long nanos() {
            now += callTakes.toNanos();
            return now;
        }

        @Override
        public void pause(Duration duration) {
            pauses.add(duration);
            now += duration.toNanos();
        }
    }
}
