package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writer swaps an entrypoint's bytes as fast as it can while it is run 200 times: only sealed bytes ever run. */
@Timeout(300)
final class SwappedEntrypointTest {

    private static final int RUNS_A_WAY = 50;
    private static final String FILE = "jobs/variant.sh";
    private static final String SEALED = "echo sealed >>variants #\n";
    private static final String TAMPERED = "echo tampered >>variants\n";

    @TempDir
    private Path directory;

    private Operator operator;
    private int ran;
    private int refused;

    /** One way to put other bytes in an entrypoint's place, and to put the sealed ones back. */
    private interface Way {
        void swap() throws IOException;
    }

    @BeforeEach
    void deployment() throws Exception {
        operator = TaskEntrypoint.operator(directory);
        operator.write(FILE, SEALED);
        operator.setMode(FILE, "rw-r--r--");
        TaskEntrypoint.seal(operator, TaskEntrypoint.process("variant", FILE, List.of("sh", "{file}"), List.of("")));
    }

    @Test
    void onlySealedBytesEverRan() throws Exception {
        runWhile(this::inPlace);
        runWhile(this::byRename);
        runWhile(this::throughALink);
        runWhile(this::throughItsDirectory);

        assertThat(ran).isPositive();
        assertThat(refused).isPositive();
        assertThat(TaskEntrypoint.log(operator, "variants"))
                .containsOnly("sealed")
                .hasSize(ran);
        assertThat(TaskEntrypoint.log(operator, "logs/security_rejects.log"))
                .hasSize(refused)
                .allMatch(line -> line.contains("\"reason\":\"changed\""));
        assertThat(TaskEntrypoint.leftovers(operator)).isEmpty();
    }

    private void runWhile(Way way) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<Long> swaps = writer.submit(swapper(way, over));
            for (int i = 0; i < RUNS_A_WAY; i++) {
                Answer answer = operator.run("run", "variant");
                assertThat(answer.code()).as(answer.err()).isIn(0, 77);
                ran += answer.code() == 0 ? 1 : 0;
                refused += answer.code() == 77 ? 1 : 0;
            }
            over.set(true);
            assertThat(swaps.get(60, TimeUnit.SECONDS)).isGreaterThan(RUNS_A_WAY);
        } finally {
            over.set(true);
            writer.shutdown();
        }
    }

    private static Callable<Long> swapper(Way way, AtomicBoolean over) {
        return () -> {
            long swaps = 0;
            while (!over.get()) {
                way.swap();
                swaps++;
            }
            return swaps;
        };
    }

    private void inPlace() throws IOException {
        Files.writeString(operator.path(FILE), TAMPERED);
        Files.writeString(operator.path(FILE), SEALED);
    }

    private void byRename() throws IOException {
        replaceBy(Files.writeString(directory.resolve("next"), TAMPERED));
        replaceBy(Files.writeString(directory.resolve("next"), SEALED));
    }

    private void throughALink() throws IOException {
        Files.writeString(directory.resolve("tampered.sh"), TAMPERED);
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, directory.resolve("tampered.sh"));
        replaceBy(link);
        replaceBy(Files.writeString(directory.resolve("next"), SEALED));
    }

    private void throughItsDirectory() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other"));
        Files.writeString(other.resolve("variant.sh"), TAMPERED);
        Path jobs = operator.path("jobs");
        Path away = directory.resolve("jobs");
        Files.move(jobs, away);
        Files.createSymbolicLink(jobs, other);
        Files.delete(jobs);
        Files.move(other, jobs);
        Files.move(jobs, other);
        Files.move(away, jobs);
    }

    private void replaceBy(Path file) throws IOException {
        Files.move(file, operator.path(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
