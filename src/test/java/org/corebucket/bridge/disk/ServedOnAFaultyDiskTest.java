package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.corebucket.bridge.cli.Main;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code run bridge} while its disk fails: what it acknowledges is in the ledger, once, and it takes updates again as soon as
 * the disk does, or ends and says why.
 */
@NullUnmarked // plugged in by each test
@Timeout(600)
final class ServedOnAFaultyDiskTest extends OnAFaultyDisk {

    private static final String LEDGER = "logs/provenance_chain.jsonl";
    private static final Duration GUARD = Duration.ofSeconds(100);
    private static final Pattern LISTENING = Pattern.compile("bridge: listening at (http://\\S+), with");
    private static final Pattern SESSION = Pattern.compile("\"session_id\": \"([^\"]+)\"");

    /** Calls of a bridge that takes this many updates one after another, and some more. */
    private static final int CALLS = 24;

    private final List<String> acknowledged = new ArrayList<>();
    private Process bridge;
    private ModuleClient client;
    private int starts;

    @BeforeEach
    void serve() throws Exception {
        Operator at = Operator.atDeployment(directory);
        at.setClock(Clock.systemUTC());
        String descriptor = "canonical/core_bucket_bridge.json";
        at.write(descriptor, at.text(descriptor).replace("\"port\": 8000", "\"port\": 0"));
        assertThat(at.run("freeze", "--reason", "port").code()).isZero();
        plug(at);
        start();
    }

    @AfterEach
    void end() {
        bridge.destroyForcibly();
    }

    private void start() throws Exception {
        starts++;
        ProcessBuilder builder = new ProcessBuilder(command())
                .redirectOutput(said("out").toFile())
                .redirectError(said("err").toFile());
        builder.environment().put("XDG_STATE_HOME", operator.state().toString());
        builder.environment().putAll(disk.variables());
        bridge = builder.start();
        await().atMost(GUARD).until(() -> !bridge.isAlive() || listening().find());
        Matcher listening = listening();
        assertThat(listening.find()).as(Files.readString(said("err"))).isTrue();
        client = new ModuleClient(URI.create(listening.group(1)), operator.path("security"));
    }

    /** Whoever started the tests may ignore signals, as nohup does, and a Java would go on ignoring them. */
    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal"));
        command.addAll(ChildJvm.command(
                List.of("-Xshare:auto", "-XX:+UseSerialGC"),
                Main.class,
                "--root",
                operator.root().toString(),
                "run",
                "bridge"));
        return command;
    }

    private Path said(String stream) {
        return beside.resolve("bridge" + starts + "." + stream);
    }

    private Matcher listening() throws IOException {
        return LISTENING.matcher(Files.readString(said("out")));
    }

    /** Posts a new update; returns the status, or 0 if there was no answer. */
    private int post() throws Exception {
        String update = ModuleClient.update("finance");
        Matcher session = SESSION.matcher(update);
        assertThat(session.find()).isTrue();
        String token = client.token(Instant.now(), "\"roles\":[\"module\"]");
        try {
            HttpResponse<String> response = client.post("/core/update", client.envelope(update), token);
            if (response.statusCode() == 200) {
                acknowledged.add(session.group(1));
            }
            return response.statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private void awaitThatItTakesUpdatesOrHasEndedWithTheCause() {
        await().atMost(GUARD).pollInterval(Duration.ofMillis(100)).until(() -> !bridge.isAlive() || post() == 200);
        if (!bridge.isAlive()) {
            assertThat(said("err")).content().containsAnyOf("Input/output error", "No space left on device");
        }
    }

    /** It ends in order; every session that was acknowledged is in a ledger that holds, once. */
    private void assertThatNothingIsLost() throws Exception {
        bridge.destroy();
        assertThat(bridge.waitFor(GUARD.toSeconds(), TimeUnit.SECONDS)).isTrue();
        List<String> sessions = new ArrayList<>();
        for (String line : Files.readAllLines(operator.path(LEDGER))) {
            Matcher session = SESSION.matcher(line);
            if (session.find()) {
                sessions.add(session.group(1));
            }
        }
        assertThat(acknowledged).isNotEmpty();
        assertThat(sessions).containsAll(acknowledged).doesNotHaveDuplicates();
        assertThat(operator.run("provenance", "verify").code()).isZero();
        assertThat(operator.run("verify").code()).isZero();
    }

    /** A disk that is full still takes what fits into the last block; what only can't be read keeps no update out. */
    static Stream<Arguments> lasting() {
        return Stream.of(
                arguments(Fault.deadFrom(1), List.of(503)),
                arguments(Fault.fullFrom(1), List.of(200, 503, 507)),
                arguments(Fault.alwaysFrom(Fault.Kind.SYNC, 1, Fault.EIO), List.of(503)),
                arguments(Fault.alwaysFrom(Fault.Kind.WRITE, 1, Fault.ENOSPC), List.of(507)),
                arguments(Fault.alwaysFrom(Fault.Kind.OPEN_TO_READ, 1, Fault.EIO), List.of(200, 503)),
                arguments(Fault.alwaysFrom(Fault.Kind.READ, 1, Fault.EIO), List.of(200, 503)));
    }

    @Test
    void aDiskThatTakesNothingForAWhileCostsNothingThatWasAcknowledged() throws Exception {
        failForAWhile(Fault.deadFrom(1), List.of(503));
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("lasting")
    void whicheverWayItFailsForAWhile(Fault fault, List<Integer> statuses) throws Exception {
        failForAWhile(fault, statuses);
    }

    private void failForAWhile(Fault fault, List<Integer> statuses) throws Exception {
        assertThat(post()).isEqualTo(200);
        disk.fail(fault);
        for (int i = 0; i < 5; i++) {
            assertThat(post()).isIn(statuses);
        }
        disk.work();
        awaitThatItTakesUpdatesOrHasEndedWithTheCause();
        assertThatNothingIsLost();
    }

    @Tag("long")
    @Test
    void whicheverCallOfABridgeFailsOnce() throws Exception {
        for (int at = 1; at <= CALLS; at++) {
            failAndGoOn(Fault.once(at, Fault.EIO));
            failAndGoOn(Fault.shortWrite(at, Fault.ENOSPC));
            failAndGoOn(Fault.once(Fault.Kind.SYNC, at, Fault.EIO));
        }
        assertThatNothingIsLost();
    }

    private void failAndGoOn(Fault fault) throws Exception {
        disk.fail(fault);
        for (int i = 0; i < 5; i++) {
            assertThat(post()).isIn(200, 503, 507);
        }
        disk.work();
        awaitThatItTakesUpdatesOrHasEndedWithTheCause();
        if (!bridge.isAlive()) {
            start();
        }
    }

    @Tag("long")
    @Test
    void whicheverCallOfABridgeKillsIt() throws Exception {
        for (int at = 1; at <= CALLS; at += 3) {
            disk.fail(Fault.kill(at));
            for (int i = 0; i < 10 && bridge.isAlive(); i++) {
                post();
            }
            disk.work();
            if (!bridge.isAlive()) {
                start();
            }
            assertThat(post()).isEqualTo(200);
        }
        assertThatNothingIsLost();
    }
}
