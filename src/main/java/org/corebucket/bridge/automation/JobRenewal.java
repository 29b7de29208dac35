package org.corebucket.bridge.automation;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.corebucket.bridge.automation.SealedJobs.SealedNow;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.deployment.IoTrouble;

/** Looks for jobs that were sealed anew, on another thread, since a verification takes its time. Its owner's thread never waits. */
final class JobRenewal {

    private final SealedJobs sealed;
    private final Executor threads;
    private final RunnerListener listener;
    private final Consumer<List<Job>> renewed;
    private CompletableFuture<SealedNow> going = CompletableFuture.completedFuture(new SealedNow.Same());
    private String told = "";
    private boolean withdrawn;

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
        going = CompletableFuture.supplyAsync(this::once, threads);
    }

    /** Whether the runner is no longer to run. */
    boolean isWithdrawn() {
        return withdrawn;
    }

    private SealedNow once() {
        try {
            SealedNow found = sealed.look();
            told = "";
            return found;
        } catch (IOException e) {
            String line =
                    "it can't be found out whether other jobs are sealed, which is tried again: " + IoTrouble.words(e);
            if (!line.equals(told)) {
                listener.trouble(line);
            }
            told = line;
        } catch (RuntimeException e) {
            listener.bug(e);
        }
        return new SealedNow.Same();
    }
}
