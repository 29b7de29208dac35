package org.corebucket.bridge.automation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.corebucket.bridge.automation.job.Job;
import org.jspecify.annotations.Nullable;

/** A runner's life over some days, with a clock in hand and whatever may befall it, drawn from a seed. */
final class SimulatedDays {

    static final Duration RUNNER_INTERVAL = Duration.ofMinutes(30);

    /** A run as those who ran it saw it. */
    static final class FakeRun {
        final Instant ends;
        final CompletableFuture<SlotState> outcome = new CompletableFuture<>();
        final SlotState drawn;

        /** What the record must say: one state, or one of two if a crash tore the line off. */
        List<SlotState> expected = List.of(SlotState.STOPPED);

        FakeRun(Instant ends, SlotState drawn) {
            this.ends = ends;
            this.drawn = drawn;
        }
    }

    /** All runs that ever began, by job and due time; none may begin twice. */
    final Map<String, FakeRun> begun = new LinkedHashMap<>();

    /** When a runner was started. */
    final List<Instant> starts = new ArrayList<>();

    /** The earliest time that a runner ever saw. */
    Instant lowest;

    private final Path reports;
    private final List<Job> jobs;
    private final Random random;
    private final List<FakeRun> going = new ArrayList<>();
    private @Nullable Scheduler scheduler;
    private Instant now;

    SimulatedDays(Path reports, List<Job> jobs, Instant start, long seed) {
        this.reports = reports;
        this.jobs = jobs;
        this.now = start;
        this.lowest = start;
        this.random = new Random(seed);
    }

    Instant now() {
        return now;
    }

    /** Lives through this time, which is the clock's only as long as nobody turns it. */
    void live(Duration time) throws IOException {
        start();
        Instant wake = now;
        Duration left = time;
        while (!left.isNegative()) {
            Instant before = now;
            now = earliest(wake);
            left = left.minus(Duration.between(before, now)).minusMillis(1);
            left = left.minus(befall());
            wake = tick();
        }
        running().close();
        reap();
    }

    private Instant earliest(Instant wake) {
        Instant next = wake;
        for (FakeRun run : going) {
            next = run.ends.isBefore(next) ? run.ends : next;
        }
        return next.isBefore(now) ? now : next;
    }

    /** Once in a while something does. */
    private Duration befall() throws IOException {
        switch (random.nextInt(400)) {
            case 0 -> now = now.plus(upTo(Duration.ofHours(3))); // a pause, or the clock was put forward
            case 1 -> now = now.minus(upTo(Duration.ofHours(2)));
            case 2 -> crash();
            case 3 -> stop();
            case 4 -> now = now.plus(upTo(Duration.ofSeconds(40)));
            default -> {
                return Duration.ZERO;
            }
        }
        return Duration.ofMinutes(5);
    }

    private Instant tick() throws IOException {
        lowest = now.isBefore(lowest) ? now : lowest;
        complete();
        Instant wake = running().tick();
        reap();
        return wake;
    }

    private void complete() {
        for (FakeRun run : going) {
            if (!run.ends.isAfter(now)) {
                if (run.drawn == SlotState.FAILED && random.nextBoolean()) {
                    run.outcome.completeExceptionally(new IllegalStateException("a bug"));
                } else {
                    run.outcome.complete(run.drawn);
                }
            }
        }
    }

    /** What was completed is recorded. */
    private void reap() {
        for (FakeRun run : List.copyOf(going)) {
            if (run.outcome.isDone()) {
                run.expected = List.of(run.drawn);
                going.remove(run);
            }
        }
    }

    private void start() throws IOException {
        starts.add(now);
        lowest = now.isBefore(lowest) ? now : lowest;
        scheduler = new Scheduler(
                jobs,
                Optional.of(RUNNER_INTERVAL),
                this::begin,
                SlotLog.open(reports, line -> {}),
                () -> now,
                this::nanos);
    }

    /** The process dies at any moment: also while it appends to the record. */
    private void crash() throws IOException {
        Path state = reports.resolve("slots.state.json");
        Path slots = reports.resolve(SlotLog.FILE);
        byte[] stateBefore = Files.readAllBytes(state);
        byte[] before = Files.readAllBytes(slots);
        List<FakeRun> endingNow = new ArrayList<>(going);
        tick();
        byte[] after = Files.readAllBytes(slots);
        if (Arrays.equals(stateBefore, Files.readAllBytes(state)) && after.length > before.length) {
            int cut = before.length + random.nextInt(after.length - before.length);
            Files.write(slots, Arrays.copyOf(after, cut), StandardOpenOption.TRUNCATE_EXISTING);
            for (FakeRun run : endingNow) {
                run.expected = run.outcome.isDone() ? List.of(run.drawn, SlotState.STOPPED) : run.expected;
            }
        }
        going.clear();
        now = now.plus(upTo(Duration.ofHours(2)));
        start();
    }

    private void stop() throws IOException {
        running().stop();
        for (int i = 0; i < 10 && !running().isIdle(); i++) {
            now = now.plusSeconds(1);
            tick();
        }
        complete();
        running().close();
        reap();
        going.clear();
        now = now.plus(upTo(Duration.ofHours(2)));
        start();
    }

    private CompletionStage<SlotState> begin(Job job, ClaimedRun claimed) {
        Instant due = claimed.run().due();
        SlotState[] states = {
            SlotState.OK, SlotState.OK, SlotState.OK, SlotState.FAILED, SlotState.REFUSED, SlotState.STOPPED
        };
        Duration length = random.nextInt(10) == 0 ? upTo(Duration.ofHours(1)) : upTo(Duration.ofMinutes(1));
        FakeRun run = new FakeRun(now.plus(length), states[random.nextInt(states.length)]);
        assertThat(begun.put(job.name() + " " + due, run))
                .as("runs twice: " + job.name() + " " + due)
                .isNull();
        going.add(run);
        return run.outcome;
    }

    /** Nobody can tell how far the clock was set. */
    private long nanos() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    private Scheduler running() {
        Scheduler running = scheduler;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    private Duration upTo(Duration most) {
        return Duration.ofMillis(1 + (long) (random.nextDouble() * most.toMillis()));
    }
}
