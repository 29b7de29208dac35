package org.corebucket.bridge.cli.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.corebucket.bridge.automation.Runner.RunnerRecords;
import org.corebucket.bridge.cluster.SharedSlotPlace;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.database.NodeName;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.launch.NotRunnableException;
import org.corebucket.bridge.ledger.place.DemandedLedger;
import org.corebucket.bridge.readiness.MendableException;

/** What became of due times, recorded in the database that the hosts of a deployment share. */
final class SharedRecords implements Closeable {

    private final SharedSlotPlace place;
    private final RunnerRecords records;

    private SharedRecords(SharedSlotPlace place, RunnerRecords records) {
        this.place = place;
        this.records = records;
    }

    /** Opens them; the database is asked as soon as something is recorded. */
    static SharedRecords open(DatabaseSettings settings, Deployment deployment, Host host, Consumer<String> notes)
            throws IOException, MendableException, NotRunnableException {
        Database database = Database.of(settings, deployment, "automation");
        SharedSlotPlace place = new SharedSlotPlace(
                database,
                DemandedLedger.of(database.name(), deployment, host, notes),
                NodeName.of(host, deployment),
                System::nanoTime);
        return new SharedRecords(place, new RunnerRecords(place, Optional.of(DeploymentId.of(deployment, host))));
    }

    RunnerRecords records() {
        return records;
    }

    @Override
    public void close() {
        place.close();
    }
}
