package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.cli.TypedLine;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.cluster.ClusterIncidents;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.FaultyLink;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The emergency stop at the nodes of a deployment whose ledger is in one PostgreSQL: real bridges, real command lines. */
@Timeout(180)
final class StopAcrossNodesTest {

    private static final Pattern LISTENING = Pattern.compile("bridge: listening at (\\S+), with .* in the ledger");
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Pattern INCIDENT = Pattern.compile("INC-[0-9TZ]+-[0-9a-f]{6}");

    @TempDir
    private Path directory;

    private SharedLedger ledger;
    private Operator first;
    private Operator second;

    @BeforeEach
    void makeTwoNodes() throws Exception {
        ledger = SharedLedger.make();
        first = node("first");
        second = node("second");
        ledger.join(first);
    }

    @AfterEach
    void dropLedger() throws Exception {
        ledger.close();
    }

    private Operator node(String name) throws Exception {
        Operator node = Operator.atDeployment(Files.createDirectory(directory.resolve(name)));
        node.setClock(Clock.systemUTC());
        node.write(Deployment.BRIDGE, node.text(Deployment.BRIDGE).replace("\"port\": 8000", "\"port\": 0"));
        return node;
    }

    /** A bridge that serves in a thread of this process, as {@code run bridge} makes it. */
    private static final class Serving implements AutoCloseable {

        private final PipedWriter out = new PipedWriter();
        private final BufferedReader lines;
        private final FutureTask<Integer> run;
        private final URI address;
        final StringWriter err = new StringWriter();

        Serving(Operator node) throws Exception {
            lines = new BufferedReader(new PipedReader(out, 1 << 16));
            Session session =
                    new Session(node.host(), new PrintWriter(out, true), new PrintWriter(err, true), Terminal.NONE);
            run = new FutureTask<>(() -> {
                int code = TypedLine.run(session, "run", "bridge");
                out.close();
                return code;
            });
            new Thread(run, "bridge").start();
            String line = lines.readLine();
            assertThat(line).as(err.toString()).isNotNull();
            Matcher said = LISTENING.matcher(line);
            assertThat(said.matches()).as(line).isTrue();
            address = URI.create(said.group(1));
        }

        int code() throws Exception {
            return run.get();
        }

        /** That of a bridge that has had the patience of {@code stop} to end. */
        int codeAtOnce() throws Exception {
            return run.get(5, TimeUnit.SECONDS);
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    /** Posts updates until the bridge has gone. */
    private static FutureTask<Integer> hammer(Operator node, Serving bridge, CountDownLatch begun) throws Exception {
        ModuleClient client = new ModuleClient(bridge.address, node.path("security"));
        String token = client.token(node.now(), "\"roles\":[\"module\"]");
        FutureTask<Integer> posting = new FutureTask<>(() -> {
            int stored = 0;
            while (true) {
                try {
                    String envelope = client.envelope(ModuleClient.update("education"));
                    if (client.post("/core/update", envelope, token).statusCode() == 200) {
                        stored++;
                        begun.countDown();
                    }
                } catch (IOException e) {
                    return stored;
                }
            }
        });
        new Thread(posting, "client").start();
        return posting;
    }

    private long size() throws Exception {
        return Long.parseLong(ledger.schema().psql("SELECT size FROM head").strip());
    }

    private String stops() throws Exception {
        return ledger.schema().psql("SELECT stops FROM head").strip();
    }

    private static void succeed(Answer answer) {
        assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
    }

    private static String incident(Answer stop) {
        Matcher found = INCIDENT.matcher(stop.out());
        assertThat(found.find()).as(stop.out() + stop.err()).isTrue();
        return found.group();
    }

    @Test
    void aStopAtOneNodeEndsTheBridgesOfAllAndNothingIsAppendedAfterIt() throws Exception {
        ledger.join(second);
        // Nothing runs at the third, so that only the command itself can tell the others.
        Operator third = node("third");
        ledger.join(third);
        try (Serving here = new Serving(first);
                Serving there = new Serving(second)) {
            CountDownLatch begun = new CountDownLatch(40);
            List<FutureTask<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                clients.add(hammer(first, here, begun));
                clients.add(hammer(second, there, begun));
            }
            begun.await();

            Answer stop = third.run("stop", "--reason", "fire");
            long atStop = size();

            succeed(stop);
            assertThat(here.code()).isEqualTo(ExitCode.STOPPED);
            assertThat(there.code()).as(there.err.toString()).isEqualTo(ExitCode.STOPPED);
            int stored = 0;
            for (FutureTask<Integer> client : clients) {
                stored += client.get();
            }
            assertThat(size()).isEqualTo(atStop).isGreaterThanOrEqualTo(stored);
            assertThat(stops()).isEqualTo("1");
            assertThat(second.text("EMERGENCY_SHUTDOWN.marker")).contains(incident(stop), "fire", "run bridge");
        }
    }

    @Test
    void aNodeThatStartsDuringAStopLearnsOfItAndOneThatIsResolvedElsewhereStartsAgain() throws Exception {
        ledger.join(second);
        Answer stop = first.run("stop", "--reason", "fire");
        succeed(stop);

        Answer refused = second.run("run", "bridge");
        assertThat(refused.code()).as(refused.err()).isEqualTo(ExitCode.STOPPED);
        assertThat(refused.out()).doesNotContain("listening");
        assertThat(second.text("EMERGENCY_SHUTDOWN.marker")).contains(incident(stop));
        assertThat(second.run("incident", "list").out()).contains(incident(stop));

        succeed(first.run("incident", "resolve", incident(stop), "--reason", "out"));
        assertThat(stops()).isEqualTo("0");
        try (Serving again = new Serving(second)) {
            assertThat(second.path("EMERGENCY_SHUTDOWN.marker")).doesNotExist();
            succeed(first.run("stop", "--reason", "fire again"));
            assertThat(again.code()).isEqualTo(ExitCode.STOPPED);
        }
    }

    @Test
    void whatANodeRaisedAnotherCanResolve() throws Exception {
        ledger.join(second);
        Answer stop = first.run("stop", "--reason", "fire");

        succeed(second.run("incident", "resolve", incident(stop), "--reason", "out"));

        succeed(first.run("verify"));
        assertThat(first.path("EMERGENCY_SHUTDOWN.marker")).doesNotExist();
        assertThat(first.read("logs/incidents/" + incident(stop) + ".json"))
                .isEqualTo(second.read("logs/incidents/" + incident(stop) + ".json"));
    }

    @Test
    void whatEachNodeDidAboutAnIncidentIsJoinedAndWhatSomebodyChangedIsPutBack() throws Exception {
        ledger.join(second);
        Answer stop = first.run("stop", "--reason", "fire");
        String file = "logs/incidents/" + incident(stop) + ".json";

        succeed(second.run("verify", "--check", "seal"));
        assertThat(second.run("stop", "--reason", "fire").out()).contains("already, for the same reason");
        first.run("verify");
        assertThat(first.text(file)).contains("seen again");
        assertThat(second.read(file)).isEqualTo(first.read(file));

        first.write(file, first.text(file).replace("\"critical\"", "\"warning\""));
        first.run("verify");
        assertThat(first.read(file)).isEqualTo(second.read(file));
        succeed(first.run("incident", "resolve", incident(stop), "--reason", "out"));
    }

    @Test
    void whoRunsWithoutThePasswordLooksAsSoonAsItIsThere() throws Exception {
        ledger.join(second);
        Path password = second.path("security/database.password");
        Path aside = second.beside("aside");
        Files.move(password, aside);
        List<String> notes = new CopyOnWriteArrayList<>();
        try (ClusterIncidents nodes = new ClusterIncidents(Deployment.at(second.root()), second.host(), notes::add)) {
            nodes.exchangeEverySecond();
            await().atMost(WAIT).until(() -> notes.toString().contains("database's password is not there"));
            succeed(first.run("stop", "--reason", "fire"));

            Files.move(aside, password);

            await().atMost(WAIT).until(() -> Files.exists(second.path("EMERGENCY_SHUTDOWN.marker")));
        }
    }

    @Test
    void aResolutionThatTheReleaseKeyDidNotSignIsRefused() throws Exception {
        ledger.join(second);
        Answer stop = first.run("stop", "--reason", "fire");
        Answer other = first.run("stop", "--reason", "another fire");
        succeed(second.run("incident", "resolve", incident(other), "--reason", "out"));
        ledger.schema()
                .psql("UPDATE incident SET resolution = (SELECT resolution FROM incident WHERE id = '" + incident(other)
                        + "') WHERE id = '" + incident(stop) + "'");

        Answer verified = second.run("verify");

        assertThat(verified.code() & ExitCode.STOPPED).as(verified.err()).isEqualTo(ExitCode.STOPPED);
        assertThat(verified.err()).contains("a resolution of incident " + incident(stop) + " that is refused here");
        ledger.schema()
                .psql("UPDATE incident SET resolution = convert_to(replace(convert_from(resolution, 'UTF8'),"
                        + " '\"reason\": \"out\"', '\"reason\": \"oh\"'), 'UTF8') WHERE id = '" + incident(stop) + "'");
        assertThat(second.run("verify").err()).contains("it is not signed by the release key");
        assertThat(second.path("EMERGENCY_SHUTDOWN.marker")).exists();
    }

    @Test
    void whatTheDatabaseForgetsTheNodesRemember() throws Exception {
        ledger.join(second);
        Answer stop = first.run("stop", "--reason", "fire");
        ledger.schema().psql("DELETE FROM incident");
        assertThat(stops()).isEqualTo("0");

        assertThat(first.run("run", "bridge").code()).isEqualTo(ExitCode.STOPPED);
        first.run("verify");

        assertThat(stops()).isEqualTo("1");
        assertThat(second.run("run", "bridge").code()).isEqualTo(ExitCode.STOPPED);
        assertThat(second.text("EMERGENCY_SHUTDOWN.marker")).contains(incident(stop));
    }

    @Test
    void aStopWithoutTheDatabaseEndsWhatIsHereAndReachesTheOthersLater() throws Exception {
        try (FaultyLink link = new FaultyLink(PostgresServer.shared().address())) {
            InetSocketAddress behindLink = link.address();
            ledger.join(second, ledger.schema().url(behindLink));
            try (Serving here = new Serving(second);
                    Serving there = new Serving(first)) {
                link.refuse();
                link.reset();

                Answer stop = second.run("stop", "--reason", "fire");

                assertThat(stop.code()).as(stop.out()).isEqualTo(ExitCode.IO_ERROR);
                assertThat(stop.err()).contains("the other nodes could not be told");
                assertThat(here.codeAtOnce()).as(here.err.toString()).isEqualTo(ExitCode.STOPPED);
                assertThat(stops()).isEqualTo("0");
                assertThat(first.path("EMERGENCY_SHUTDOWN.marker")).doesNotExist();

                link.pass();
                second.run("verify");

                assertThat(stops()).isEqualTo("1");
                assertThat(there.code()).isEqualTo(ExitCode.STOPPED);
                assertThat(first.text("EMERGENCY_SHUTDOWN.marker")).contains(incident(stop));
            }
        }
    }

    @Test
    void aNodeWithoutTheDatabaseStartsNothingResolvesNothingAndGoesOnVerifying() throws Exception {
        try (FaultyLink link = new FaultyLink(PostgresServer.shared().address())) {
            ledger.join(second, ledger.schema().url(link.address()));
            Answer stop = second.run("stop", "--reason", "fire");
            link.refuse();

            Answer verified = second.run("verify");
            assertThat(verified.out()).contains("EMERGENCY STOP IN FORCE");
            assertThat(verified.err()).contains("the other nodes' incidents are not known here");
            Answer resolved = second.run("incident", "resolve", incident(stop), "--reason", "out");
            assertThat(resolved.code()).isEqualTo(ExitCode.IO_ERROR);
            assertThat(resolved.err()).contains("no incident is resolved while", "cluster status");

            link.pass();
            succeed(second.run("incident", "resolve", incident(stop), "--reason", "out"));
            link.refuse();
            Answer started = second.run("run", "bridge");
            assertThat(started.code()).isEqualTo(ExitCode.IO_ERROR);
            assertThat(started.err()).contains("nothing starts here while", "cluster status");
        }
    }

    @Test
    void aLedgerThatWentBackStopsTheNodeThatStartsAndSoAll() throws Exception {
        ledger.join(second);
        try (Serving there = new Serving(second)) {
            appendTwo(there);
            ledger.schema().psql("SET session_replication_role = replica", "DELETE FROM entry");

            Answer found = first.run("run", "bridge");

            assertThat(found.code()).as(found.out() + found.err()).isEqualTo(ExitCode.STOPPED);
            assertThat(found.err()).contains("the ledger went back");
            assertThat(there.code()).isEqualTo(ExitCode.STOPPED);
            assertThat(second.text("EMERGENCY_SHUTDOWN.marker")).contains("the ledger went back");
        }
    }

    @Test
    void aLedgerThatGoesBackWhileABridgeRunsStopsItAndAllOthers() throws Exception {
        ledger.join(second);
        try (Serving here = new Serving(first);
                Serving there = new Serving(second)) {
            appendTwo(there);
            ledger.schema()
                    .psql(
                            "SET session_replication_role = replica",
                            "DELETE FROM entry",
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
                                    + ledger.schema().bridge().user() + "'");

            assertThat(here.code()).as(here.err.toString()).isEqualTo(ExitCode.STOPPED);
            assertThat(there.code()).as(there.err.toString()).isEqualTo(ExitCode.STOPPED);
            assertThat(first.text("EMERGENCY_SHUTDOWN.marker")).contains("the ledger went back");
            assertThat(second.text("EMERGENCY_SHUTDOWN.marker")).contains("the ledger went back");
        }
    }

    private void appendTwo(Serving bridge) throws Exception {
        ModuleClient client = new ModuleClient(bridge.address, second.path("security"));
        String token = client.token(second.now(), "\"roles\":[\"module\"]");
        for (int i = 0; i < 2; i++) {
            String envelope = client.envelope(ModuleClient.update("education"));
            assertThat(client.post("/core/update", envelope, token).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aStopAtAnotherNodeEndsTheAutomationToo() throws Exception {
        // It must know where a bridge would be.
        second.write(Deployment.BRIDGE, second.text(Deployment.BRIDGE).replace("\"port\": 0", "\"port\": 1"));
        ledger.join(second);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        FutureTask<Integer> loop = new FutureTask<>(
                () -> TypedLine.run(second.session(out, err), "run", "automation", "--watch", "--interval", "60"));
        new Thread(loop, "automation").start();
        await().atMost(WAIT).until(() -> loop.isDone() || out.toString().contains("automation: watching"));
        assertThat(loop).as(out.toString() + err).isNotDone();

        succeed(first.run("stop", "--reason", "fire"));

        assertThat(loop.get()).as(out.toString()).isEqualTo(ExitCode.STOPPED);
        assertThat(second.text("EMERGENCY_SHUTDOWN.marker")).contains("run automation --watch --interval 60");
    }

    @Test
    void aStopIsToldByOneNodeAlsoIfTheOtherOneOffersItsAlert() throws Exception {
        Path told = directory.resolve("told");
        for (Operator node : List.of(first, second)) {
            String alerts = "\"alerts\": [{\"type\": \"command\", \"argv\": [\"/bin/sh\", \"-c\", \"cat >>\\\"$1\\\"\","
                    + " \"sh\", \"" + told + "\"]}]";
            node.write(
                    Deployment.POLICY,
                    node.text(Deployment.POLICY).replaceFirst("\"alerts\": *\\[\\]", Matcher.quoteReplacement(alerts)));
            assertThat(node.run("freeze", "--reason", "alerts").code()).isZero();
        }
        ledger.join(second);

        Answer stop = first.run("stop", "--reason", "strange entries");
        second.run("verify");
        Answer again = second.run("stop", "--reason", "strange entries");

        assertThat(stop.code()).as(stop.err()).isZero();
        assertThat(again.out()).contains("already, for the same reason");
        assertThat(Files.readAllLines(told)).singleElement().asString().contains("stop.in_force");
        ledger.schema().psql("UPDATE alert SET told = false, since = '-infinity'");
        second.run("stop", "--reason", "strange entries");
        assertThat(Files.readAllLines(told))
                .as("whoever died before it had told is replaced")
                .hasSize(2);
    }
}
