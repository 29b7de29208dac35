package org.corebucket.bridge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.guard.PolicyReading;
import org.corebucket.bridge.incident.Incident;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.policy.Policy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Incidents on their way to a real command, which keeps what it is given. */
final class IncidentAlertsTest {

    private final List<String> trouble = new ArrayList<>();
    private Scene scene;
    private Path told;

    @BeforeEach
    void makeScene(@TempDir Path directory) throws Exception {
        scene = new Scene(directory);
        told = directory.resolve("told");
    }

    @Test
    void aCriticalIncidentIsToldOnceHoweverOftenItIsOffered() throws Exception {
        Incident incident = raise(Violation.stop("strange entries"));

        tellBy(thatWritesItDown());
        tellBy(thatWritesItDown());

        assertThat(Files.readAllLines(told))
                .singleElement()
                .asString()
                .contains(
                        "\"type\":\"stop.in_force\"",
                        "\"severity\":\"critical\"",
                        "\"summary\":\"strange entries\"",
                        "\"incident\": \"" + incident.id().text() + "\"",
                        "\"kind\": \"operator-stop\"",
                        "\"root\": \"" + scene.deployment.root() + "\"");
        assertThat(trouble).isEmpty();
    }

    @Test
    void aWarningIsToldAsOne() throws Exception {
        raise(warning());

        tellBy(thatWritesItDown());

        assertThat(Files.readString(told)).contains("\"type\":\"incident.raised\"", "\"severity\":\"warning\"");
    }

    @Test
    void nobodyIsToldByAPolicyThatDidNotVerify() throws Exception {
        raise(warning());

        tell(new PolicyReading.UnverifiedPolicy("changed"));

        assertThat(told).doesNotExist();
        assertThat(trouble).isEmpty();
    }

    @Test
    void aNewSinkIsToldWhatIsOpenHoweverOldAndWhatWasResolvedOnlyAsLongAsItIsNews() throws Exception {
        raise(Violation.stop("still open"));
        Incident closed = raise(warning());
        scene.operator().run("incident", "resolve", closed.id().text(), "--reason", "seen");
        assertThat(scene.incidents().find(closed.id().text()).orElseThrow().isResolved())
                .isTrue();
        scene.pass(Duration.ofHours(23));
        tellBy(thatWritesItDown());
        assertThat(types()).containsExactlyInAnyOrder("stop.in_force", "incident.raised", "incident.resolved");

        Files.delete(told);
        scene.pass(Duration.ofHours(2));
        tellBy(thatWritesItDown("another"));

        assertThat(types()).containsExactly("stop.in_force");
    }

    @Test
    void whatCannotBeDeliveredIsSaidAndWaitsForTheNext() throws Exception {
        Path ready = told.resolveSibling("ready");
        raise(warning());
        Policy.Alert onceReady = command("sh", "-c", "test -e \"$1\" && cat >\"$2\"", "sh", "" + ready, "" + told);

        tellBy(onceReady);
        assertThat(trouble).singleElement().asString().contains("command sh");
        assertThat(told).doesNotExist();

        Files.createFile(ready);
        tellBy(onceReady);
        assertThat(told).content().contains("\"type\":\"incident.raised\"");
    }

    @Test
    void whatAllNodesShareIsToldByTheOneWhoseDutyItIs() throws Exception {
        raise(Violation.stop("strange entries"));
        raise(warning());
        Set<String> said = new HashSet<>();
        scene.duty = Optional.of(duty(keys -> Set.of(), said));
        tellBy(thatWritesItDown());
        assertThat(types()).as("a warning is this node's own").containsExactly("incident.raised");
        assertThat(said).isEmpty();

        scene.duty = Optional.of(duty(keys -> keys, said));
        tellBy(thatWritesItDown());
        assertThat(types()).containsExactly("incident.raised", "stop.in_force");
        assertThat(said).hasSize(1);
    }

    @Test
    void whoCanNotAskTheOtherNodesTellsByItself() throws Exception {
        raise(Violation.stop("strange entries"));
        scene.duty = Optional.of(duty(
                keys -> {
                    throw new IOException("nobody answers");
                },
                new HashSet<>()));

        tellBy(thatWritesItDown());

        assertThat(types()).containsExactly("stop.in_force");
    }

    @Test
    void whoGetsNoAnswerTellsByItself() throws Exception {
        raise(Violation.stop("strange entries"));
        CountDownLatch never = new CountDownLatch(1);
        scene.duty = Optional.of(duty(
                keys -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Set.of();
                },
                new HashSet<>()));

        tellBy(thatWritesItDown());

        assertThat(types()).containsExactly("stop.in_force");
    }

    /** What a duty answers. */
    private interface Answering {
        Set<String> to(Set<String> keys) throws IOException;
    }

    private static AlertDuty duty(Answering answering, Set<String> said) {
        return new AlertDuty() {
            @Override
            public Set<String> toTell(Set<String> keys) throws IOException {
                return answering.to(keys);
            }

            @Override
            public void told(Set<String> keys) {
                said.addAll(keys);
            }
        };
    }

    private Incident raise(Violation seen) throws Exception {
        return scene.incidents().raise(seen).incident();
    }

    private static Violation warning() {
        return Violation.of(Violation.Severity.WARNING, "refusal", "run of /tmp/x was refused", List.of());
    }

    private List<String> types() throws Exception {
        List<String> types = new ArrayList<>();
        for (String line : Files.readAllLines(told)) {
            types.add(line.replaceAll(".*\"type\":\"([^\"]*)\".*", "$1"));
        }
        return types;
    }

    private void tellBy(Policy.Alert alert) {
        tell(new PolicyReading.VerifiedPolicy(Scene.policy(Duration.ofMinutes(5), alert)));
    }

    private void tell(PolicyReading policy) {
        IncidentAlerts.once(scene.deployment, scene.host, scene.duty, policy, trouble::add);
    }

    private Policy.Alert thatWritesItDown(String... more) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", "flock \"$1\" cat >>\"$1\"", "sh", "" + told));
        argv.addAll(List.of(more));
        return command(argv.toArray(String[]::new));
    }

    private static Policy.Alert command(String... argv) {
        return new Policy.Alert(Policy.Alert.AlertKind.COMMAND, "", List.of(argv), "");
    }
}
