package org.corebucket.bridge.automation.schedule;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.deployment.DurableFiles;

/**
 * The record of due times, {@code slots.jsonl} (CONTRACT 3): each due time of each job has exactly one line, which says how it
 * ended.
 *
 * <p>A run is noted durably before it begins, so that it is known after a crash; its state is then {@link SlotState#STOPPED}.
 * Lines are kept for 30 days after their due time. The caller must hold the runner's lock. Several threads may use it at once.
 */
public final class SlotLog implements Slots {

    /** The name of the file. */
    public static final String FILE = "slots.jsonl";

    /** How often old lines are removed: each time, the whole file is written anew. */
    private static final Duration BETWEEN_CLEANINGS = Duration.ofDays(1);

    private final SlotFile file;
    private final RunnerMemory memory;
    private Instant nextCleaning = Instant.MIN;

    private SlotLog(SlotFile file, RunnerMemory memory) {
        this.file = file;
        this.memory = memory;
    }

    /**
     * Opens the record in a directory, which is made if it is not there, and records the end of runs that a crash cut short.
     * <p>A damaged file does not keep the automation from running: it is set aside, and its content is restored from the other
     * file as far as possible.
     *
     * @param reports the automation's reports, or those of one of its nodes
     * @param told is told of files that were set aside
     */
    public static SlotLog open(Path reports, Consumer<String> told) throws IOException {
        DurableFiles.makeDirectories(reports);
        Path slots = reports.resolve(FILE);
        if (SlotAside.isNoFile(slots)) {
            Path aside = SlotAside.setAside(slots);
            told.accept(slots + " was no file, and is now " + aside.getFileName()
                    + "; how due times ended until now is not known");
        }
        SlotLog log = new SlotLog(new SlotFile(reports, FILE), RunnerMemory.load(reports, told));
        log.recover();
        log.heal(told);
        return log;
    }

    private void heal(Consumer<String> told) throws IOException {
        if (file.isDamaged()) {
            Path aside = file.setDamageAside();
            save();
            told.accept(FILE + " had lines that are no slots; as it was it is kept as " + aside.getFileName()
                    + ", and how their due times ended is not known");
        }
    }

    private void recover() throws IOException {
        if (memory.goingBack != null) {
            forgetWhatIsOpenAgain(memory.goingBack);
        }
        if (!memory.isKnown) {
            file.read(0, this::progressOf);
        } else if (memory.size < file.size()) {
            file.read(memory.size, this::replay);
        }
        if (!memory.running.isEmpty()) {
            file.append(memory.running.stream().map(BegunRun::cutShort).toList());
            memory.running.clear();
        }
        save();
    }

    /** Takes a job's progress from its last line, when the memory is lost. */
    private void progressOf(Slot slot) {
        if (slot.once()) {
            return;
        }
        JobProgress known = memory.jobs.get(slot.job());
        if (known == null || known.settled().isBefore(slot.due())) {
            memory.jobs.put(slot.job(), JobProgress.uncertain(slot.due()));
        }
    }

    private void replay(Slot slot) {
        memory.running.removeIf(begun -> begun.is(slot));
        settle(slot); // a run's due time was settled when it began
    }

    private void settle(Slot slot) {
        JobProgress progress = memory.jobs.get(slot.job());
        if (progress != null && slot.started() == null) {
            progress.settle(slot.due());
        }
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public InstantSource clock(InstantSource host) {
        return host;
    }

    @Override
    public synchronized ClaimedRun beginOnce(DueRun now) throws IOException {
        return claim(List.of(now)).get(0);
    }

    @Override
    public synchronized JobProgress progress(String job, String trigger, Instant now) {
        JobProgress known = memory.jobs.get(job);
        if (known != null && known.isUncertain()) {
            known = known.under(trigger);
            memory.jobs.put(job, known);
        } else if (known == null || !known.trigger().equals(trigger)) {
            known = new JobProgress(trigger, now, now.minusNanos(1));
            memory.jobs.put(job, known);
        }
        return known;
    }

    @Override
    public synchronized boolean isUncertain(String job) {
        JobProgress known = memory.jobs.get(job);
        return known != null && known.isUncertain();
    }

    /** If that time is settled already, because of another start in the same millisecond or before the clock went back, a later one. */
    @Override
    public synchronized Instant startUp(JobProgress progress, Instant start) {
        Instant due = start;
        while (progress.isSettled(due)) {
            due = due.plusMillis(1);
        }
        return due;
    }

    /** Forgets all other jobs. */
    @Override
    public synchronized void retain(Set<String> jobs) throws IOException {
        memory.jobs.keySet().retainAll(jobs);
        save();
    }

    /** All are this runner's, since there is no other. */
    @Override
    public synchronized List<ClaimedRun> claim(List<DueRun> due) throws IOException {
        List<BegunRun> begun = due.stream().map(DueRun::run).toList();
        begin(begun);
        return begun.stream().map(ClaimedRun::alone).toList();
    }

    /** There is none: what a crash cut short is recorded as stopped when the record is opened. */
    @Override
    public Optional<ClaimedRun> takeOver(Job job, Duration limit) {
        return Optional.empty();
    }

    private void begin(List<BegunRun> begun) throws IOException {
        Map<JobProgress, Instant> before = new HashMap<>();
        for (BegunRun run : begun) {
            JobProgress progress = run.once() ? null : memory.jobs.get(run.job());
            if (progress != null) {
                before.put(progress, progress.settled());
                progress.settle(run.due());
            }
        }
        memory.running.addAll(begun);
        try {
            save();
        } catch (IOException e) {
            memory.running.removeAll(begun);
            before.forEach(JobProgress::goBack);
            throw e;
        }
    }

    @Override
    public synchronized void end(BegunRun begun, SlotState state, Instant ended) throws IOException {
        Slot slot = begun.ended(state, ended);
        file.append(List.of(slot));
        memory.running.removeIf(running -> running.is(slot));
    }

    @Override
    public synchronized void record(List<Slot> slots) throws IOException {
        if (slots.isEmpty()) {
            return;
        }
        file.append(slots);
        slots.forEach(this::settle);
    }

    /** Every line is on disk already. */
    @Override
    public void close() {}

    private void save() throws IOException {
        memory.size = file.size();
        memory.save();
    }

    /** The time may have gone back. Lines that are old enough by it are removed. */
    @Override
    public synchronized Instant timeIs(Instant now) throws IOException {
        if (memory.goingBack != null) {
            forgetWhatIsOpenAgain(memory.goingBack);
        }
        goBack(now);
        clean(now);
        return now;
    }

    private void clean(Instant now) throws IOException {
        if (now.isBefore(nextCleaning)) {
            return;
        }
        Instant oldest = now.minus(KEPT);
        Optional<Slot> first = file.first();
        if (first.isPresent() && first.get().due().isBefore(oldest.minus(BETWEEN_CLEANINGS))) {
            save(); // saved with the present size first, so that no line of the smaller file counts as new after a
            // crash
            file.keep(slot -> !slot.due().isBefore(oldest));
            save();
        }
        nextCleaning = now.plus(BETWEEN_CLEANINGS);
    }

    /**
     * If the clock has gone back, takes back what was recorded of times that are now in the future. Lines of due times at which
     * nothing ran are removed, since these times will come again. Lines of those at which something ran stay, and nothing runs
     * at them the second time.
     */
    private void goBack(Instant now) throws IOException {
        Set<String> affected = new HashSet<>();
        for (Map.Entry<String, JobProgress> job : memory.jobs.entrySet()) {
            if (job.getValue().settled().isAfter(now)) {
                job.getValue().goBack(now);
                affected.add(job.getKey());
            }
        }
        if (affected.isEmpty()) {
            return;
        }
        file.read(0, slot -> {
            if (affected.contains(slot.job())
                    && !isOpenAgain(slot, now)
                    && slot.due().isAfter(now)
                    && !slot.once()) {
                ahead(slot.job(), slot.due());
            }
        });
        for (BegunRun begun : memory.running) {
            if (affected.contains(begun.job()) && begun.due().isAfter(now)) {
                ahead(begun.job(), begun.due());
            }
        }
        memory.goingBack = now;
        save();
        forgetWhatIsOpenAgain(now);
        nextCleaning = now;
    }

    private void ahead(String job, Instant due) {
        JobProgress progress = memory.jobs.get(job);
        if (progress != null) {
            progress.ahead().add(due);
        }
    }

    private void forgetWhatIsOpenAgain(Instant now) throws IOException {
        file.keep(slot -> !isOpenAgain(slot, now));
        memory.goingBack = null;
        save();
    }

    private static boolean isOpenAgain(Slot slot, Instant now) {
        return slot.started() == null && slot.due().isAfter(now);
    }
}
