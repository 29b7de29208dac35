package org.corebucket.bridge.automation.schedule;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.automation.job.Job;

/**
 * The record of a node's due times (CONTRACT 3, 12): each due time of each job is begun by one runner, and ends in exactly one
 * state. A run is recorded durably before it begins, so that it is known after a crash. What lies back 30 days is removed. Several
 * threads may use it at once.
 */
public interface Slots extends Closeable {

    /** How long a due time is kept, and how far back it may lie to be recorded at all. */
    Duration KEPT = Duration.ofDays(30);

    /**
     * A run that is to begin.
     *
     * @param limit how long it may take with all its tries
     * @param again whether it is begun once more if its runner dies in it, where a runner of another host can do that
     */
    record DueRun(BegunRun run, Duration limit, boolean again) {

        /** The run of a job for a due time. */
        static DueRun of(Job job, BegunRun run, Duration limit) {
            return new DueRun(run, limit, job.onMissed() == Job.OnMissed.RUN_ONCE);
        }
    }

    /**
     * Whether runners of other hosts have this record too. Then the time is the record's own, and what can't be recorded now is
     * tried again.
     */
    boolean isShared();

    /** The time that due times go by, where the host has this one. */
    InstantSource clock(InstantSource host);

    /**
     * Takes note of the time, of what others recorded meanwhile, and of the runs whose runner must be dead.
     *
     * @param now what the {@link #clock} shows
     * @return the time; where the record has one of its own, as it has just said
     */
    Instant timeIs(Instant now) throws IOException;

    /** The progress of a job. It begins anew now if the job is new or has another trigger than before. */
    JobProgress progress(String job, String trigger, Instant now) throws IOException;

    /** Whether a run may have begun after the job's last known due time, since part of the record is lost. */
    boolean isUncertain(String job);

    /**
     * The due time of a job that is due at start-up.
     *
     * @param progress the job's
     * @param start when this runner started
     */
    Instant startUp(JobProgress progress, Instant start);

    /** Makes the progress of these jobs durable; they are all that this runner has. */
    void retain(Set<String> jobs) throws IOException;

    /**
     * Records that runs begin, and settles all due times of their jobs up to theirs. It is durable when this returns.
     *
     * @return those that are this runner's to begin
     */
    List<ClaimedRun> claim(List<DueRun> due) throws IOException;

    /**
     * A run that another runner left, or whose claim this one did not hear of, to be begun by this one.
     *
     * @param job one that is not running here
     * @param limit how long it may take with all its tries
     */
    Optional<ClaimedRun> takeOver(Job job, Duration limit) throws IOException;

    /**
     * Records that a run begins that is not due by its trigger, as with {@code --once}. It is durable when this returns.
     *
     * @param now when it begins; no job may have two runs with the same time
     */
    ClaimedRun beginOnce(DueRun now) throws IOException;

    /** Records how a run ended, unless its end is recorded already because it took longer than it may. */
    void end(BegunRun begun, SlotState state, Instant ended) throws IOException;

    /** Records due times of one job, in their order, at which nothing ran. */
    void record(List<Slot> slots) throws IOException;
}
