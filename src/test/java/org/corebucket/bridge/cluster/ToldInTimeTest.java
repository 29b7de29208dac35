package org.corebucket.bridge.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.testkit.FaultyLink;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whoever stops a cluster is told in time that its servers do not answer, however many there are. */
@ExtendWith(PostgresLogs.class)
final class ToldInTimeTest {

    @TempDir
    private Path directory;

    @Test
    void thePatienceIsForAllServersTogether() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        try (SharedLedger ledger = SharedLedger.make();
                FaultyLink first = new FaultyLink(PostgresServer.shared().address());
                FaultyLink second = new FaultyLink(PostgresServer.shared().address())) {
            ledger.join(operator, ledger.schema().url(first.address(), second.address()));
            Deployment deployment = Deployment.at(operator.root());
            first.silence();
            second.silence();

            CompletableFuture<Optional<String>> told = CompletableFuture.supplyAsync(() -> {
                try (ClusterIncidents incidents = new ClusterIncidents(deployment, operator.host(), note -> {})) {
                    return incidents.tell(Duration.ofSeconds(1));
                }
            });

            assertThat(told.get(5, TimeUnit.SECONDS))
                    .hasValueSatisfying(why -> assertThat(why).contains("not answered in time"));
        }
    }
}
