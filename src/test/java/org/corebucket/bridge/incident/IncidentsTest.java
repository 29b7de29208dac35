package org.corebucket.bridge.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.seal.SoleHolder;
import org.corebucket.bridge.testkit.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raising, adding to, finding and resolving incidents, by one and by several at once. */
final class IncidentsTest {

    private static final int ROUNDS = 10;
    private static final int HEAD_LINES = 11;

    @TempDir
    private Path directory;

    private Site site;

    @BeforeEach
    void makeSite() throws IOException {
        site = new Site(directory);
    }

    /** Raises the same violation, and one of its own, again and again. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            Site site = Site.reopened(Path.of(arguments[0]));
            for (int i = 0; i < ROUNDS; i++) {
                site.incidents().raise(Site.tampered("shared"));
                site.incidents().raise(Violation.stop(arguments[1] + i));
            }
        }
    }

    @Test
    void theSameViolationIsRaisedOnceAndSaysThatItWasSeenAgain() throws Exception {
        Incident first = site.raise();
        site.wait(Duration.ofMinutes(5));

        Incidents.Raised again = site.incidents().raise(first.violation());

        assertThat(again).isInstanceOf(Incidents.Raised.KnownIncident.class);
        assertThat(again.incident().id()).isEqualTo(first.id());
        assertThat(site.incidents().all()).hasSize(1);
        assertThat(again.incident().actions())
                .containsExactly(new Incident.IncidentAction(Site.NOW.plusSeconds(300), "seen again"));
        assertThat(site.marker()).content().containsOnlyOnce("incident " + first.id());
    }

    @Test
    void theSameViolationAfterItsResolutionIsANewIncident() throws Exception {
        Incident first = site.raise();
        site.resolve(first);

        assertThat(site.incidents().raise(first.violation())).isInstanceOf(Incidents.Raised.NewIncident.class);
        assertThat(site.stop().inForce()).isTrue();
    }

    @Test
    void knowsWhenTheDeploymentWasLastReady() throws Exception {
        Files.createDirectories(site.deployment().path("logs"));
        Files.writeString(
                site.deployment().auditLog(),
                "{\"timestamp\":\"2026-11-23T10:00:00.5Z\",\"system_status\":\"READY\",\"partial\":false}\n");

        assertThat(site.raise().lastGoodVerify()).isEqualTo("2026-11-23T10:00:00.5Z");
    }

    @Test
    void leavesALineInTheAuditLogForEachStep() throws Exception {
        Incident incident = site.raise();
        site.incidents().recordStopped(incident.id(), List.of("bridge"));
        site.resolve(incident);

        assertThat(Files.readAllLines(site.deployment().auditLog()))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("{\"timestamp\":\"2026-11-23T10:11:12Z\",\"event\":\"incident-raised\","
                                        + "\"incident\":\"" + incident.id() + "\",\"severity\":\"critical\""),
                        line -> assertThat(line).contains("\"event\":\"stopped\"", "\"ended\":[\"bridge\"]"),
                        line -> assertThat(line)
                                .contains(
                                        "\"event\":\"incident-resolved\"",
                                        "\"reason\":\"restored\"",
                                        "\"stop_in_force\":false"));
    }

    @Test
    void whatWasStoppedStandsInTheIncidentAndInTheMarker() throws Exception {
        Incident incident = site.raise();

        site.incidents().recordStopped(incident.id(), List.of("bridge, process 4711"));

        assertThat(recorded(incident).actions())
                .extracting(Incident.IncidentAction::text)
                .containsExactly("stopped bridge, process 4711");
        assertThat(site.marker()).content().endsWith(" stopped: bridge, process 4711\n");
    }

    @Test
    void nothingIsAddedToWhatIsResolved() throws Exception {
        Incident incident = site.raise();
        site.resolve(incident);

        assertThat(site.incidents().append(incident.id(), "alert delivered")).isFalse();

        assertThat(site.stop().inForce()).isFalse();
    }

    @Test
    void nothingIsAddedToWhatIsNotThere() throws Exception {
        assertThat(site.incidents().append(new IncidentId("INC-20261123T101112Z-4f2a1c"), "x"))
                .isFalse();
    }

    @Test
    void anIncidentThatChangedSinceItWasLookedAtIsNotResolved() throws Exception {
        Incident incident = site.raise();
        IncidentState lookedAt = site.find(incident);
        site.incidents().raise(incident.violation());

        assertThat(site.incidents()
                        .resolve(
                                lookedAt,
                                site.resolution(lookedAt, "restored", Site.RELEASE),
                                SoleHolder.of(Site.RELEASE)))
                .isEqualTo(new Incidents.Resolving.Changed());
        assertThat(site.stop().inForce()).isTrue();
    }

    @Test
    void anIncidentThatIsRaisedBetweenLookingAndResolvingStaysOpen() throws Exception {
        Incident first = site.raise();
        IncidentState lookedAt = site.find(first);
        Incident second = site.incidents().raise(Violation.stop("fire")).incident();

        site.incidents()
                .resolve(lookedAt, site.resolution(lookedAt, "restored", Site.RELEASE), SoleHolder.of(Site.RELEASE));

        assertThat(site.stop().stopping())
                .extracting(IncidentState::id)
                .containsExactly(second.id().text());
        assertThat(site.marker()).exists();
    }

    @Test
    @SuppressWarnings("try") // the lock is only held
    void aLockThatSomebodyHoldsKeepsNobodyFromStopping() throws Exception {
        Incident first = site.raise();
        try (DeploymentLock lock = lock()) {
            site.impatient().raise(Violation.stop("fire"));
            assertThatThrownBy(() -> site.impatient()
                            .resolve(
                                    site.find(first),
                                    site.resolution(site.find(first), "restored", Site.RELEASE),
                                    SoleHolder.of(Site.RELEASE)))
                    .isInstanceOf(LockHeldException.class);
            assertThatThrownBy(() -> site.impatient().append(first.id(), "x")).isInstanceOf(LockHeldException.class);
        }

        assertThat(site.stop().stopping()).hasSize(2);
    }

    @Test
    @SuppressWarnings("try") // the lock is only held
    void aFreezeThatIsAtWorkKeepsNobodyFromStopping() throws Exception {
        try (DeploymentLock lock = DeploymentLock.forChanges(site.deployment())) {
            site.impatient().raise(Violation.stop("fire"));
        }

        assertThat(site.stop().inForce()).isTrue();
    }

    @Test
    void processesThatRaiseAtOnceRaiseEachViolationOnce() throws Exception {
        Process one = ChildJvm.start(Child.class, directory.toString(), "one");
        Process two = ChildJvm.start(Child.class, directory.toString(), "two");
        assertThat(one.waitFor()).isZero();
        assertThat(two.waitFor()).isZero();

        assertThat(site.incidents().all()).hasSize(1 + 2 * ROUNDS);
        assertThat(site.remembered()).hasSize(1 + 2 * ROUNDS);
        assertThat(site.marker()).content().hasLineCount(HEAD_LINES + 1 + 2 * ROUNDS);
    }

    @Test
    void whoeverResolvesWhileOthersRaiseEndsNothingOfTheirs() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService raiser = Executors.newSingleThreadExecutor();
        List<Incident> open = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Incident old = site.raise();
            String reason = "fire " + i;
            Future<Incident> raised = raiser.submit(() -> {
                together.await();
                return site.incidents().raise(Violation.stop(reason)).incident();
            });
            together.await();
            site.resolve(old);
            open.add(raised.get());

            assertThat(site.stop().inForce()).isTrue();
            assertThat(site.marker()).exists();
            assertThat(site.remembered()).hasSize(open.size());
        }
        raiser.shutdown();
        assertThat(site.stop().stopping()).hasSize(ROUNDS);
    }

    @Test
    void allAreListedTheOldestFirst() throws Exception {
        Incident first = site.raise();
        site.wait(Duration.ofSeconds(1));
        Incident second = site.incidents().raise(Violation.stop("fire")).incident();

        assertThat(site.incidents().all())
                .extracting(IncidentState::id)
                .containsExactly(first.id().text(), second.id().text());
        assertThat(site.incidents().openCritical()).hasSize(2);
    }

    @Test
    void noIdLeadsOutOfTheDirectory() throws Exception {
        site.raise();

        assertThat(site.incidents().find("../incidents/x")).isEmpty();
        assertThat(site.incidents().find("logs/incidents")).isEmpty();
    }

    private DeploymentLock lock() throws Exception {
        return DeploymentLock.acquire(site.deployment().incidents().resolve(".lock"));
    }

    private Incident recorded(Incident incident) throws IOException {
        IncidentState.IncidentContent content = site.find(incident).content();
        return Objects.requireNonNull(
                content instanceof IncidentState.IncidentContent.Recorded recorded ? recorded.incident() : null);
    }
}
