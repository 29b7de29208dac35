package org.corebucket.bridge.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.testkit.SmallDisk;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A witness whose disk takes nothing: what can't be kept, in either place, is never cosigned. */
@Timeout(120)
final class WitnessDiskTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"inside, true", "inside, false", "outside, true", "outside, false"})
    void whatCanNotBeKeptIsNotCosigned(String place, boolean full) throws Exception {
        WitnessServers servers = new WitnessServers(directory);
        SampleLog log = SampleLog.of("log.example/one", directory, 40);
        Path kept = place.equals("inside") ? servers.root().resolve("logs/witness") : memory(servers);
        try (SmallDisk disk = SmallDisk.at(kept, 64);
                WitnessServer server = servers.start(List.of(log))) {
            assertThat(servers.post(server, log.request(0, 7)).statusCode()).isEqualTo(200);
            String served = "/" + WitnessedLog.fileName(log.origin()) + "/checkpoint";
            String before = servers.get(server, served).body();

            fail(disk, full, true);
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = servers.post(server, log.request(7, 20));
                // Kept inside alone, it is neither told nor served; another view of it is refused all the same.
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.body()).doesNotContain("\u2014").contains("nothing is cosigned");
                HttpResponse<String> last = servers.get(server, served);
                assertThat(last.statusCode() == 500 || last.body().equals(before))
                        .as(last.body())
                        .isTrue();
            }
            assertThat(servers.post(server, log.rewritten(directory, 3, 40).request(7, 20))
                            .statusCode())
                    .isIn(422, 500);
            assertThat(servers.notes).isNotEmpty().noneMatch(note -> note.contains("WENT BACK"));

            fail(disk, full, false);
            int known = place.equals("inside") ? 7 : 20;
            assertThat(servers.post(server, log.request(known, 30)).statusCode())
                    .isEqualTo(200);
            assertThat(servers.get(server, served).statusCode()).isEqualTo(200);
        }
    }

    private static void fail(SmallDisk disk, boolean full, boolean now) throws Exception {
        if (!full) {
            disk.setReadOnly(now);
        } else if (now) {
            disk.fillBut(0);
        } else {
            disk.makeRoom();
        }
    }

    private static Path memory(WitnessServers servers) throws Exception {
        Host host = new Host(
                Map.of("XDG_STATE_HOME", servers.state().toString()), servers.root(), new StandingClock(SampleLog.NOW));
        return Files.createDirectories(new TrustStore(new Deployment(servers.root()), host).witnessed());
    }
}
