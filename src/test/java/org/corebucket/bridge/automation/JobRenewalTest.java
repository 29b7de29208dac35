package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.corebucket.bridge.automation.SealedJobs.SealedNow;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.testkit.ScriptedBridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a runner asks for other jobs. */
@Timeout(120)
final class JobRenewalTest implements RunnerListener {

    private static final Job JOB = new Job(
            "sync",
            new Trigger.OnStartup(),
            List.of(new Action.SendUpdate("education", new JsonObject(Map.of(), 1))),
            Duration.ofSeconds(60),
            0,
            Job.OnMissed.SKIP);

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void whatDoesNotVerifyIsReadInATenthOfTheTimeAtMost() {
        assertThat(JobRenewal.pauseAfter(Duration.ofMillis(20))).isEqualTo(Duration.ofSeconds(1));
        assertThat(JobRenewal.pauseAfter(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void whatRunsEachJobOnceAsksForNoOtherJobs(@TempDir Path reports) throws Exception {
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(12); // every 200 ms, so that there was time for a look
        UpdateSender waits = update -> {
            asked.await();
            return new UpdateSender.Sent.UpdateAccepted(1, "ab");
        };
        ScriptedBridge bridge = new ScriptedBridge();
        InstantSource clock = InstantSource.system();
        Actions actions = new Actions(
                bridge,
                waits,
                (plugin, task) -> {
                    throw new AssertionError("no plugin is asked for");
                },
                new BuiltInPlugins(bridge, waits, List.of(), clock, System::nanoTime),
                clock);
        Runner runner =
                new Runner(List.of(JOB), actions, Runner.RunnerRecords.FILES, reports, clock, System::nanoTime, this);

        JobOutcome outcome = runner.run(
                new RunnerArguments(Optional.empty(), 0),
                () -> {
                    asked.countDown();
                    return StopReason.NONE;
                },
                () -> {
                    looks.incrementAndGet();
                    return new SealedNow.Withdrawn();
                });

        assertThat(outcome).isEqualTo(JobOutcome.OK);
        assertThat(looks).hasValue(0);
        assertThat(told).containsExactly("sync OK");
    }

    @Override
    public void ended(JobReport job) {
        told.add(job.job() + " " + job.outcome());
    }

    @Override
    public void renewed(int jobs) {
        told.add("renewed");
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
