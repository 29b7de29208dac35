package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.cli.session.Running;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.incident.Stoppable;
import org.corebucket.bridge.launch.stage.Runs;
import org.corebucket.bridge.process.ProcessTable;

/** What {@code run} started and has not ended, also where the one that started it is dead. */
public final class SupervisedRuns implements Running {

    private final Host host;

    /** The runs of a host's user. */
    public SupervisedRuns(Host host) {
        this.host = host;
    }

    @Override
    public List<Stoppable> in(Deployment deployment) {
        return List.of(new OfDeployment(deployment, new Runs(host, ProcessTable.system())));
    }

    private record OfDeployment(Deployment deployment, Runs runs) implements Stoppable {

        @Override
        public String name() {
            return "what run started";
        }

        @Override
        public List<String> end(Duration grace) throws IOException {
            List<String> ended = new ArrayList<>();
            for (Runs.Ended one : runs.endAll(deployment, grace)) {
                String what = one.run().request().entrypoint() + " (pid "
                        + one.run().process().pid() + ")";
                if (!one.ending().isComplete()) {
                    throw new IOException(what + " goes on: " + one.ending().refused()
                            + one.ending().stuck());
                }
                // One that its own supervisor has just ended leaves nothing to end.
                if (!one.ending().byTerm().isEmpty() || !one.ending().byKill().isEmpty()) {
                    ended.add(what);
                }
            }
            return ended;
        }
    }
}
