package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.schedule.BegunRun;
import org.corebucket.bridge.automation.schedule.ClaimedRun;
import org.corebucket.bridge.automation.schedule.Slots;
import org.jspecify.annotations.Nullable;

/**
 * Every job once, whatever its trigger: four side by side, since none depends on another. A job whose end can't be recorded
 * does not keep the others from running.
 */
final class OnceThrough {

    private static final int SIDE_BY_SIDE = 4;

    private final Node node;
    private final Slots slots;
    private final InstantSource clock;
    private JobOutcome worst = JobOutcome.OK;
    private @Nullable IOException trouble;

    OnceThrough(Node node, Slots slots, InstantSource clock) {
        this.node = node;
        this.slots = slots;
        this.clock = clock;
    }

    /**
     * Runs them.
     *
     * @throws IOException if a report or a slot could not be written, after all jobs have ended
     */
    JobOutcome run(List<Job> jobs, Executor threads) throws IOException, InterruptedException {
        Queue<Job> waiting = new ConcurrentLinkedQueue<>(jobs);
        List<CompletableFuture<Void>> lanes = new ArrayList<>();
        for (int lane = 0; lane < Math.min(SIDE_BY_SIDE, jobs.size()); lane++) {
            lanes.add(CompletableFuture.runAsync(() -> work(waiting), threads));
        }
        CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).join();
        return result();
    }

    private void work(Queue<Job> waiting) {
        for (Job job = waiting.poll(); job != null; job = waiting.poll()) {
            try {
                ended(run(job));
            } catch (IOException e) {
                failed(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                ended(JobOutcome.STOPPED);
                return;
            }
        }
    }

    private JobOutcome run(Job job) throws IOException, InterruptedException {
        Instant begun = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ClaimedRun claimed =
                slots.beginOnce(new Slots.DueRun(new BegunRun(job.name(), begun, begun, true), node.limit(job), false));
        JobOutcome outcome = JobOutcome.FAILED;
        try {
            outcome = node.run(job, claimed);
        } finally {
            slots.end(claimed.run(), outcome.state(), clock.instant());
        }
        return outcome;
    }

    private synchronized void ended(JobOutcome outcome) {
        worst = worst.and(outcome);
    }

    private synchronized void failed(IOException e) {
        trouble = trouble == null ? e : trouble;
    }

    private synchronized JobOutcome result() throws IOException {
        if (trouble != null) {
            throw trouble;
        }
        return worst;
    }
}
