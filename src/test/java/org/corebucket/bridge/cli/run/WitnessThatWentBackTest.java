package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A witness in a process of its own, of which somebody changes what it cosigned. */
@Timeout(240)
final class WitnessThatWentBackTest {

    private static final Pattern ID = Pattern.compile("INC-[0-9TZ]+-[0-9a-f]+");

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private Operator operator;
    private SampleLog log;
    private Path file;

    @BeforeEach
    void make() throws Exception {
        operator = Operator.atDeployment(directory);
        log = SampleLog.of("log.example/one", directory, 40);
        file = operator.path("logs/witness")
                .resolve(
                        Sha256.of(log.origin().getBytes(StandardCharsets.UTF_8)).hex());
    }

    private int add(ServiceProcess witness, SampleLog view, long oldSize, long size) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(witness.address() + "/add-checkpoint"))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(view.request(oldSize, size)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private void assertStoppedBecauseItWentBack() {
        assertThat(operator.run("incident", "list").out()).containsPattern("critical  open +WITNESS WENT BACK");
        assertThat(operator.path("EMERGENCY_SHUTDOWN.marker")).exists();
        assertThat(operator.run("run", "witness").code()).isEqualTo(ExitCode.STOPPED);
    }

    private void resolve() {
        Matcher id = ID.matcher(operator.run("incident", "list").out());
        assertThat(id.find()).isTrue();
        Answer resolved = operator.run("incident", "resolve", id.group(), "--reason", "it was the backup script");
        assertThat(resolved.code()).as(resolved.err()).isZero();
    }

    @Test
    void whileItRunsItRefusesEndsAndGoesOnWithTheLargerTreeOnceThatIsResolved() throws Exception {
        try (ServiceProcess witness = ServiceProcess.witness(operator, List.of(log))) {
            assertThat(add(witness, log, 0, 7)).isEqualTo(200);
            byte[] earlier = Files.readAllBytes(file);
            assertThat(add(witness, log, 7, 20)).isEqualTo(200);
            Files.write(file, earlier);
            assertThat(operator.run("verify").out()).contains("WITNESS WENT BACK");

            assertThat(add(witness, log.rewritten(directory, 7, 40), 7, 20)).isEqualTo(500);

            assertThat(witness.awaitEnd()).isEqualTo(ExitCode.STOPPED);
            assertStoppedBecauseItWentBack();
            resolve();
            witness.start();
            assertThat(add(witness, log.rewritten(directory, 7, 40), 7, 20)).isEqualTo(409);
            assertThat(add(witness, log.rewritten(directory, 7, 40), 20, 30)).isEqualTo(422);
            assertThat(add(witness, log, 20, 40)).isEqualTo(200);
        }
        assertThat(operator.run("verify").out()).doesNotContain("WITNESS WENT BACK");
    }

    @Test
    void theNextStartFindsItAndEnds() throws Exception {
        try (ServiceProcess witness = ServiceProcess.witness(operator, List.of(log))) {
            assertThat(add(witness, log, 0, 20)).isEqualTo(200);
            witness.kill();
            Files.delete(file);

            witness.start();

            assertThat(witness.awaitEnd()).isEqualTo(ExitCode.STOPPED);
            assertStoppedBecauseItWentBack();
            resolve();
            witness.start();
            assertThat(add(witness, log, 20, 40)).isEqualTo(200);
        }
    }

    /** As when a watch finds it first: under the stop no start could make the file anew. */
    @Test
    void oneThatAnotherIncidentEndsLeavesWhatItCosignedAsItWas() throws Exception {
        try (ServiceProcess witness = ServiceProcess.witness(operator, List.of(log))) {
            assertThat(add(witness, log, 0, 20)).isEqualTo(200);
            Files.delete(file);
            operator.run("stop", "--reason", "somebody was here");

            assertThat(witness.awaitEnd()).isEqualTo(ExitCode.STOPPED);
            assertThat(file).exists();
            assertThat(operator.run("incident", "list").out()).contains("WITNESS WENT BACK");
        }
    }
}
