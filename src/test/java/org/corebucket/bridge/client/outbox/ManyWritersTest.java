package org.corebucket.bridge.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.client.outbox.Sample.MODULE;
import static org.corebucket.bridge.client.outbox.Sample.drain;
import static org.corebucket.bridge.client.outbox.Sample.takeAll;
import static org.corebucket.bridge.client.outbox.Sample.update;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.testkit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, with several threads each, that add while another one drains. */
final class ManyWritersTest {

    private static final int PROCESSES = 3;
    private static final int THREADS = 2;
    private static final int ADDS = 40;
    private static final long SMALL_SEGMENT = 3000;

    @TempDir
    private Path directory;

    /** Adds in several threads, one at a time. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String name = arguments[1] + "-" + i + "-";
                Thread thread = new Thread(() -> add(Path.of(arguments[0]), name));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private static void add(Path directory, String name) {
            try {
                for (int n = 0; n < ADDS; n++) {
                    small(directory).add(List.of(update(MODULE, name + n)));
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Outbox small(Path directory) {
        return new Outbox(directory, OutboxLimits.STANDARD, FileDisk.ofOwner(), SMALL_SEGMENT);
    }

    @Test
    void eachUpdateIsTakenOnceAndInTheOrderOfItsWriter() throws Exception {
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            children.add(ChildJvm.start(Child.class, directory.toString(), "p" + i));
        }
        List<String> taken = new ArrayList<>();
        try (Drain drain = drain(small(directory))) {
            for (Process child : children) {
                while (!child.waitFor(1, TimeUnit.MILLISECONDS)) {
                    taken.addAll(takeAll(drain, MODULE));
                }
                assertThat(child.exitValue()).isZero();
            }
            taken.addAll(takeAll(drain, MODULE));
        }
        assertThat(taken).hasSize(PROCESSES * THREADS * ADDS);
        for (int i = 0; i < PROCESSES; i++) {
            for (int thread = 0; thread < THREADS; thread++) {
                String name = "p" + i + "-" + thread + "-";
                List<String> expected = new ArrayList<>();
                for (int n = 0; n < ADDS; n++) {
                    expected.add(name + n);
                }
                assertThat(taken.stream().filter(id -> id.startsWith(name)).toList())
                        .isEqualTo(expected);
            }
        }
    }
}
