package org.corebucket.bridge.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.client.outbox.Sample.MODULE;
import static org.corebucket.bridge.client.outbox.Sample.drain;
import static org.corebucket.bridge.client.outbox.Sample.outbox;
import static org.corebucket.bridge.client.outbox.Sample.update;
import static org.corebucket.bridge.client.outbox.Sample.updates;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.FailingDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 200,000 updates that wait: who looks, adds or begins to drain reads a few blocks, and who drains all needs little memory. */
final class LargeBacklogTest {

    private static final int WAITING = 200_000;
    private static final int ADD = 10_000;

    /** For each of a few looks: the end of the last segment, the position, the first lines. */
    private static final long FEW_BLOCKS = 200_000;

    @TempDir
    private Path directory;

    private final FailingDisk disk = new FailingDisk(FileDisk.ofOwner());

    /** Drains all, and says how many that were. */
    static final class Draining {
        private Draining() {}

        public static void main(String[] arguments) throws Exception {
            int count = 0;
            try (Drain drain = drain(outbox(Path.of(arguments[0])))) {
                for (Optional<WaitingUpdate> head = drain.next(MODULE); head.isPresent(); head = drain.next(MODULE)) {
                    drain.attempting(head.get());
                    drain.received(head.get());
                    count++;
                }
            }
            System.out.print(count);
        }
    }

    @BeforeEach
    void addThem() throws Exception {
        for (int n = 0; n < WAITING; n += ADD) {
            outbox(directory).add(updates(n + 1, n + ADD));
        }
    }

    @Test
    void whoLooksAddsOrBeginsToDrainReadsAFewBlocks() throws Exception {
        Outbox queue = outbox(directory, disk);

        assertThat(queue.depth().waiting()).containsEntry(MODULE, (long) WAITING);
        queue.add(List.of(update(WAITING + 1)));
        try (Drain drain = drain(queue)) {
            assertThat(drain.modules()).containsExactly(MODULE);
            assertThat(drain.next(MODULE).orElseThrow().update().sessionId()).isEqualTo("s-1");
        }
        assertThat(disk.bytesRead.get()).isPositive().isLessThan(FEW_BLOCKS);
    }

    @Test
    void allOfThemAreDrainedWithLittleMemoryAndGiveTheirSpaceBack() throws Exception {
        List<String> command =
                ChildJvm.command(List.of("-Xmx24m", "-XX:+UseSerialGC"), Draining.class, directory.toString());

        assertThat(ChildJvm.output(new ProcessBuilder(command))).isEqualTo(Integer.toString(WAITING));
        assertThat(Sample.segments(directory)).isEmpty();
    }
}
