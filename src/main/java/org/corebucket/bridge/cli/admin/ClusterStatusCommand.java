package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cluster.GroupState;
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
                "Shows the database that the nodes share, what it promises, how far its standbys are, where its ledger ends,"
                        + " whether an emergency stop is in force there, whether each node's bridge is there, has ended in"
                        + " order or is lost, the automation's runners and which runs they have until when, and how the last"
                        + " due time of each job ended.",
                "",
                "How far standbys are is shown to roles that may see it:",
                "GRANT pg_read_all_stats TO bridge.",
                "",
                "Examples:",
                "  bridgectl cluster status",
                "  bridgectl cluster status --json",
                "",
                "Exit codes: 0 done, 1 the database promises less than it should, or has not",
                "what was acknowledged, 65 malformed descriptor, 66 no deployment, 74 the",
                "database does not answer, 77 the descriptor is not as it was sealed, 78 the",
                "ledger is not in a database.");
        spec.addOption(json);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        try (Database database = Database.of(
                ClusterInitCommand.settings(deployment, session.host()), deployment, "bridgectl cluster status")) {
            ClusterState state = ClusterState.read(database);
            GroupState group = GroupState.read(database);
            if (Options.isSet(json)) {
                session.out().println(JsonWriter.object(out -> write(state, group, out)));
            } else {
                print(state, group, NodeName.of(session.host(), deployment));
                standbys(group);
                automation(group);
            }
            boolean holds = state.wentBack().isEmpty();
            return holds && state.durability().weaknesses().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private void print(ClusterState state, GroupState group, String here) {
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
        state.wentBack()
                .ifPresent(found -> session.out()
                        .println("[ERROR] THE LEDGER WENT BACK: that entry was acknowledged, and "
                                + (found.isEmpty() ? "is not there" : "another one is there, " + found)));
        session.out().println(state.stops() == 0 ? "stop: none in force" : "stop: IN FORCE");
        for (ClusterState.NodeState node : state.nodes()) {
            Optional<GroupState.Presence> presence =
                    Optional.ofNullable(group.presences().get(node.id()));
            String bridge = switch (NodePresence.of(node, presence, state.time())) {
                case THERE -> "its bridge is there" + clock(presence.flatMap(GroupState.Presence::ahead));
                case ENDED ->
                    "its bridge ended in order at "
                            + UtcTime.of(presence.map(GroupState.Presence::said).orElse(node.seen()));
                case LOST -> "its bridge is lost since " + UtcTime.of(node.seen());
            };
            session.out()
                    .println("node " + OneLine.of(node.id()) + (node.id().equals(here) ? " (this one)" : "") + ": "
                            + bridge);
        }
        if (state.nodes().isEmpty()) {
            session.out().println("No node's bridge was there yet.");
        }
    }

    /** Whether a node's bridge runs. */
    private enum NodePresence {
        THERE,
        ENDED,
        LOST;

        static NodePresence of(ClusterState.NodeState node, Optional<GroupState.Presence> presence, Instant now) {
            if (presence.isPresent() && presence.get().hasEnded()) {
                return ENDED;
            }
            return Duration.between(node.seen(), now).compareTo(SILENT) <= 0 ? THERE : LOST;
        }
    }

    private static String clock(Optional<Duration> ahead) {
        long millis = ahead.map(Duration::toMillis).orElse(0L);
        return millis == 0
                ? ""
                : ", its clock is " + Math.abs(millis) + " ms " + (millis > 0 ? "ahead of" : "behind")
                        + " the database's";
    }

    private void standbys(GroupState group) {
        if (group.standbys().isEmpty()) {
            session.out()
                    .println("standbys: the bridges' role may not see how far they are; a superuser may allow it: GRANT"
                            + " pg_read_all_stats TO it");
            return;
        }
        for (GroupState.Standby standby : group.standbys().get()) {
            session.out()
                    .println("standby " + OneLine.of(standby.name()) + ": " + standby.state() + ", " + standby.sync()
                            + ", "
                            + standby.bytes() + " bytes behind"
                            + standby.lag()
                                    .map(lag -> " and " + lag.toMillis() + " ms")
                                    .orElse(""));
        }
        if (group.standbys().get().isEmpty()) {
            session.out().println("standbys: none is connected");
        }
    }

    private void automation(GroupState group) {
        for (GroupState.RunnerState runner : group.runners()) {
            session.out()
                    .println("runner of " + OneLine.of(runner.node()) + " at " + OneLine.of(runner.host()) + ": "
                            + (runner.isThere() ? "there" : "lost since " + UtcTime.of(runner.seen())));
        }
        for (GroupState.DueTime due : group.dueTimes()) {
            String at = due.host().map(host -> " at " + OneLine.of(host)).orElse("");
            String until = due.until().map(UtcTime::of).orElse("");
            String state = due.state()
                    .map(ended -> ended + at)
                    .orElse(
                            due.isBad(group.time())
                                    ? "begun" + at + ", whose runner is dead since " + until + " at the latest"
                                    : "going" + at + ", until " + until + " at the latest");
            session.out()
                    .println((due.isBad(group.time()) ? "[WARN] " : "") + "job " + OneLine.of(due.job()) + " of "
                            + OneLine.of(due.node()) + ", due " + UtcTime.of(due.due()) + ": " + state);
        }
    }

    private static void write(ClusterState state, GroupState group, JsonWriter out) throws IOException {
        out.field("database", state.database())
                .field("timestamp", UtcTime.of(state.time()))
                .field("standbys", state.durability().standbys())
                .strings("weaknesses", state.durability().weaknesses());
        out.field("entries", state.end().size())
                .field("head", state.end().hash())
                .field("went_back", state.wentBack().isPresent())
                .field("archived", state.archived())
                .field("stops", state.stops());
        out.beginArray("nodes");
        for (ClusterState.NodeState node : state.nodes()) {
            out.beginObject()
                    .field("node", node.id())
                    .field("seen_at", UtcTime.of(node.seen()))
                    .field("acknowledged", node.acked());
            Optional<GroupState.Presence> presence =
                    Optional.ofNullable(group.presences().get(node.id()));
            out.field(
                    "bridge",
                    NodePresence.of(node, presence, state.time()).name().toLowerCase(Locale.ROOT));
            millis(out, "clock_ahead_ms", presence.flatMap(GroupState.Presence::ahead));
            out.endObject();
        }
        out.endArray();
        write(group, out);
    }

    private static void write(GroupState group, JsonWriter out) throws IOException {
        if (group.standbys().isEmpty()) {
            out.nullField("replication");
        } else {
            out.beginArray("replication");
            for (GroupState.Standby standby : group.standbys().get()) {
                out.beginObject()
                        .field("name", standby.name())
                        .field("state", standby.state())
                        .field("sync", standby.sync())
                        .field("behind_bytes", standby.bytes());
                millis(out, "behind_ms", standby.lag());
                out.endObject();
            }
            out.endArray();
        }
        out.beginArray("runners");
        for (GroupState.RunnerState runner : group.runners()) {
            out.beginObject()
                    .field("node_id", runner.node())
                    .field("host", runner.host())
                    .field("seen_at", UtcTime.of(runner.seen()))
                    .field("there", runner.isThere())
                    .endObject();
        }
        out.endArray().beginArray("due_times");
        for (GroupState.DueTime due : group.dueTimes()) {
            due.writeTo(out);
        }
        out.endArray();
    }

    private static void millis(JsonWriter out, String name, Optional<Duration> time) throws IOException {
        if (time.isPresent()) {
            out.field(name, time.get().toMillis());
        } else {
            out.nullField(name);
        }
    }
}
