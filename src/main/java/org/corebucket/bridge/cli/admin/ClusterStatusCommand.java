package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.NodeName;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.ledger.postgres.ClusterState;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Shows the nodes of a cluster, and how their database is. */
final class ClusterStatusCommand implements Callable<Integer> {

    /** Every node says each second that it is there. */
    private static final Duration SILENT = Duration.ofSeconds(10);

    private final Session session;
    private final GlobalOptions global;
    private final OptionSpec json = Options.flag("--json", "One JSON object.");

    ClusterStatusCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "status",
                this,
                global,
                "Shows the database that the nodes share, what it promises, where its ledger ends, whether an emergency stop is"
                        + " in force there, and when each node's bridge was last there.",
                "",
                "Example: bridgectl cluster status",
                "",
                "Exit codes: 0 done, 1 the database promises less than it should, 65 malformed",
                "descriptor, 66 no deployment, 74 the database does not answer, 78 the ledger is",
                "not in a database.");
        spec.addOption(json);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        try (Database database = Database.of(
                ClusterInitCommand.settings(deployment, session.host()), deployment, "bridgectl cluster status")) {
            ClusterState state = ClusterState.read(database);
            if (Options.isSet(json)) {
                session.out().println(JsonWriter.object(out -> write(state, out)));
            } else {
                print(state, NodeName.of(session.host(), deployment));
            }
            return state.durability().weaknesses().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private void print(ClusterState state, String here) {
        session.out().println(OneLine.of(state.database()));
        for (String weakness : state.durability().weaknesses()) {
            session.out().println("[WARN] " + weakness);
        }
        if (state.durability().weaknesses().isEmpty()) {
            session.out()
                    .println("[OK] commits wait for the disk, and for standbys: "
                            + OneLine.of(state.durability().standbys()));
        }
        session.out()
                .println("ledger: " + state.end().size() + (state.end().size() == 1 ? " entry" : " entries")
                        + (state.end().size() == 0
                                ? ""
                                : ", head " + state.end().hash())
                        + (state.archived() == 0 ? "" : "; 1 to " + state.archived() + " are archived, and not here"));
        session.out().println(state.stops() == 0 ? "stop: none in force" : "stop: IN FORCE");
        for (ClusterState.NodeState node : state.nodes()) {
            Duration silent = Duration.between(node.seen(), state.time());
            session.out()
                    .println("node " + OneLine.of(node.id()) + (node.id().equals(here) ? " (this one)" : "") + ": "
                            + (silent.compareTo(SILENT) <= 0
                                    ? "its bridge is there"
                                    : "its bridge was last there " + UtcTime.of(node.seen())));
        }
        if (state.nodes().isEmpty()) {
            session.out().println("No node's bridge was there yet.");
        }
    }

    private static void write(ClusterState state, JsonWriter out) throws IOException {
        out.field("database", state.database())
                .field("timestamp", UtcTime.of(state.time()))
                .field("standbys", state.durability().standbys())
                .strings("weaknesses", state.durability().weaknesses());
        out.field("entries", state.end().size())
                .field("head", state.end().hash())
                .field("archived", state.archived())
                .field("stops", state.stops());
        out.beginArray("nodes");
        for (ClusterState.NodeState node : state.nodes()) {
            out.beginObject()
                    .field("node", node.id())
                    .field("seen_at", UtcTime.of(node.seen()))
                    .field("acknowledged", node.acked())
                    .endObject();
        }
        out.endArray();
    }
}
