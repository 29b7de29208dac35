package org.corebucket.bridge.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.incident.RunFinder;
import org.corebucket.bridge.incident.Stoppable;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.process.LockHolders;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.ProcessTree;
import org.corebucket.bridge.process.RunningProcess;
import org.corebucket.bridge.process.TreeEnd;

/**
 * Finds the processes that {@code run} started, even if the {@code bridgectl} that started them is dead, and the bridge and the
 * automation, which end by themselves once the stop is on disk.
 */
public final class SupervisedRuns implements RunFinder {

    private final Host host;

    /** The runs of a host's user. */
    public SupervisedRuns(Host host) {
        this.host = host;
    }

    @Override
    public List<Stoppable> in(Deployment deployment) {
        ProcessTable table = ProcessTable.system();
        return List.of(
                new OfDeployment(deployment, new Runs(host, table)),
                new LockHolder("the bridge", LedgerFiles.of(deployment).lock(), table),
                new LockHolder("the automation", DeploymentLock.automationFile(deployment), table));
    }

    /** A process that is recognised by the lock that it holds as long as it runs. */
    private record LockHolder(String name, Path lock, ProcessTable table) implements Stoppable {

        @Override
        public boolean seesTheStop() {
            return true;
        }

        @Override
        public List<String> end(Duration grace) throws IOException {
            List<String> ended = new ArrayList<>();
            for (RunningProcess process : LockHolders.of(table, lock)) {
                TreeEnd ending = ProcessTree.of(table, process).end(grace);
                String what = name + " (pid " + process.pid() + ")";
                if (!ending.isComplete()) {
                    throw new IOException(what + " could not be ended; there still run " + ending.survivors());
                }
                if (!ending.byTerm().isEmpty() || !ending.byKill().isEmpty()) {
                    ended.add(what);
                }
            }
            return ended;
        }
    }

    private record OfDeployment(Deployment deployment, Runs runs) implements Stoppable {

        @Override
        public String name() {
            return "what run started";
        }

        @Override
        public List<String> end(Duration grace) throws IOException {
            List<String> ended = new ArrayList<>();
            for (Runs.EndedRun one : runs.endAll(deployment, grace)) {
                String what = one.run().request().entrypoint() + " (pid "
                        + one.run().process().pid() + ")";
                if (!one.ending().isComplete()) {
                    throw new IOException(what + " could not be ended; there still run "
                            + one.ending().survivors());
                }
                // If its own supervisor has just ended it, there was nothing left to end.
                if (!one.ending().byTerm().isEmpty() || !one.ending().byKill().isEmpty()) {
                    ended.add(what);
                }
            }
            return ended;
        }
    }
}
