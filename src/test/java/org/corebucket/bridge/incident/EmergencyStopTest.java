package org.corebucket.bridge.incident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.corebucket.bridge.incident.Violation.Severity;
import org.corebucket.bridge.seal.TrustState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the emergency stop is in force, after every crash and whatever somebody does to its files. */
final class EmergencyStopTest {

    @TempDir
    private Path directory;

    private Site site;

    @BeforeEach
    void makeSite() throws IOException {
        site = new Site(directory);
    }

    @Test
    void isNotInForceWhereNothingHappened() throws Exception {
        assertThat(site.stop().inForce()).isFalse();
        assertThat(site.stop().findings()).isEmpty();
        assertThat(site.deployment().incidents()).doesNotExist();
    }

    @Test
    void aCriticalIncidentPutsItInForceAndIsRememberedAndMarked() throws Exception {
        Incident incident = site.raise();

        assertThat(site.stop().inForce()).isTrue();
        assertThat(site.remembered()).containsExactly(incident.id().text());
        assertThat(site.marker())
                .content()
                .startsWith("EMERGENCY STOP IN FORCE\n")
                .contains("bridgectl incident resolve ID --reason TEXT")
                .endsWith("2026-11-23T10:11:12Z incident " + incident.id()
                        + ": canonical/policy.json is not what was sealed\n");
    }

    @Test
    void aWarningDoesNot() throws Exception {
        site.incidents().raise(Site.tampered(Severity.WARNING, "a", "bb"));

        assertThat(site.stop().inForce()).isFalse();
        assertThat(site.marker()).doesNotExist();
        assertThat(site.remembered()).isEmpty();
    }

    @Test
    void aResolutionEndsIt() throws Exception {
        Incident incident = site.raise();

        assertThat(site.resolve(incident)).isEqualTo(new Incidents.Resolving.ResolutionDone(List.of()));

        assertThat(site.stop().inForce()).isFalse();
        assertThat(site.marker()).doesNotExist();
        assertThat(site.remembered()).isEmpty();
    }

    @Test
    void itStaysInForceWhileAnotherIncidentIsOpen() throws Exception {
        Incident first = site.raise();
        Incident second = site.incidents().raise(Violation.stop("fire")).incident();

        assertThat(site.resolve(first))
                .isInstanceOfSatisfying(
                        Incidents.Resolving.ResolutionDone.class,
                        done -> assertThat(done.stopping())
                                .extracting(IncidentState::id)
                                .containsExactly(second.id().text()));

        assertThat(site.stop().inForce()).isTrue();
        assertThat(site.marker()).content().contains("resolved: " + first.id());
        site.resolve(second);
        assertThat(site.stop().inForce()).isFalse();
    }

    // A crash between any two writes leaves nothing, or a stop in force. Each state is made as the writes follow.

    @Test
    void aCrashAfterTheIncidentWasWrittenLeavesItInForce() throws Exception {
        Incident incident = site.raise();
        site.store().close(incident.id().text());
        Files.delete(site.marker());

        assertThat(site.stop().inForce()).isTrue();
        assertRepaired(incident);
    }

    @Test
    void aCrashAfterTheStateWasWrittenLeavesItInForce() throws Exception {
        Incident incident = site.raise();
        Files.delete(site.marker());

        assertThat(site.stop().inForce()).isTrue();
        assertRepaired(incident);
    }

    @Test
    void aCrashBeforeTheIncidentWasWrittenLeavesNothing() throws Exception {
        IncidentDirectory.writer(site.deployment()).stage("{".getBytes(UTF_8), 0640);

        assertThat(site.stop().inForce()).isFalse();
        assertThat(site.incidents().all()).isEmpty();
    }

    @Test
    void raisingItAgainDoesTheRest() throws Exception {
        Incident incident = site.raise();
        site.store().close(incident.id().text());
        Files.delete(site.marker());

        assertThat(site.raise().id()).isEqualTo(incident.id());

        assertThat(site.remembered()).containsExactly(incident.id().text());
        assertThat(site.marker()).exists();
    }

    @Test
    void aCrashAfterTheResolutionWasWrittenLeavesItInForceUntilItIsDoneAgain() throws Exception {
        Incident incident = site.raise();
        byte[] marker = Files.readAllBytes(site.marker());
        site.resolve(incident);
        site.store().open(incident.id().text());
        Files.write(site.marker(), marker);

        assertThat(site.stop().inForce()).isTrue();
        site.resolve(incident);

        assertThat(site.stop().inForce()).isFalse();
        assertThat(site.remembered()).isEmpty();
    }

    @Test
    void aCrashAfterTheStateForgotLeavesItInForceUntilItIsDoneAgain() throws Exception {
        Incident incident = site.raise();
        byte[] marker = Files.readAllBytes(site.marker());
        site.resolve(incident);
        byte[] resolution = Files.readAllBytes(site.resolution(incident));
        Files.write(site.marker(), marker);

        assertThat(site.stop().inForce()).isTrue();
        site.resolve(incident);

        assertThat(site.stop().inForce()).isFalse();
        assertThat(site.resolution(incident)).hasBinaryContent(resolution);
    }

    @Test
    void aStateThatCannotBeWrittenKeepsNeitherIncidentNorMarkerFromBeingWritten() throws Exception {
        Files.writeString(site.store().file(), "no state");

        assertThatThrownBy(() -> site.raise()).isInstanceOf(IOException.class);

        assertThat(site.marker()).exists();
        assertThat(site.incidents().all()).hasSize(1);
    }

    @Test
    void theMarkerTellsWhatWasStoppedAndWhatDidNotStart() throws Exception {
        site.raise();

        site.stop().recordStopped("bridge\u001b[31m, process 4711");
        site.stop().recordNotStarted("automation\nstopped: nothing");

        assertThat(site.marker())
                .content()
                .contains("\n2026-11-23T10:11:12Z stopped: bridge\\u001b[31m, process 4711\n")
                .endsWith("\n2026-11-23T10:11:12Z did not start: automation\\nstopped: nothing\n");
    }

    @Test
    void whoNoticesTheStopByItsIncidentBeforeThereIsAMarkerIsInItTheSame() throws Exception {
        Incident incident = site.raise();
        Files.delete(site.marker());

        site.stop().recordStopped("run bridge");

        assertThat(site.marker())
                .content()
                .contains(incident.id().text())
                .endsWith("\n2026-11-23T10:11:12Z stopped: run bridge\n");
    }

    @Test
    void theMarkerStopsGrowing() throws Exception {
        site.raise();
        Files.writeString(site.marker(), "x".repeat(256 * 1024));

        site.stop().recordNotStarted("job");

        assertThat(site.marker()).hasSize(256 * 1024);
    }

    @Test
    void whatIsNotStoppedHasNoMarkerToWriteTo() throws Exception {
        site.stop().recordNotStarted("job");

        assertThat(site.marker()).doesNotExist();
    }

    @Test
    void savingTheStateForgetsNoIncident() throws Exception {
        Incident incident = site.raise();
        TrustState state = Objects.requireNonNull(site.store().load());

        site.store().save(new TrustState(state.deployment(), state.believed(), 2, state.lastSeen()));

        assertThat(site.remembered()).containsExactly(incident.id().text());
    }

    private void assertRepaired(Incident incident) throws Exception {
        assertThat(site.stop().inForce()).isTrue();
        site.stop().uphold();
        assertThat(site.remembered()).containsExactly(incident.id().text());
        assertThat(site.marker()).content().contains(incident.id().text());
    }
}
