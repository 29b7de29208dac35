package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.corebucket.bridge.automation.SealedJobs.SealedNow;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.deployment.IoTrouble;

/** Looks for jobs that were sealed anew, on another thread, since a verification takes its time. Its owner's thread never waits. */
final class JobRenewal {

    /** What passes at least between two looks. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** A look is followed by a pause that is so many times as long: what does not verify is read again each time. */
    private static final int PAUSES = 9;

    private final SealedJobs sealed;
    private final Executor threads;
    private final RunnerListener listener;
    private final Consumer<List<Job>> renewed;
    private CompletableFuture<SealedNow> going = CompletableFuture.completedFuture(new SealedNow.Same());
    private String told = "";
    private boolean withdrawn;
    private volatile Duration pause = BETWEEN_LOOKS;

    JobRenewal(SealedJobs sealed, Executor threads, RunnerListener listener, Consumer<List<Job>> renewed) {
        this.sealed = sealed;
        this.threads = threads;
        this.listener = listener;
        this.renewed = renewed;
    }

    /** Takes what the last look found, if it has ended, and begins the next one. */
    void look() {
        if (!going.isDone() || withdrawn) {
            return;
        }
        SealedNow found = going.join();
        if (found instanceof SealedNow.Renewed jobs) {
            renewed.accept(jobs.jobs());
            listener.renewed(jobs.jobs().size());
        }
        withdrawn = found instanceof SealedNow.Withdrawn;
        going = CompletableFuture.supplyAsync(
                this::timed, CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, threads));
    }

    /** How long nobody looks after a look that took so long. */
    static Duration pauseAfter(Duration took) {
        Duration longer = took.multipliedBy(PAUSES);
        return longer.compareTo(BETWEEN_LOOKS) > 0 ? longer : BETWEEN_LOOKS;
    }

    /** Whether the runner is no longer to run. */
    boolean isWithdrawn() {
        return withdrawn;
    }

    private SealedNow timed() {
        long begun = System.nanoTime();
        SealedNow found = found();
        pause = pauseAfter(Duration.ofNanos(System.nanoTime() - begun));
        return found;
    }

    private SealedNow found() {
        try {
            SealedNow found = sealed.look();
            told = "";
            return found;
        } catch (IOException e) {
            String line =
                    "it can't be found out whether other jobs are sealed, which is tried again: " + IoTrouble.words(e);
            tell(line, () -> listener.trouble(line));
        } catch (RuntimeException | Error e) {
            tell(e.toString(), () -> listener.bug(e));
        }
        return new SealedNow.Same();
    }

    /** Tells what goes on for long a single time. */
    private void tell(String what, Runnable telling) {
        if (!what.equals(told)) {
            telling.run();
        }
        told = what;
    }
}
