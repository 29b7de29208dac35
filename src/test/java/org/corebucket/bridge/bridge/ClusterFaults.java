package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.bridge.ClusterChecker.StopInForce;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.FaultyLink;
import org.corebucket.bridge.testkit.PostgresServer;

/** What can go wrong in a cluster: each fault is caused, lasts, and ends, and then everything must go on. */
final class ClusterFaults {

    private static final Pattern INCIDENT = Pattern.compile("EMERGENCY STOP IN FORCE: (INC-\\S+)");

    /** What goes wrong. */
    enum Fault {
        BRIDGE_KILLED,
        ALL_BRIDGES_KILLED,
        PRIMARY_KILLED,
        NETWORK_CUT,
        NETWORK_RESET,
        NETWORK_HALF_CLOSED,
        ANSWERS_LOST,
        BRIDGE_FROZEN,
        STANDBY_AWAY,
        SESSIONS_ENDED,
        COMMITS_CANCELLED,
        CONNECTIONS_EXHAUSTED,
        STOPPED_AND_RESOLVED,
        RUNNER_KILLED,
        RUNNER_FROZEN,
        CLOCK_WRONG,
        DISK_FULL;

        /** What a database and bridges alone can have. */
        static Set<Fault> simple() {
            return EnumSet.range(BRIDGE_KILLED, STOPPED_AND_RESOLVED);
        }
    }

    /** What was counted around each emergency stop. */
    final List<StopInForce> stops = new ArrayList<>();

    private final FaultyCluster cluster;
    private final ClusterClients clients;
    private final boolean hasRunners;
    private final Random random;

    ClusterFaults(FaultyCluster cluster, ClusterClients clients, boolean hasRunners, Random random) {
        this.cluster = cluster;
        this.clients = clients;
        this.hasRunners = hasRunners;
        this.random = random;
    }

    /**
     * Causes one somewhere, and ends it.
     *
     * @param longest time of one that lasts
     */
    void cause(Fault fault, Duration longest) throws Exception {
        ClusterNode node = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
        Duration time = Duration.ofMillis(500 + random.nextInt((int) longest.toMillis()));
        switch (fault) {
            case BRIDGE_KILLED -> {
                node.bridge.kill();
                node.bridge.start();
            }
            case ALL_BRIDGES_KILLED -> {
                cluster.nodes.forEach(each -> each.bridge.kill());
                cluster.nodes.parallelStream().forEach(each -> each.bridge.start());
            }
            case PRIMARY_KILLED -> cluster.failOver();
            case NETWORK_CUT -> {
                each(node, FaultyLink::silence);
                pass(time);
                each(node, FaultyLink::cut);
                each(node, FaultyLink::pass);
            }
            case NETWORK_RESET -> each(node, FaultyLink::reset);
            case NETWORK_HALF_CLOSED -> each(node, FaultyLink::halfClose);
            case ANSWERS_LOST -> {
                each(node, FaultyLink::silenceAnswers);
                pass(time);
                each(node, FaultyLink::cut);
                each(node, FaultyLink::pass);
            }
            case BRIDGE_FROZEN -> freeze(node.bridge, longest.multipliedBy(2));
            case STANDBY_AWAY -> {
                cluster.standby().stopProcess();
                pass(time);
                cluster.standby().continueProcess();
            }
            case SESSIONS_ENDED -> cluster.toSessions("pg_terminate_backend", "true");
            case COMMITS_CANCELLED -> {
                cluster.standby().stopProcess();
                pass(Duration.ofMillis(300));
                cluster.toSessions("pg_cancel_backend", "wait_event = 'SyncRep'");
                pass(time);
                cluster.standby().continueProcess();
            }
            case CONNECTIONS_EXHAUSTED -> exhaustConnections(time);
            case STOPPED_AND_RESOLVED -> stopAndResolve(node);
            case RUNNER_KILLED -> {
                node.runner.kill();
                node.runner.start();
            }
            case RUNNER_FROZEN -> freeze(node.runner, longest.multipliedBy(2));
            case CLOCK_WRONG -> setClockWrong(node, Duration.ofMinutes(random.nextBoolean() ? 3 : -3), time);
            case DISK_FULL -> fillDisk(time);
        }
    }

    private interface LinkAct {
        void on(FaultyLink link);
    }

    private static void each(ClusterNode node, LinkAct act) {
        for (FaultyLink way : node.ways) {
            act.on(way);
        }
    }

    private static void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private static void freeze(ClusterNode.Job job, Duration time) throws IOException {
        job.signal("STOP");
        pass(time);
        job.signal("CONT");
    }

    /** Others take every connection that there is, while the bridges must make theirs anew. */
    private void exhaustConnections(Duration time) throws Exception {
        List<Connection> taken = new ArrayList<>();
        try {
            takeAllOf(taken);
            cluster.toSessions("pg_terminate_backend", "true");
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                takeAllOf(taken);
                pass(Duration.ofMillis(50));
            }
        } finally {
            for (Connection one : taken) {
                one.close();
            }
        }
    }

    /** Takes connections until the server has none any more. A busy machine may be slow to accept one: that is no answer. */
    private void takeAllOf(List<Connection> taken) {
        await().pollInterval(Duration.ofMillis(1)).atMost(ClusterNode.LIMIT).until(() -> {
            try {
                taken.add(cluster.connectAsOwner());
                return false;
            } catch (SQLException e) {
                return "53300".equals(e.getSQLState());
            }
        });
    }

    private void stopAndResolve(ClusterNode node) throws Exception {
        Answer stopped = node.operator.run("stop", "--reason", "faults are tried");
        assertThat(stopped.code()).as(stopped.out() + stopped.err()).isZero();
        long entries = entries();
        for (ClusterNode each : cluster.nodes) {
            each.bridge.awaitEnd(ClusterNode.LIMIT);
            each.runner.awaitEnd(ClusterNode.LIMIT);
        }
        pass(Duration.ofSeconds(1));
        stops.add(new StopInForce(entries, entries()));
        Matcher incident = INCIDENT.matcher(stopped.out());
        assertThat(incident.find()).as(stopped.out()).isTrue();
        ClusterNode other = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
        Answer resolved = other.operator.run("incident", "resolve", incident.group(1), "--reason", "they were tried");
        assertThat(resolved.code()).as(resolved.out() + resolved.err()).isZero();
        startAll();
    }

    private long entries() throws IOException {
        return Long.parseLong(cluster.psql("SELECT size FROM head"));
    }

    /** Starts all that runs at the nodes. */
    void startAll() {
        cluster.nodes.parallelStream().forEach(node -> {
            node.bridge.start();
            if (hasRunners) {
                node.runner.start();
            }
        });
    }

    /** It takes no update then, says why, and does again when the time is right. */
    private void setClockWrong(ClusterNode node, Duration wrong, Duration time) throws Exception {
        node.bridge.kill();
        node.bridge.startWithItsOwnClock();
        node.runner.end();
        node.runner.startWithItsOwnClock();
        node.setClock(wrong);
        await().atMost(ClusterNode.LIMIT)
                .until(() -> clients.statusOfUpdate(node, wrong) == 503
                        && clients.health(node).contains("this host's clock and the database's differ by"));
        long end = System.nanoTime() + time.toNanos();
        do {
            assertThat(clients.statusOfUpdate(node, wrong)).isEqualTo(503);
            pass(Duration.ofMillis(200));
        } while (System.nanoTime() < end);
        node.setClock(Duration.ZERO);
        await().atMost(ClusterNode.LIMIT)
                .until(() -> clients.statusOfUpdate(node, Duration.ZERO) == 200
                        && !clients.health(node).contains("this host's clock"));
    }

    /** The server ends when it can't write its log. When there is room, it is started again unless it did that by itself. */
    private void fillDisk(Duration time) throws Exception {
        PostgresServer server = cluster.primary();
        server.disk().fillBut(0);
        long end = System.nanoTime() + time.plus(ClusterNode.LIMIT).toNanos();
        while (takesLog(server)) {
            assertThat(System.nanoTime()).as("the disk is never full").isLessThan(end);
            pass(Duration.ofMillis(20));
        }
        pass(time);
        server.disk().makeRoom();
        await().atMost(ClusterNode.LIMIT).until(() -> !server.isRunning() || takesLog(server));
        if (!server.isRunning()) {
            server.kill();
            server.restart();
        }
    }

    /** Also begins another file of the log. */
    private static boolean takesLog(PostgresServer server) {
        try {
            server.psql("SELECT pg_switch_wal()");
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
