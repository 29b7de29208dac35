package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.bridge.ClusterChecker.BegunTime;
import org.corebucket.bridge.bridge.ClusterChecker.ChainedEntry;
import org.corebucket.bridge.bridge.ClusterChecker.SlotOfJob;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineReader;
import org.corebucket.bridge.ledger.read.ReadEntry;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.PostgresSchema;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.SharedLedger;
import org.jspecify.annotations.Nullable;

/** Nodes of one cluster, over a primary and its synchronous standby, all in processes of their own. */
final class FaultyCluster implements AutoCloseable {

    /** Enough for the write-ahead log, when little of what is old is kept. */
    private static final int LOG_MEBIBYTES = 192;

    final List<ClusterNode> nodes = new ArrayList<>();
    private final Path directory;
    private final List<PostgresServer> servers = new ArrayList<>();
    private final PostgresSchema schema;
    private int primary;
    private int standbys;

    /**
     * Makes them; nothing of them runs yet.
     *
     * @param hasSmallDisks whether the servers' logs are on disks that can be full
     * @param jobs what the automation does; null for what the sample deployment says
     */
    FaultyCluster(Path directory, int bridges, boolean hasSmallDisks, @Nullable String jobs) throws Exception {
        this.directory = directory;
        String[] settings = {
            "fsync=off", "max_connections=60", "wal_keep_size=32MB", "max_wal_size=64MB", "min_wal_size=32MB"
        };
        servers.add(
                hasSmallDisks
                        ? PostgresServer.startWithSmallLog(LOG_MEBIBYTES, settings)
                        : PostgresServer.start(settings));
        schema = servers.get(0).schema();
        SharedLedger ledger = new SharedLedger(schema);
        servers.add(servers.get(0).standby("standby" + ++standbys));
        for (int i = 0; i < bridges; i++) {
            ClusterNode node = new ClusterNode(directory.resolve("node" + i), servers);
            nodes.add(node);
            if (jobs != null) {
                writeJobs(node.operator, jobs);
            }
            ledger.join(node.operator, node.url());
        }
    }

    /** The plugin tells when it ran, by a clock that is right, and of which job. */
    private void writeJobs(Operator operator, String jobs) throws IOException {
        String plugin = "canonical/automation/begun.sh";
        operator.write(
                plugin,
                "job=$(sed 's/.*\"job\": *\"\\([^\"]*\\)\".*/\\1/')\necho \"$job $(date +%s.%N)\" >> '" + begun()
                        + "'\necho '{}'\n");
        operator.setMode(plugin, "rw-r--r--");
        operator.write("canonical/automation/runner.json", jobs);
    }

    private Path begun() {
        return directory.resolve("begun");
    }

    PostgresServer primary() {
        return servers.get(primary);
    }

    PostgresServer standby() {
        return servers.get(1 - primary);
    }

    /** The standby takes over, and gets a standby of its own in the place of the primary, which is killed. */
    void failOver() throws Exception {
        int killed = primary;
        servers.get(killed).kill();
        primary = 1 - primary;
        primary().promote();
        PostgresServer dead = servers.get(killed);
        servers.set(killed, primary().standby("standby" + ++standbys));
        dead.close();
        InetSocketAddress address = servers.get(killed).address();
        nodes.forEach(node -> node.ways[killed].to(address));
    }

    /** Kills the primary, and has the standby, which was killed before, take over with what it has, for itself alone. */
    void promoteWhatWasLeftBehind() throws IOException {
        servers.get(primary).kill();
        primary = 1 - primary;
        primary().restart();
        primary().promote();
        primary().set("synchronous_standby_names", "");
    }

    /** Has the function by which bridges ask for the time do something besides, in their sessions. */
    void withTime(String statement) throws IOException {
        psql(
                "SET synchronous_commit = local",
                "CREATE OR REPLACE FUNCTION " + schema.name()
                        + ".database_time() RETURNS timestamptz LANGUAGE sql AS $$" + statement
                        + "; SELECT clock_timestamp()$$");
    }

    /** The schema, as statements have it before a name. */
    String schema() {
        return schema.name() + ".";
    }

    /** Calls a function of the server's for sessions of the bridges. */
    void toSessions(String function, String condition) throws IOException {
        primary()
                .psql("SELECT count(" + function + "(pid)) FROM pg_stat_activity WHERE usename = '"
                        + schema.bridge().user() + "' AND " + condition);
    }

    /** Has statements executed at the primary as superuser, to whom the tables are known by their names alone. */
    String psql(String... statements) throws IOException {
        String[] all = new String[statements.length + 1];
        all[0] = "SET search_path = " + schema.name();
        System.arraycopy(statements, 0, all, 1, statements.length);
        return primary().psql(all);
    }

    /** Connects to the primary as somebody else, who takes no connection that is kept for superusers. */
    Connection connectAsOwner() throws SQLException {
        return schema.owner().connect(primary().url());
    }

    // --- what is left

    /** The entries that a node sees. */
    List<ChainedEntry> chain() throws Exception {
        List<ChainedEntry> chain = new ArrayList<>();
        LineReader reader = new LineReader();
        Operator operator = nodes.get(0).operator;
        try (LedgerPlace place = DeploymentLedger.of(Deployment.at(operator.root()), operator.host());
                LedgerReading reading = place.read()) {
            reading.forward(LedgerPosition.BEGINNING, (bytes, from, to, at) -> {
                try {
                    chain.add(chained(reader.read(bytes, from, to)));
                    return true;
                } catch (LineReader.NotAnEntryException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        return chain;
    }

    /** The bridges' own have no nonce, and nobody posts them. */
    private static ChainedEntry chained(ReadEntry entry) {
        boolean own = entry.module().equals("bridge");
        return new ChainedEntry(
                entry.seq(),
                entry.hash().hex(),
                entry.previousHash(),
                entry.module(),
                entry.sessionId(),
                own ? "of the bridge " + entry.seq() : entry.nonce(),
                own
                        ? "of the bridge " + entry.seq()
                        : Sha256.of(entry.payload()).hex());
    }

    /** The due times that are recorded. */
    List<SlotOfJob> slots() throws SQLException {
        List<SlotOfJob> slots = new ArrayList<>();
        try (Connection connection = primary().connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT node || ' ' || job, due, coalesce(state, ''), started, until"
                                + " FROM " + schema.name() + ".slot ORDER BY 1, 2")) {
            while (row.next()) {
                slots.add(new SlotOfJob(
                        row.getString(1),
                        row.getTimestamp(2).toInstant(),
                        row.getString(3),
                        time(row.getTimestamp(4)),
                        time(row.getTimestamp(5))));
            }
        }
        return slots;
    }

    private static Optional<Instant> time(@Nullable Timestamp time) {
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }

    /** When plugins ran, as they said. */
    List<BegunTime> begunTimes() throws IOException {
        List<BegunTime> times = new ArrayList<>();
        if (Files.exists(begun())) {
            for (String line : Files.readAllLines(begun())) {
                int blank = line.indexOf(' ');
                int dot = line.indexOf('.', blank);
                times.add(new BegunTime(
                        "node-001 " + line.substring(0, blank),
                        Instant.ofEpochSecond(
                                Long.parseLong(line.substring(blank + 1, dot)),
                                Long.parseLong(line.substring(dot + 1)))));
            }
        }
        return times;
    }

    @Override
    public void close() throws IOException {
        for (ClusterNode node : nodes) {
            node.close();
        }
        for (PostgresServer server : servers) {
            server.close();
        }
    }
}
