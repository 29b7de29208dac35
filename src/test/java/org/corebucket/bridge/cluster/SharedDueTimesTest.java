package org.corebucket.bridge.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.cluster.RunnersOfACluster.TIMEOUT;
import static org.corebucket.bridge.cluster.RunnersOfACluster.everyTenMinutes;
import static org.corebucket.bridge.cluster.RunnersOfACluster.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Job.OnMissed;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.automation.schedule.BegunRun;
import org.corebucket.bridge.automation.schedule.SlotState;
import org.corebucket.bridge.automation.schedule.Slots;
import org.corebucket.bridge.cluster.RunnersOfACluster.ClusterRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runners of several hosts on one database: each due time is begun by one of them, and has one end. */
@Timeout(120)
final class SharedDueTimesTest {

    private static final Job SKIP = everyTenMinutes(OnMissed.SKIP);
    private static final Job RUN_ONCE = everyTenMinutes(OnMissed.RUN_ONCE);
    private static final Duration UNTIL = TIMEOUT.plus(SharedSlots.MARGIN);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private RunnersOfACluster cluster;

    @BeforeEach
    void make() throws Exception {
        cluster = new RunnersOfACluster();
    }

    @AfterEach
    void drop() throws Exception {
        cluster.close();
    }

    private List<String> slots() throws Exception {
        return cluster.database.slots();
    }

    @Test
    void twoRunnersThatTickAtOnceShareFiftyDueTimes() throws Exception {
        ClusterRunner one = cluster.start("one", SKIP);
        ClusterRunner two = cluster.start("two", SKIP);
        for (int due = 0; due < 50; due++) {
            atOnce(one::tick, two::tick);
            atOnce(() -> one.end(SlotState.OK), () -> two.end(SlotState.OK));
            cluster.after(Duration.ofMinutes(10));
        }

        List<Instant> begun = new ArrayList<>();
        one.begun.forEach(run -> begun.add(run.run().due()));
        two.begun.forEach(run -> begun.add(run.run().due()));
        assertThat(begun).hasSize(50).doesNotHaveDuplicates();
        assertThat(slots()).hasSize(50).allSatisfy(slot -> assertThat(slot).endsWith(" ok"));
        assertThat(one.told).isEmpty();
        assertThat(two.told).isEmpty();
    }

    private interface Step {
        void take() throws Exception;
    }

    private static void atOnce(Step... steps) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(steps.length);
        try {
            List<Future<?>> taken = new ArrayList<>();
            for (Step step : steps) {
                taken.add(threads.submit(() -> {
                    step.take();
                    return null;
                }));
            }
            for (Future<?> one : taken) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatOneRunsTheOtherNeitherRunsNorEnds() throws Exception {
        ClusterRunner one = cluster.start("one", SKIP);
        ClusterRunner two = cluster.start("two", SKIP);
        one.tick();
        two.tick();
        two.stop();

        assertThat(two.begun).isEmpty();
        assertThat(slots()).containsExactly("08:00 going");
    }

    @Test
    void aJobRunsAtOneHostAtATime() throws Exception {
        Job every = job(new Trigger.Every(Duration.ofSeconds(20)), OnMissed.SKIP);
        ClusterRunner one = cluster.start("one", every);
        ClusterRunner two = cluster.start("two", every);
        one.tick();
        cluster.after(Duration.ofSeconds(20));
        two.tick();
        assertThat(two.begun).isEmpty();
        one.tick();
        one.end(SlotState.OK);
        cluster.after(Duration.ofSeconds(20));
        two.tick();

        assertThat(two.begun).hasSize(1);
        assertThat(slots()).containsExactly("08:00 ok", "08:00 skipped", "08:00 going");
    }

    @Test
    void theSurvivorGoesOnWithTheDueTimesOfOneThatIsGone() throws Exception {
        cluster.start("one", SKIP).tick();
        ClusterRunner two = cluster.start("two", SKIP);
        two.tick();
        cluster.after(Duration.ofMinutes(10));
        two.tick();
        two.end(SlotState.OK);

        assertThat(slots()).containsExactly("08:00 stopped", "08:10 ok");
    }

    @Test
    void aRunThatItsRunnerDiedInIsStoppedBehindItsTimeOutAndAMarginAndNotRunAgain() throws Exception {
        cluster.start("one", SKIP).tick();
        ClusterRunner two = cluster.start("two", SKIP);
        cluster.after(UNTIL);
        two.tick();
        assertThat(slots()).containsExactly("08:00 going");
        cluster.after(SECOND);
        two.tick();

        assertThat(slots()).containsExactly("08:00 stopped");
        assertThat(two.begun).isEmpty();
    }

    @Test
    void aJobThatSaysSoIsRunOnceMoreAndOnlyOnce() throws Exception {
        cluster.start("one", RUN_ONCE).tick();
        ClusterRunner two = cluster.start("two", RUN_ONCE);
        cluster.after(UNTIL.plus(SECOND));
        two.tick();
        assertThat(two.begun).hasSize(1);
        assertThat(two.begun.get(0).run().due()).isEqualTo("2026-11-23T08:00:00Z");
        ClusterRunner three = cluster.start("three", RUN_ONCE);
        three.tick();
        cluster.after(UNTIL.plus(SECOND));
        three.tick();

        assertThat(three.begun).isEmpty();
        assertThat(slots()).containsExactly("08:00 stopped");
    }

    @Test
    void theEndOfARunnerThatStoodStillIsRefused() throws Exception {
        ClusterRunner one = cluster.start("one", SKIP);
        ClusterRunner two = cluster.start("two", SKIP);
        one.tick();
        cluster.after(UNTIL.plus(SECOND));
        two.tick();
        one.end(SlotState.OK);

        assertThat(slots()).containsExactly("08:00 stopped");
        assertThat(one.told).singleElement().asString().contains("sync", "ended ok", "recorded is stopped");
    }

    @Test
    void soIsItsEndWhenAnotherRunsItOnceMore() throws Exception {
        ClusterRunner one = cluster.start("one", RUN_ONCE);
        ClusterRunner two = cluster.start("two", RUN_ONCE);
        one.tick();
        cluster.after(UNTIL.plus(SECOND));
        two.tick();
        one.end(SlotState.OK);
        assertThat(slots()).containsExactly("08:00 going");
        two.end(SlotState.FAILED);

        assertThat(slots()).containsExactly("08:00 failed");
        assertThat(one.told).singleElement().asString().contains("another run");
    }

    @Test
    void aRunMustEndAMarginBeforeOthersTakeItForDead() throws Exception {
        ClusterRunner one = cluster.start("one", SKIP);
        one.tick();

        assertThat(one.begun.get(0).deadline()).hasValue(TIMEOUT.toNanos());
    }

    @Test
    void clocksOfHostsThatAreWrongByMinutesChangeNothing() throws Exception {
        ClusterRunner one = cluster.start("one", Duration.ofMinutes(13), SKIP);
        ClusterRunner two = cluster.start("two", Duration.ofMinutes(-7), SKIP);
        for (int due = 0; due < 3; due++) {
            ClusterRunner first = due % 2 == 0 ? one : two;
            first.tick();
            (first == one ? two : one).tick();
            assertThat(first.begun).hasSize(due / 2 + 1);
            first.end(SlotState.OK);
            cluster.after(Duration.ofMinutes(10));
        }

        assertThat(slots()).containsExactly("08:00 ok", "08:10 ok", "08:20 ok");
    }

    @Test
    void aClaimWhoseAnswerWasLostIsBegunByTheOneThatMadeIt() throws Exception {
        ClusterRunner one = cluster.start("one", SKIP);
        ClusterRunner two = cluster.start("two", SKIP);
        Instant due = Instant.parse("2026-11-23T08:00:00Z");
        one.slots.claim(List.of(new Slots.DueRun(new BegunRun("sync", due, due, false), TIMEOUT, false)));
        two.tick();
        one.tick();
        one.tick();
        assertThat(two.begun).isEmpty();
        assertThat(one.begun).hasSize(1);
        one.end(SlotState.OK);

        assertThat(slots()).containsExactly("08:00 ok");
    }

    @Test
    void aJobAtTheStartIsRunOnceByAllRunnersTogether() throws Exception {
        Job startUp = job(new Trigger.OnStartup(), OnMissed.SKIP);
        ClusterRunner one = cluster.start("one", startUp);
        one.tick();
        one.end(SlotState.OK);
        cluster.after(Duration.ofSeconds(10));
        ClusterRunner two = cluster.start("two", startUp);
        two.tick();
        one.stop();
        cluster.after(Duration.ofMinutes(2));
        two.tick();
        one = cluster.start("one", startUp);
        one.tick();
        assertThat(slots()).containsExactly("08:00 ok");
        one.stop();
        two.stop();
        ClusterRunner three = cluster.start("two", startUp);
        three.tick();

        assertThat(three.begun).hasSize(1);
        assertThat(slots()).containsExactly("08:00 ok", "08:02 going");
    }

    @Test
    void runnersThatDiedDoNotKeepAJobAtTheStartFromTheNextOnes() throws Exception {
        Job startUp = job(new Trigger.OnStartup(), OnMissed.SKIP);
        cluster.start("one", startUp);
        ClusterRunner sameHost = cluster.start("one", startUp);
        sameHost.tick();
        sameHost.end(SlotState.OK);
        cluster.after(Duration.ofSeconds(61));
        ClusterRunner other = cluster.start("two", startUp);
        other.tick();

        assertThat(other.begun).hasSize(1);
        assertThat(slots()).containsExactly("08:00 ok", "08:01 going");
    }

    @Test
    void eachNodeHasDueTimesOfItsOwn() throws Exception {
        ClusterRunner one = cluster.startAt("node-001", "one", SKIP);
        ClusterRunner two = cluster.startAt("node-002", "one", SKIP);
        one.tick();
        two.tick();

        assertThat(slots()).containsExactly("08:00 going", "08:00 going");
    }

    @Test
    void theTriggerOfTheRunnerThatStartedLastIsInForce() throws Exception {
        ClusterRunner one = cluster.start("one", SKIP);
        cluster.after(Duration.ofMinutes(1));
        ClusterRunner two = cluster.start("two", job(new Trigger.Every(Duration.ofMinutes(20)), OnMissed.SKIP));
        two.tick();
        two.end(SlotState.OK);
        cluster.after(Duration.ofMinutes(9));
        one.tick();
        one.tick();

        assertThat(one.begun).isEmpty();
        assertThat(slots()).containsExactly("08:01 ok");
        assertThat(one.told).singleElement().asString().contains("sync", "another trigger, PT20M");
    }

    @Test
    void twoByHandAtTheSameTimeAreTwoRuns() throws Exception {
        ClusterRunner one = cluster.start("one", SKIP);
        ClusterRunner two = cluster.start("two", SKIP);
        Instant now = Instant.parse("2026-11-23T08:00:00Z");
        Slots.DueRun asked = new Slots.DueRun(new BegunRun("sync", now, now, true), TIMEOUT, false);

        BegunRun first = one.slots.beginOnce(asked).run();
        BegunRun second = two.slots.beginOnce(asked).run();

        assertThat(first.due()).isNotEqualTo(second.due());
    }
}
