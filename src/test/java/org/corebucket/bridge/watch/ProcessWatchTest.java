package org.corebucket.bridge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.Incident;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.policy.PathPattern;
import org.corebucket.bridge.process.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that run a forbidden file while the watch looks. */
@Timeout(60)
final class ProcessWatchTest {

    private static final String FORBIDDEN = "test_it.sh";

    private final List<Process> started = new ArrayList<>();
    private Scene scene;
    private ProcessWatch watch;

    @BeforeEach
    void makeScene(@TempDir Path directory) throws Exception {
        scene = new Scene(directory);
        scene.operator().write(FORBIDDEN, "echo ready; read -r line\n");
        Reaction reaction = new Reaction(scene.deployment, scene.host, List.of(), scene.notes::add);
        watch = new ProcessWatch(scene.deployment, reaction, ProcessTable.system());
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void whatIsOnlyReportedIsACriticalIncidentAndGoesOn() throws Exception {
        Process process = start();
        watch.lookFor(forbidden(ForbiddenRunners.OnProcess.REPORT));

        watch.look();

        Incident incident = onlyIncident();
        assertThat(incident.violation().summary()).contains("FORBIDDEN PROCESS: " + FORBIDDEN, "pid " + process.pid());
        assertThat(incident.violation().processes()).singleElement().satisfies(participant -> {
            assertThat(participant.pid()).isEqualTo(process.pid());
            assertThat(participant.command()).endsWith(FORBIDDEN);
            assertThat(participant.parents().get(0))
                    .contains(String.valueOf(ProcessHandle.current().pid()));
        });
        assertThat(EmergencyStop.of(scene.deployment, scene.host).inForce()).isTrue();
        assertThat(process.isAlive()).isTrue();
        assertThat(scene.notes).hasSize(1);
    }

    @Test
    void whatIsTerminatedIsRecordedAsEnded() throws Exception {
        Process process = start();
        watch.lookFor(forbidden(ForbiddenRunners.OnProcess.TERMINATE));

        watch.look();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(onlyIncident().actions()).anyMatch(action -> action.text().contains("ended pid " + process.pid()));
    }

    @Test
    void whatItEndsItSaysBeforeAndOnce() throws Exception {
        watch.lookFor(forbidden(ForbiddenRunners.OnProcess.TERMINATE));
        watch.lookFor(forbidden(ForbiddenRunners.OnProcess.TERMINATE));
        assertThat(scene.notes)
                .singleElement()
                .asString()
                .startsWith("ends every process that runs a forbidden file of this deployment (test_*)");
        Process process = start();

        watch.look();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(scene.notes.get(2)).startsWith("incident ");
        assertThat(scene.notes.get(1))
                .matches("ending pid " + process.pid() + " of .*, which runs " + FORBIDDEN + ": .*");
    }

    @Test
    void whereNothingIsEndedNothingIsSaidOfIt() throws Exception {
        watch.lookFor(forbidden(ForbiddenRunners.OnProcess.REPORT));

        assertThat(scene.notes).isEmpty();
    }

    @Test
    void whatGoesOnIsOneIncidentAndWhatIsNewAnother() throws Exception {
        start();
        watch.lookFor(forbidden(ForbiddenRunners.OnProcess.REPORT));
        watch.look();
        watch.look();
        assertThat(scene.incidents().all()).hasSize(1);

        scene.operator().write("test_other.sh", "echo ready; read -r line\n");
        watch.lookFor(forbidden(ForbiddenRunners.OnProcess.REPORT));
        start("test_other.sh");
        watch.look();

        assertThat(scene.incidents().all()).hasSize(2);
    }

    @Test
    void beforeAPolicyVerifiedNothingIsForbidden() throws Exception {
        start();

        watch.look();

        assertThat(scene.incidents().all()).isEmpty();
    }

    private Process start() throws IOException {
        return start(FORBIDDEN);
    }

    /** A shell that runs a file, and has begun to. */
    private Process start(String file) throws IOException {
        Process process = new ProcessBuilder("sh", file)
                .directory(scene.deployment.root().toFile())
                .start();
        started.add(process);
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process;
    }

    private Incident onlyIncident() throws IOException {
        List<IncidentState> all = scene.incidents().all();
        assertThat(all).hasSize(1);
        return ((IncidentState.IncidentContent.Recorded) all.get(0).content()).incident();
    }

    private static ForbiddenRunners forbidden(ForbiddenRunners.OnProcess action) {
        return new ForbiddenRunners(
                List.of(new PathPattern("test_*")), List.of(), ForbiddenRunners.Mode.NO_EXEC, action);
    }
}
