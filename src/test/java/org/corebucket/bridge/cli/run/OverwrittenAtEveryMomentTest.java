package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A package and a script are run while somebody overwrites all their files, each time a little later after the start, from
 * before the check to after the end: either what was sealed ran, all of it, or nothing did.
 */
@Timeout(1800)
final class OverwrittenAtEveryMomentTest {

    private static final String LOADED = "loaded";
    private static final int SAMPLE = 24;
    private static final int ALL = 1000;
    private static final int PARTS = 6;
    private static final List<String> PATH = List.of("PYTHONPATH={dir}");

    private final Map<String, String> sealed = new TreeMap<>();
    private Operator operator;
    private int ran;
    private int refused;

    @BeforeEach
    void deployment(@TempDir Path directory) throws Exception {
        operator = TaskEntrypoint.operator(directory);
        Files.createDirectory(operator.path("pkg"));
        operator.setMode("pkg", "rwxr-xr-x");
        StringBuilder main = new StringBuilder("import os, time\n");
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < PARTS; i++) {
            sealed.put("pkg/part" + i + ".py", "NAME = 'sealed'\n");
            sealed.put("pkg/part" + i + ".sh", "name=sealed\n");
            main.append("time.sleep(0.005)\nfrom pkg import part" + i + " as part\n")
                    .append("open(os.environ['BRIDGECTL_ROOT'] + '/loaded', 'a').write(part.NAME + '\\n')\n");
            script.append("sleep 0.005\n. ./pkg/part" + i + ".sh\n")
                    .append("echo \"$name\" >>\"$BRIDGECTL_ROOT/loaded\"\n");
        }
        sealed.put("pkg/main.py", main.toString());
        sealed.put("pkg/main.sh", script.toString());
        for (String file : sealed.keySet()) {
            operator.write(file, sealed.get(file));
            operator.setMode(file, "rw-r--r--");
        }
        List<String> files = List.copyOf(sealed.keySet());
        Entrypoint module = TaskEntrypoint.process(
                "module", "pkg/main.py", List.of("python3", "-m", "pkg.main"), List.of(""), PATH);
        Entrypoint shell =
                TaskEntrypoint.process("script", "pkg/main.sh", List.of("sh", "{dir}/pkg/main.sh"), List.of(""));
        TaskEntrypoint.write(operator, module, files);
        TaskEntrypoint.seal(operator, shell);
    }

    @Test
    void onlySealedBytesRanInASampleOfRounds() throws Exception {
        rounds(SAMPLE);
    }

    @Test
    @Tag("long")
    void onlySealedBytesRanInAThousandRounds() throws Exception {
        rounds(ALL);
    }

    private void rounds(int rounds) throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            for (String entrypoint : List.of("module", "script")) {
                long begin = System.nanoTime();
                assertThat(operator.run("run", entrypoint).code()).isZero();
                long usual = System.nanoTime() - begin;
                ran++;
                for (int i = 0; i <= rounds / 2; i++) {
                    round(entrypoint, i == 0, usual * i / (rounds / 2), i == rounds / 2, writer);
                }
            }
        } finally {
            writer.shutdownNow();
        }
        assertThat(ran).isGreaterThanOrEqualTo(4);
        assertThat(refused).isGreaterThanOrEqualTo(2);
        assertThat(TaskEntrypoint.log(operator, LOADED)).containsOnly("sealed").hasSize(ran * PARTS);
        assertThat(TaskEntrypoint.leftovers(operator)).isEmpty();
    }

    /** The first overwrites before the start, the last after the end. */
    private void round(String entrypoint, boolean first, long nanos, boolean last, ExecutorService writer)
            throws Exception {
        if (first) {
            overwrite();
        }
        long start = System.nanoTime();
        Future<?> overwriting = first || last ? null : writer.submit(() -> overwriteAt(start + nanos));
        Answer answer = operator.run("run", entrypoint);
        if (overwriting != null) {
            overwriting.get(60, TimeUnit.SECONDS);
        }
        for (String file : sealed.keySet()) {
            operator.write(file, sealed.get(file));
        }
        assertThat(answer.code()).as(answer.err()).isIn(0, 77);
        ran += answer.code() == 0 ? 1 : 0;
        refused += answer.code() == 77 ? 1 : 0;
    }

    private Void overwriteAt(long nanos) throws IOException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        overwrite();
        return null;
    }

    private void overwrite() throws IOException {
        for (String file : sealed.keySet()) {
            operator.write(
                    file,
                    file.endsWith(".py")
                            ? "open('" + operator.path(LOADED) + "', 'a').write('tampered\\n')\nNAME = 'tampered'\n"
                            : "echo tampered >>'" + operator.path(LOADED) + "'\nname=tampered\n");
        }
    }
}
