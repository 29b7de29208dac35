package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Job.OnMissed;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.cluster.SharedSlotPlace;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSchema;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.database.ServerCheck;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.testkit.FaultyLink;
import org.corebucket.bridge.testkit.PostgresSchema;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.ScriptedBridge;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runners of several hosts, each with its own way to one database. */
@Timeout(180)
final class SharedRunnersTest {

    private static final Duration GUARD = Duration.ofSeconds(100);
    private static final Action UPDATE = new Action.SendUpdate("education", new JsonObject(Map.of(), 1));

    @TempDir
    private Path directory;

    private final List<HostedRunner> runners = new ArrayList<>();
    private PostgresSchema schema;

    @BeforeEach
    void make() throws Exception {
        schema = PostgresServer.shared().schema();
        DatabaseSettings settings = settings(schema.url());
        DatabaseSchema.upgrade(
                Database.of(settings, schema.owner().user(), schema.owner().password(), "owner"), settings);
    }

    @AfterEach
    void end() throws Exception {
        runners.forEach(runner -> runner.stop = StopReason.EMERGENCY);
        for (HostedRunner runner : runners) {
            runner.goesOn.countDown();
            runner.close();
        }
        schema.close();
    }

    private DatabaseSettings settings(String url) {
        return new DatabaseSettings(url, schema.bridge().user(), "unused", schema.name(), 4);
    }

    private List<String> states() throws IOException {
        return schema.psql("SELECT COALESCE(state, 'going') FROM slot ORDER BY due")
                .lines()
                .toList();
    }

    private static Job everySecond(OnMissed onMissed) {
        return new Job(
                "sync", new Trigger.Every(Duration.ofSeconds(1)), List.of(UPDATE), Duration.ofSeconds(60), 0, onMissed);
    }

    /** A runner in a thread of its own. */
    private final class HostedRunner implements RunnerListener {

        private final List<Update> sent = Collections.synchronizedList(new ArrayList<>());
        private final List<String> told = Collections.synchronizedList(new ArrayList<>());
        private final FaultyLink link = new FaultyLink(PostgresServer.shared().address());
        private final SharedSlotPlace place;
        private final CompletableFuture<JobOutcome> ended = new CompletableFuture<>();
        private final AtomicLong looks = new AtomicLong();
        private volatile StopReason stop = StopReason.NONE;
        private volatile CountDownLatch goesOn = new CountDownLatch(0);

        HostedRunner(String host) throws Exception {
            Database database = Database.of(
                    settings(schema.url(link.address())),
                    schema.bridge().user(),
                    schema.bridge().password(),
                    host);
            place = new SharedSlotPlace(database, ServerCheck.NONE, host, () -> {
                looks.incrementAndGet();
                return System.nanoTime();
            });
            runners.add(this);
        }

        HostedRunner start(Job job) {
            ScriptedBridge bridge = new ScriptedBridge();
            InstantSource clock = InstantSource.system();
            UpdateSender updates = this::deliver;
            Actions actions = new Actions(
                    bridge,
                    updates,
                    (plugin, task) -> {
                        throw new AssertionError("no plugin is asked for");
                    },
                    new BuiltInPlugins(bridge, updates, List.of(), clock, System::nanoTime),
                    clock);
            Runner runner = new Runner(
                    List.of(job),
                    actions,
                    new Runner.RunnerRecords(place, Optional.of(new UUID(1, 2))),
                    directory.resolve(Integer.toString(runners.size())),
                    clock,
                    System::nanoTime,
                    this);
            RunnerArguments watch = new RunnerArguments(Optional.of(Duration.ofMinutes(1)), 0);
            Thread thread = new Thread(() -> ended.complete(run(runner, watch)));
            thread.setDaemon(true);
            thread.start();
            return this;
        }

        @Override
        public void renewed(int jobs) {
            throw new AssertionError("their jobs stay what they are");
        }

        private JobOutcome run(Runner runner, RunnerArguments watch) {
            try {
                return runner.run(watch, () -> stop, SealedJobs.FIXED);
            } catch (IOException | InterruptedException e) {
                told.add("ended: " + e.getMessage());
                return JobOutcome.FAILED;
            }
        }

        private UpdateSender.Sent deliver(Update update) throws InterruptedException {
            sent.add(update);
            goesOn.await();
            return new UpdateSender.Sent.UpdateAccepted(1, "ab");
        }

        void close() throws Exception {
            ended.join();
            place.close();
            link.close();
        }

        @Override
        public void ended(JobReport job) {
            // What became of it is in the database.
        }

        @Override
        public void unreported(NodeId node, Job job, IOException trouble) {
            told.add("unreported: " + trouble);
        }

        @Override
        public void failed(NodeId node, IOException trouble) {
            told.add("failed: " + trouble);
        }

        @Override
        public void trouble(String line) {
            told.add(line);
        }

        @Override
        public void bug(Throwable bug) {
            told.add("a bug: " + bug);
        }
    }

    @Test
    void twoRunnersBeginEachDueTimeOnceAndEndItOnce() throws Exception {
        HostedRunner one = new HostedRunner("one").start(everySecond(OnMissed.SKIP));
        HostedRunner two = new HostedRunner("two").start(everySecond(OnMissed.SKIP));
        await().atMost(GUARD).until(() -> one.sent.size() + two.sent.size() >= 6);
        one.stop = StopReason.ORDERLY;
        one.ended.join();
        int sent = two.sent.size();
        await().atMost(GUARD).until(() -> two.sent.size() >= sent + 2);
        two.stop = StopReason.ORDERLY;
        two.ended.join();

        List<String> sessions = new ArrayList<>();
        one.sent.forEach(update -> sessions.add(update.sessionId()));
        two.sent.forEach(update -> sessions.add(update.sessionId()));
        assertThat(sessions).doesNotHaveDuplicates();
        assertThat(states()).doesNotContain("going");
        assertThat(states().stream().filter("ok"::equals)).hasSameSizeAs(sessions);
    }

    @Test
    void whatARunnerSendsThatStoodStillHasTheNameOfWhatTheNextOneSent() throws Exception {
        HostedRunner one = new HostedRunner("one");
        one.goesOn = new CountDownLatch(1);
        one.start(everySecond(OnMissed.RUN_ONCE));
        await().atMost(GUARD).until(() -> one.sent.size() == 1);
        schema.psql("CREATE OR REPLACE FUNCTION " + schema.name() + ".database_time() RETURNS timestamptz LANGUAGE sql"
                + " AS $$SELECT clock_timestamp() + interval '200 seconds'$$");
        HostedRunner two = new HostedRunner("two").start(everySecond(OnMissed.RUN_ONCE));
        await().atMost(GUARD).until(() -> !two.sent.isEmpty());
        one.goesOn.countDown();
        await().atMost(GUARD).until(() -> one.told.stream().anyMatch(line -> line.contains("after others had to")));

        assertThat(two.sent.get(0).sessionId()).isEqualTo(one.sent.get(0).sessionId());
        assertThat(new HashSet<>(one.told)).hasSize(1);
    }

    @Test
    void aRunnerThatStartsWithoutADatabaseBeginsNothingSaysSoOnceAndGoesOnWhenItIsThere() throws Exception {
        HostedRunner one = new HostedRunner("one");
        one.link.refuse();
        one.start(everySecond(OnMissed.SKIP));
        await().atMost(GUARD).until(() -> !one.told.isEmpty());
        long looks = one.looks.get();
        await().atMost(GUARD)
                .until(() -> one.looks.get() > looks + 10); // it tries again, a few looks at the clock each time
        assertThat(one.sent).isEmpty();
        one.link.pass();
        await().atMost(GUARD).until(() -> one.sent.size() > 1);

        assertThat(one.told).singleElement().asString().contains("nothing begins", "tried again");
    }
}
