package org.corebucket.bridge.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.incident.Violation.Severity;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.seal.SoleHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody at the files that tell of an emergency stop: nothing ends it but the release key. */
final class TamperedIncidentTest {

    @TempDir
    private Path directory;

    private Site site;

    @BeforeEach
    void makeSite() throws IOException {
        site = new Site(directory);
    }

    @Test
    void deletingTheMarkerEndsNothingAndItComesBack() throws Exception {
        Incident incident = site.raise();
        Files.delete(site.marker());

        assertRepaired(incident);
    }

    @Test
    void deletingTheIncidentEndsNothingAndIsFound() throws Exception {
        Incident incident = site.raise();
        Files.delete(site.file(incident));
        Files.delete(site.marker());

        assertThat(site.stop().inForce()).isTrue();
        assertThat(site.stop().findings())
                .extracting(Finding::consequence)
                .containsExactly(Consequence.STOPPED, Consequence.UNTRUSTED);
        assertThat(site.stop().findings().get(1).message())
                .startsWith("INCIDENT GONE: logs/incidents/" + incident.id());
    }

    @Test
    void anIncidentThatIsGoneCanBeResolvedAndIsOpenAgainOnceItIsBack() throws Exception {
        Incident incident = site.raise();
        byte[] content = Files.readAllBytes(site.file(incident));
        Files.delete(site.file(incident));

        site.resolve(incident);
        assertThat(site.stop().inForce()).isFalse();
        Files.write(site.file(incident), content);

        assertThat(site.stop().inForce()).isTrue();
    }

    @Test
    void aMarkerAloneIsAStopThatSaysHowItEnds() throws Exception {
        Files.writeString(site.marker(), "");

        assertThat(site.stop().inForce()).isTrue();
        assertThat(site.stop().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.consequence()).isEqualTo(Consequence.STOPPED);
            assertThat(finding.remedy()).contains("bridgectl stop --reason TEXT", "bridgectl incident resolve ID");
        });
        Incident incident =
                site.incidents().raise(Violation.stop("a marker lay there")).incident();
        site.resolve(incident);
        assertThat(site.stop().inForce()).isFalse();
    }

    @Test
    void aDirectoryInThePlaceOfTheMarkerIsAStopToo() throws Exception {
        Files.createDirectory(site.marker());

        assertThat(site.stop().inForce()).isTrue();
        Incident incident = site.raise();
        site.stop().recordStopped("nothing");
        assertThat(site.resolve(incident)).isEqualTo(new Incidents.Resolving.ResolutionDone(List.of()));
        assertThat(site.stop().inForce()).isFalse();
    }

    @Test
    void deletingTheResolutionPutsItInForceAgain() throws Exception {
        Incident incident = site.raise();
        site.resolve(incident);
        Files.delete(site.resolution(incident));

        assertThat(site.stop().inForce()).isTrue();
        assertRepaired(incident);
    }

    @Test
    void editingTheSeverityEndsNothingAndIsFound() throws Exception {
        Incident incident = site.raise();
        edit(site.file(incident), "\"critical\"", "\"warning\"");
        Files.delete(site.marker());

        assertThat(site.stop().inForce()).isTrue();
        assertThat(site.stop().findings().get(1).message()).startsWith("INCIDENT ALTERED: ");
        assertThat(site.stop().findings().get(1).consequence()).isEqualTo(Consequence.UNTRUSTED);
    }

    @Test
    void anIncidentThatIsChangedAfterItWasResolvedIsOpenAgain() throws Exception {
        Incident incident = site.raise();
        site.resolve(incident);
        edit(site.file(incident), "is not what was sealed", "is in the best order");

        assertThat(site.stop().inForce()).isTrue();
        assertThat(site.stop().findings().get(0).message())
                .endsWith("(its resolution does not hold: the incident is no longer what was resolved)");
    }

    @Test
    void aResolutionByAnotherKeyResolvesNothing() throws Exception {
        Incident incident = site.raise();

        site.incidents()
                .resolve(
                        site.find(incident),
                        site.resolution(site.find(incident), "forged", Site.OTHER),
                        SoleHolder.of(Site.OTHER));

        assertThat(site.stop().inForce()).isTrue();
        assertThat(site.stop().findings().get(0).message()).contains("it is not signed by the release key");
    }

    @Test
    void aKeyThatWasPutInThePlaceOfTheReleaseKeyResolvesNothing() throws Exception {
        Incident incident = site.raise();
        site.publish(Site.OTHER);

        site.incidents()
                .resolve(
                        site.find(incident),
                        site.resolution(site.find(incident), "forged", Site.OTHER),
                        SoleHolder.of(Site.OTHER));

        assertThat(site.stop().inForce()).isTrue();
        assertThat(site.stop().findings().get(0).message()).contains("is not the release key that this host has seen");
    }

    @Test
    void aResolutionWhoseWordsWereChangedResolvesNothing() throws Exception {
        Incident incident = site.raise();
        site.resolve(incident);
        edit(site.resolution(incident), "\"restored\"", "\"forgiven\"");

        assertThat(site.stop().inForce()).isTrue();
    }

    @Test
    void theResolutionOfAnotherIncidentResolvesNothing() throws Exception {
        Incident first = site.raise();
        Incident second = site.incidents().raise(Violation.stop("fire")).incident();
        site.resolve(first);
        Files.copy(site.resolution(first), site.resolution(second));

        assertThat(site.find(second).closing())
                .isEqualTo(new IncidentState.Closing.Doubtful("it is that of " + first.id()));
        assertThat(site.stop().inForce()).isTrue();
    }

    @Test
    void anOldStateThatRemembersNoIncidentEndsNothing() throws Exception {
        byte[] old = Files.readAllBytes(site.store().file());
        Incident incident = site.raise();
        Files.write(site.store().file(), old);
        Files.delete(site.marker());

        assertThat(site.stop().inForce()).isTrue();
        assertRepaired(incident);
    }

    @Test
    void anOldStateThatRemembersAResolvedIncidentStopsNothingAndForgetsIt() throws Exception {
        Incident incident = site.raise();
        byte[] old = Files.readAllBytes(site.store().file());
        site.resolve(incident);
        Files.write(site.store().file(), old);

        assertThat(site.stop().inForce()).isFalse();
        site.stop().uphold();
        assertThat(site.remembered()).isEmpty();
        assertThat(site.marker()).doesNotExist();
    }

    @Test
    void withoutTheStateTheIncidentIsEnough() throws Exception {
        Incident incident = site.raise();
        Files.delete(site.store().file());
        Files.delete(site.marker());

        assertThat(site.stop().inForce()).isTrue();
        site.stop().uphold();
        assertThat(site.marker()).exists();
        site.resolve(incident);
        assertThat(site.stop().inForce()).isFalse();
    }

    @Test
    void aStateThatCannotBeReadLeavesNoResolutionToBeBelieved() throws Exception {
        Incident incident = site.raise();
        site.resolve(incident);
        Files.writeString(site.store().file(), "no state");

        assertThat(site.stop().inForce()).isTrue();
    }

    @Test
    void aTornIncidentCountsAsCriticalAndCanBeResolved() throws Exception {
        Incident incident = site.incidents()
                .raise(Site.tampered(Severity.WARNING, "a", "bb"))
                .incident();
        Files.writeString(site.file(incident), "{\"id\": ");

        assertThat(site.stop().inForce()).isTrue();
        assertThat(site.stop().findings().get(0).message()).contains("its file can't be read: logs/incidents/");
        site.resolve(incident);
        assertThat(site.stop().inForce()).isFalse();
    }

    @Test
    void aForeignFileAmongTheIncidentsCountsAsCritical() throws Exception {
        DurableFiles.makeDirectories(site.deployment().incidents());
        Files.writeString(IncidentDirectory.file(site.deployment(), "notes of mine"), "{}");

        assertThat(site.stop().inForce()).isTrue();
        site.stop().uphold();
        assertThat(site.stop().findings().get(0).remedy()).contains("move it out of logs/incidents");
    }

    @Test
    void aLinkInThePlaceOfAnIncidentIsNotFollowed() throws Exception {
        Incident incident = site.incidents()
                .raise(Site.tampered(Severity.WARNING, "a", "bb"))
                .incident();
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(site.file(incident), elsewhere);
        Files.createSymbolicLink(site.file(incident), elsewhere);

        assertThat(site.find(incident).content())
                .isEqualTo(new IncidentState.IncidentContent.UnreadableIncident("it is a symbolic link"));
        assertThat(site.stop().inForce()).isTrue();
    }

    @Test
    void aLinkInThePlaceOfAllIncidentsIsNotFollowed() throws Exception {
        Files.createDirectories(site.deployment().path("logs"));
        Files.createSymbolicLink(site.deployment().incidents(), Files.createDirectory(directory.resolve("empty")));

        assertThat(site.stop().inForce()).isTrue();
        assertThat(site.stop().findings().get(0).message()).contains("logs/incidents is a symbolic link");
    }

    @Test
    void aNamedKeyIsTheOneThatResolutionsMustBeSignedBy() throws Exception {
        Incident incident = site.raise();
        site.resolve(incident);
        Path named = directory.resolve("named.pem");
        Files.writeString(named, Site.OTHER.publicKey().toPem());
        Files.delete(site.store().file());

        assertThat(site.stop().inForce()).isFalse();
        assertThat(EmergencyStop.trusting(site.deployment(), site.host(), InputFile.of(named))
                        .inForce())
                .isTrue();
    }

    private void assertRepaired(Incident incident) throws Exception {
        assertThat(site.stop().inForce()).isTrue();
        site.stop().uphold();
        assertThat(site.remembered()).containsExactly(incident.id().text());
        assertThat(site.marker()).content().contains(incident.id().text());
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }
}
