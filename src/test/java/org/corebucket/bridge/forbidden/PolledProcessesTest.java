package org.corebucket.bridge.forbidden;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.policy.PathPattern;
import org.corebucket.bridge.process.ProcessTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What looking once a second sees of processes that live from 10 ms to 5 s. Prints the shares that were missed, which depend
 * on the machine; that nobody is missed who lived through a whole look does not.
 */
@Tag("long")
final class PolledProcessesTest {

    /** As the watch looks. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final int PROCESSES = 400;
    private static final int AT_ONCE = 4;
    private static final int[] LIFETIMES = {20, 50, 100, 200, 500, 1000, 2000, 10_000};

    /** In nanoseconds; a look's are those of its begin and end. */
    private record Span(long begin, long end) {

        boolean spans(Span other) {
            return begin < other.begin && end > other.end;
        }

        long millis() {
            return TimeUnit.NANOSECONDS.toMillis(end - begin);
        }
    }

    /** How long a process lived, and when it did for sure: it may have ended long before a busy machine says so. */
    private record Life(long pid, Span span, Span forSure) {}

    private final List<Life> lives = new CopyOnWriteArrayList<>();
    private final List<Span> looks = new ArrayList<>();
    private final Set<Long> seen = ConcurrentHashMap.newKeySet();
    private long cpuNanos;

    @Test
    @Timeout(600)
    void whoLivesThroughALookIsSeen(@TempDir Path directory) throws Exception {
        Path root = directory.toRealPath();
        Files.writeString(root.resolve("test_short.sh"), "sleep \"$1\"\n");
        ForbiddenProcesses processes = new ForbiddenProcesses(
                new ForbiddenFiles(
                        new Deployment(root),
                        new ForbiddenRunners(
                                List.of(new PathPattern("test_*.sh")),
                                List.of(),
                                ForbiddenRunners.Mode.NO_EXEC,
                                ForbiddenRunners.OnProcess.REPORT)),
                ProcessTable.system());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Random random = new Random(i);
            threads.add(new Thread(() -> live(root, random)));
        }
        threads.forEach(Thread::start);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            look(processes);
            threads.get(0).join(INTERVAL.toMillis());
            if (!threads.get(0).isAlive()) {
                threads.add(threads.remove(0));
            }
        }

        print();
        assertThat(lives).hasSize(PROCESSES);
        assertThat(lives)
                .allMatch(life -> seen.contains(life.pid())
                        || looks.stream().noneMatch(look -> life.forSure().spans(look)));
    }

    private void look(ForbiddenProcesses processes) throws Exception {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        processes.look().hits().forEach(hit -> seen.add(hit.process().pid()));
        looks.add(new Span(begin, System.nanoTime()));
        cpuNanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    }

    /** Lifetimes are spread evenly over their logarithms, so that short ones are as many as long ones. */
    private void live(Path root, Random random) {
        try {
            for (int i = 0; i < PROCESSES / AT_ONCE; i++) {
                double seconds = 0.01 * Math.pow(500, random.nextDouble());
                long before = System.nanoTime();
                Process process = new ProcessBuilder("sh", "test_short.sh", String.format(Locale.ROOT, "%.3f", seconds))
                        .directory(root.toFile())
                        .start();
                long begin = System.nanoTime();
                process.waitFor();
                Span forSure = new Span(begin, before + (long) (seconds * 1e9));
                lives.add(new Life(process.pid(), new Span(begin, System.nanoTime()), forSure));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void print() {
        StringBuilder table = new StringBuilder("looks: " + looks.size() + ", every "
                + INTERVAL + ", processor time of one: "
                + cpuNanos / looks.size() / 1000 + " us\n| lived | processes | missed |\n|---|---|---|\n");
        int from = 0;
        for (int to : LIFETIMES) {
            int low = from;
            List<Life> alike = lives.stream()
                    .filter(life -> life.span().millis() >= low && life.span().millis() < to)
                    .toList();
            long missed =
                    alike.stream().filter(life -> !seen.contains(life.pid())).count();
            table.append("| ")
                    .append(low)
                    .append(" to ")
                    .append(to)
                    .append(" ms | ")
                    .append(alike.size());
            table.append(" | ")
                    .append(alike.isEmpty() ? "" : 100 * missed / alike.size() + " %")
                    .append(" |\n");
            from = to;
        }
        System.out.print(table);
    }
}
