package org.corebucket.bridge.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.client.AddressedBridge;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.client.outbox.Drain;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.client.outbox.OutboxLimits;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.LockPatience;
import org.corebucket.bridge.guard.WatchRecord;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonArray;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.testkit.ScriptedBridge;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StatusCommandTest {

    private static final String LEDGER = "logs/provenance_chain.jsonl";
    private static final String HEALTH = "{\"status\": \"ok\", \"uptime_s\": 271980, \"pending_queue\": 0,"
            + " \"ledger_entries\": 7, \"error_count_24h\": 2, \"avg_latency_ms_24h\": 1.25, \"warnings\": []}";
    private static final Reply UNREACHABLE = new Reply.BridgeUnreachable("Connection refused");

    @TempDir
    private Path directory;

    private final SampleLedger ledger = SampleLedger.of(3);
    private Operator operator;

    @BeforeEach
    void beAtADeployment() throws IOException {
        operator = Operator.atDeployment(directory);
        // the first took the serial on trust, and says so
        operator.run("verify");
    }

    @Test
    void aNewDeploymentNeedsABridgeAlone() {
        operator.wait(Duration.ofMinutes(4));
        Answer answer = status(UNREACHABLE);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isZero();
        assertThat(screen(answer)).isEqualTo("""
                [OK]    stop        none in force, no open incident
                [OK]    verify      READY, 100%, 4 min ago (2021-11-23T10:00:00Z)
                [OK]    seal        holds: serial 1, sealed 1 h 4 min ago, never expires
                [--]    watch       none runs, and the policy demands none
                [WARN]  bridge      not reachable: Connection refused
                                    next: bridgectl run bridge
                [OK]    outbox      empty
                [--]    ledger      empty
                [--]    heartbeats  no module was heard yet
                [--]    automation  no run yet
                [--]    certificate none was issued

                Look at: bridge
                """);
        assertThat(answer.lines().get(0))
                .startsWith("Core-Bucket Bridge V5 on ")
                .endsWith(" 2021-11-23T10:04:00Z");
        assertThat(answer.lines().get(1)).isEqualTo(operator.root().toString());
    }

    @Test
    void whereAllIsWellNothingNeedsAttention() throws Exception {
        beInUse();
        assertThat(screen(status(answered(HEALTH))))
                .isEqualTo("""
                [OK]    stop        none in force, no open incident
                [OK]    verify      READY, 100%, just now (2026-11-23T08:01:00Z)
                [OK]    seal        holds: serial 1, sealed 1825 d 23 h ago, never expires
                [OK]    watch       process 4711 verifies every 5m, last 55 s ago
                [OK]    bridge      ok, up 3 d 3 h, 2 errors in 24 h, 1.25 ms
                [OK]    outbox      empty
                [OK]    ledger      7 entries, the last 20 s ago (2026-11-23T08:00:40Z)
                                    head HEAD..., signed up to entry 7 just now
                                    only its end was read; verify --deep reads all
                [OK]    heartbeats  education  alive 20 s ago
                                    finance    alive 20 s ago
                                    creative   alive 20 s ago
                                    robotics   alive 20 s ago
                [OK]    automation  2 jobs, all ok, the last 30 s ago
                [--]    certificate none was issued

                Nothing needs attention.
                """.replace("HEAD", ledger.hash(7).substring(0, 16)));
    }

    @Test
    void whatIsLateOrFailedIsNamedWithWhatToDo() throws Exception {
        beInUse();
        ledger.heartbeat("robotics", "error", "2026-11-23T08:20:00Z").write(operator.path(LEDGER));
        Files.writeString(
                Files.createDirectories(operator.path("automation/reports/node-002"))
                        .resolve("run_20261123_081000.jsonl"),
                run("finance_sync", "node-002", "2026-11-23T08:10:00Z", false) + "torn {\n");
        operator.setClock("2026-11-23T08:20:30Z");
        assertThat(screen(status(answered(HEALTH.replace("[]", "[\"creative was never heard of\"]")))))
                .contains("""
                        [WARN]  bridge      ok, up 3 d 3 h, 2 errors in 24 h, 1.25 ms
                                            creative was never heard of
                        """, """
                        [ERROR] watch       LATE: process 4711 verifies every 5m, last 20 min ago
                                            next: bridgectl verify --every 5m
                        """, """
                        [ERROR] heartbeats  education  LATE, last heard alive 19 min ago
                                            finance    LATE, last heard alive 19 min ago
                                            creative   LATE, last heard alive 19 min ago
                                            robotics   error 30 s ago
                                            next: bridgectl heartbeat --check
                        [WARN]  automation  3 jobs, 1 FAILED, the last 10 min ago
                                            finance_sync (node-002) FAILED 10 min ago
                                            lines of reports that can't be read: 1
                                next: cat automation/reports/node-002/run_20261123_081000.jsonl
                        [--]    certificate none was issued

                        Look at: watch, bridge, heartbeats, automation
                        """);
    }

    @Test
    void aJobThatTheDescriptorNoLongerHasIsNamedAndFailsNobody() throws Exception {
        beInUse();
        Files.writeString(
                operator.path("automation/reports/run_20261123_075000.jsonl"),
                run("old_sync", "node-001", "2026-11-23T07:50:00Z", false)
                        + run("older_sync", "node-002", "2026-11-23T07:50:00Z", true));

        assertThat(screen(status(answered(HEALTH)))).contains("""
                [OK]    automation  2 jobs, all ok, the last 30 s ago
                                    no longer among the jobs: old_sync, older_sync
                [--]    certificate none was issued
                """);
        assertThat(status(answered(HEALTH), "--format", "json").out())
                .containsPattern("\"gone_jobs\": \\[\\s*\"old_sync\",\\s*\"older_sync\"\\s*\\]")
                .doesNotContain("\"job_name\": \"old_sync\"");
    }

    @Test
    void anEmergencyStopComesFirstAndNothingIsToBeStarted() {
        operator.run("stop", "--reason", "strange entries in the ledger, which nobody can explain, and which are many");
        Answer answer = status(UNREACHABLE);
        assertThat(answer.code()).isZero();
        assertThat(answer.lines().get(3)).isEqualTo("[ERROR] stop        EMERGENCY STOP IN FORCE, 1 open incident");
        assertThat(answer.lines().get(4)).matches(" {20}INC-[0-9TZ]+-[0-9a-f]{6} \\(critical\\):.*");
        assertThat(answer.out()).contains("next: bridgectl incident show INC-").doesNotContain("run bridge");
        assertThat(answer.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void aBlockedVerificationIsAnErrorWithTheLastThatWasReady() throws IOException {
        operator.wait(Duration.ofHours(2));
        operator.flipByte("canonical/SECURITY_POLICY.md");
        operator.run("verify");
        assertThat(screen(status(UNREACHABLE))).contains("""
                [ERROR] verify      BLOCKED, 49%, just now (2021-11-23T12:00:00Z)
                                    last READY as a whole 2 h ago (2021-11-23T10:00:00Z)
                                    next: bridgectl verify
                """);
    }

    @Test
    void aSealThatDoesNotHoldSaysWhy() throws IOException {
        operator.flipByte("manifests/canonical.sha256.sig");
        assertThat(screen(status(UNREACHABLE))).contains("[ERROR] seal        DOES NOT HOLD: serial 1\n");
    }

    @Test
    void whatIsDamagedKeepsNothingElseFromBeingShown() throws IOException {
        operator.write("canonical/policy.json", "{\"schema\": \u001b[31m");
        operator.write(LEDGER, "no entry\n");
        operator.write("logs/watch.json", "[");
        operator.write("logs/production_audit.jsonl", "\u0000\n{\"system_status\":\"READY\"\n");
        Files.createDirectories(operator.path("logs/incidents"));
        operator.write("logs/incidents/INC-20211123T090000Z-aaaaaa.json", "{}");
        Files.createDirectories(operator.path("automation/reports"));
        operator.write("automation/reports/run_20211123_100000.jsonl", "[]\n{\"job_name\": 5}\n");
        Answer answer = status(answered("{\"status\": 5, \"uptime_s\": " + "9".repeat(40) + ", \"warnings\": {}}"));
        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).startsWith("bridgectl: canonical/policy.json is not the one that was sealed\n");
        assertThat(answer.out())
                .contains("[ERROR] stop        EMERGENCY STOP IN FORCE, 1 open incident\n")
                .contains("[WARN]  verify      never verified here\n")
                .contains("[OK]    seal        holds: serial 1")
                .contains("[ERROR] watch       could not be found out: logs/watch.json:1: ")
                .contains("[ERROR] bridge      ERROR, up 9999999999")
                .contains("[ERROR] ledger      DAMAGED: its last line is no entry\n")
                .contains("[ERROR] heartbeats  could not be found out: canonical/policy.json is not the one\n")
                .contains("[WARN]  automation  no run yet\n")
                .contains("lines of reports that can't be read: 2")
                .doesNotContain("\u001b", "Exception", "\tat ");
        assertThat(answer.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void aLedgerThatShrankIsAnError() throws Exception {
        beInUse();
        operator.run("verify");
        ledger.write(operator.path(LEDGER), 0, 6);
        assertThat(screen(status(UNREACHABLE)))
                .contains("[ERROR] ledger      6 entries, ")
                .contains("SHORTER than it was: it had 7 entries\n" + " ".repeat(20)
                        + "next: bridgectl provenance verify");
    }

    @Test
    void nothingIsWritten() throws Exception {
        beInUse();
        operator.run("stop", "--reason", "drill");
        List<String> before = everything();
        status(UNREACHABLE);
        status(UNREACHABLE, "--format", "json");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void nothingIsMadeWhereThereIsNothingYet() throws IOException {
        Operator stranger = Operator.atStrangeDeployment(Files.createDirectories(directory.resolve("other")));
        for (String path : List.of("logs", "insight", "automation", "outbox")) {
            if (Files.exists(stranger.path(path))) {
                SampleDeployment.delete(stranger.path(path));
            }
        }
        operator = stranger;
        List<String> before = everything();
        Answer answer = status(UNREACHABLE);
        assertThat(answer.code()).isZero();
        assertThat(screen(answer))
                .contains("[WARN]  verify      never verified here\n")
                .contains("[--]    ledger      empty\n");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aBridgeThatDoesNotAnswerIsNotWaitedForLong() {
        CountDownLatch never = new CountDownLatch(1);
        ScriptedBridge silent = new ScriptedBridge(UNREACHABLE) {
            @Override
            public Reply health() {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return UNREACHABLE;
            }
        };
        assertThat(status(silent, Duration.ofMillis(1)).out())
                .contains("[WARN]  bridge      did not answer within 0 s\n")
                .doesNotContain("run bridge");
    }

    static List<Reply> silences() {
        return List.of(
                new Reply.BridgeUnreachable("no connection to https://127.0.0.1:8000: no answer in time", true),
                new Reply.UnknownOutcome("no answer within 5000 ms"));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void nobodyIsAdvisedToStartASecondBridgeBesideOneThatIsSlow(Reply silence) {
        assertThat(status(silence).out()).contains("[WARN]  bridge      no ").doesNotContain("run bridge");
        assertThat(status(UNREACHABLE).out()).contains("next: bridgectl run bridge");
    }

    /** The second bridge, wherever it is; the first one is this host's. */
    private ScriptedBridge besides(Reply first, String address, Reply second) {
        return new ScriptedBridge(first) {
            @Override
            public List<AddressedBridge> bridges(Session session, Deployment deployment) throws Exception {
                return List.of(
                        super.bridges(session, deployment).get(0),
                        new AddressedBridge(URI.create(address), new ScriptedBridge(second)));
            }
        };
    }

    @Test
    void eachOfSeveralBridgesIsShownAndTheWorstDecides() {
        ScriptedBridge both = besides(answered(HEALTH), "https://b.example", UNREACHABLE);

        assertThat(screen(status(both, Duration.ofSeconds(60)))).contains("""
                [WARN]  bridge      http://127.0.0.1:8000: ok, up 3 d 3 h, 2 errors in 24 h,
                                      1.25 ms
                                    https://b.example: not reachable: Connection refused
                [OK]    outbox\s""");
    }

    @Test
    void theBridgeOfThisHostAloneIsStartedHere() {
        assertThat(screen(status(besides(UNREACHABLE, "https://b.example", answered(HEALTH)), Duration.ofSeconds(60))))
                .contains("                    next: bridgectl run bridge\n");
    }

    @Test
    void programsFindEachBridgeAndTheFirstThatIsBest() throws Exception {
        Answer answer = status(
                besides(UNREACHABLE, "https://b.example", answered(HEALTH)),
                Duration.ofSeconds(60),
                "--format",
                "json");

        JsonObject document = (JsonObject) Json.parse(answer.out().getBytes(StandardCharsets.UTF_8), "status");
        assertThat(text(document, "bridge", "level")).isEqualTo("warning");
        assertThat(text(document, "bridge", "health", "status")).isEqualTo("ok");
        JsonObject bridge =
                (JsonObject) Objects.requireNonNull(document.members().get("bridge"));
        assertThat(((JsonArray) Objects.requireNonNull(bridge.members().get("bridges"))).elements())
                .extracting(each -> text((JsonObject) each, "address") + " " + text((JsonObject) each, "level"))
                .containsExactly("http://127.0.0.1:8000 warning", "https://b.example ok");
    }

    @Test
    void aDescriptorThatIsMalformedIsShownInTheBridgesPlace() {
        ScriptedBridge broken = new ScriptedBridge(UNREACHABLE) {
            @Override
            public List<AddressedBridge> bridges(Session session, Deployment deployment) throws MalformedJsonException {
                throw new MalformedJsonException("canonical/core_bucket_bridge.json", 3, "it ends", "complete it");
            }
        };
        assertThat(status(broken, Duration.ofSeconds(60)).out())
                .contains("[ERROR] bridge      could not be found out: canonical/core_bucket_bridge.json:3:\n"
                        + " ".repeat(22) + "it ends; complete it\n");
    }

    @Test
    void whatAnswersLikeNoBridgeIsAnError() {
        assertThat(screen(status(new Reply.RefusedReply(404, "not_found", "", Optional.empty()))))
                .contains("[ERROR] bridge      is no bridge, or not well: it answered 404 not_found\n");
        assertThat(screen(status(answered(HEALTH.replace("ok", "error"))))).contains("[ERROR] bridge      ERROR, up ");
    }

    @Test
    void whatWaitsAndWhatWasRejectedIsCounted() throws Exception {
        Outbox outbox = Outbox.at(operator.path("outbox"), OutboxLimits.STANDARD);
        Instant queued = operator.now();
        JsonObject data = new JsonObject(Map.of(), 1);
        outbox.add(List.of(
                new Update("education", "s-1", data, queued),
                new Update("finance", "s-1", data, queued),
                new Update("finance", "s-2", data, queued)));
        operator.wait(Duration.ofMinutes(7));

        assertThat(screen(status(UNREACHABLE))).contains("""
                [WARN]  outbox      3 updates wait, the oldest queued 7 min ago: education 1,
                                      finance 2
                                    next: bridgectl sync --drain
                """);
        try (Drain drain = outbox.drain(LockPatience.atMost(Duration.ZERO)).orElseThrow()) {
            drain.rejected(drain.next("education").orElseThrow(), "403 unknown_module", operator.now());
        }
        assertThat(screen(status(UNREACHABLE)))
                .contains(
                        "[ERROR] outbox      2 updates wait",
                        "1 rejected, in outbox/rejected/",
                        "last of education: 403 unknown_module");
    }

    @Test
    void jsonHasTheSameFacts() throws Exception {
        beInUse();
        Answer answer = status(answered(HEALTH), "--format", "json");
        assertThat(answer.code()).isZero();
        JsonObject document = (JsonObject) Json.parse(answer.out().getBytes(StandardCharsets.UTF_8), "status");
        assertThat(document.members().keySet())
                .containsExactly(
                        "timestamp",
                        "root",
                        "host",
                        "system",
                        "level",
                        "stop",
                        "verify",
                        "seal",
                        "watch",
                        "bridge",
                        "outbox",
                        "ledger",
                        "heartbeats",
                        "automation",
                        "certificate");
        assertThat(text(document, "level")).isEqualTo("ok");
        assertThat(text(document, "verify", "system_status")).isEqualTo("READY");
        assertThat(text(document, "ledger", "head")).isEqualTo(ledger.hash(7));
        assertThat(text(document, "ledger", "checkpoint", "timestamp")).isEqualTo("2026-11-23T08:01:00Z");
        assertThat(text(document, "bridge", "health", "status")).isEqualTo("ok");
        assertThat(answer.out())
                .contains(
                        "\"in_force\": false", "\"pid\": 4711", "\"max_age_s\": 900", "\"job_name\": \"finance_sync\"");
    }

    @Test
    void inJsonWhatCouldNotBeFoundOutHasItsReason() throws Exception {
        operator.write("canonical/policy.json", "{");
        JsonObject document = (JsonObject)
                Json.parse(status(UNREACHABLE, "--format", "json").out().getBytes(StandardCharsets.UTF_8), "status");
        assertThat(text(document, "level")).isEqualTo("error");
        assertThat(text(document, "heartbeats", "error"))
                .isEqualTo("canonical/policy.json is not the one that was sealed");
        assertThat(text(document, "bridge", "next")).isEqualTo("bridgectl run bridge");
    }

    @Test
    void tagsAreColouredWhereColourIsAskedFor() {
        assertThat(operator.run("status", "--color", "always").out())
                .contains("\u001b[32m[OK]\u001b[0m    stop ")
                .contains("\u001b[33m[WARN]\u001b[0m  bridge ");
    }

    @Test
    void withoutADeploymentThereIsNothingToShow() throws IOException {
        operator.goTo(Files.createDirectories(directory.resolve("elsewhere")));
        assertThat(operator.run("status").code()).isEqualTo(66);
        assertThat(operator.run("status", "--format", "xml").code()).isEqualTo(64);
    }

    /** A minute after 8, half a minute after the modules were heard, and in the minute in which it was verified. */
    private void beInUse() throws Exception {
        for (String module : List.of("education", "finance", "creative", "robotics")) {
            ledger.heartbeat(module, "alive", "2026-11-23T08:00:40Z");
        }
        ledger.write(operator.path(LEDGER));
        operator.setClock("2026-11-23T08:01:00Z");
        operator.run("provenance", "checkpoint");
        new WatchRecord(
                        4711,
                        Instant.parse("2026-11-23T07:00:00Z"),
                        Duration.ofMinutes(5),
                        Instant.parse("2026-11-23T08:00:05Z"),
                        Duration.ofSeconds(1))
                .write(Deployment.at(operator.root()));
        Path reports = Files.createDirectories(operator.path("automation/reports"));
        Files.writeString(
                reports.resolve("run_20261123_075900.jsonl"),
                run("sync_test", "node-001", "2026-11-23T07:59:00Z", false));
        Files.writeString(
                reports.resolve("run_20261123_080030.jsonl"),
                run("finance_sync", "node-001", "2026-11-23T08:00:30Z", true)
                        + run("sync_test", "node-001", "2026-11-23T08:00:30Z", true));
        operator.run("verify");
    }

    private static String run(String job, String node, String time, boolean success) {
        return "{\"job_name\": \"" + job + "\", \"run_id\": \"r\", \"node_id\": \"" + node + "\", \"timestamp\": \""
                + time + "\", \"duration_ms\": 5, \"actions\": [{\"type\": \"t\", \"success\": true},"
                + " {\"type\": \"t\", \"success\": " + success + "}]}\n";
    }

    private static Reply answered(String json) {
        try {
            return new Reply.Answered((JsonObject) Json.parse(json.getBytes(StandardCharsets.UTF_8), "health"));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String text(JsonObject document, String... path) {
        JsonValue value = document;
        for (String name : path) {
            value = Objects.requireNonNull(((JsonObject) value).members().get(name), name);
        }
        return ((JsonString) value).text();
    }

    /** The sections, without the heading; none of its lines is wider than a terminal. */
    private static String screen(Answer answer) {
        assertThat(answer.lines().stream().filter(line -> !line.startsWith("/")))
                .allMatch(line -> line.length() <= 80);
        return answer.out().substring(answer.out().indexOf("\n\n") + 2);
    }

    private Answer status(Reply health, String... args) {
        return status(new ScriptedBridge(health), Duration.ofSeconds(60), args);
    }

    private Answer status(ScriptedBridge bridge, Duration patience, String... args) {
        return operator.run(session -> new StatusCommand(session, new GlobalOptions(), bridge, patience).model(), args);
    }

    /** Every path of deployment and state, with its size and time. */
    private List<String> everything() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.sorted().map(StatusCommandTest::facts).toList();
        }
    }

    private static String facts(Path path) {
        try {
            return path + " " + Files.readAttributes(path, "size,lastModifiedTime,isDirectory");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
