package org.corebucket.bridge.client.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.client.outbox.Sample.MODULE;
import static org.corebucket.bridge.client.outbox.Sample.drain;
import static org.corebucket.bridge.client.outbox.Sample.takeAll;
import static org.corebucket.bridge.client.outbox.Sample.update;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.testkit.ChildJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that add and drain, killed with SIGKILL at random moments. */
final class KilledOutboxTest {

    private static final int LARGEST_ADD = 40;
    private static final long SMALL_SEGMENT = 20_000;

    private final Random random = new Random(20261123);

    @TempDir
    private Path directory;

    /** Adds for ever, a few at a time, and says which session ids are added once they are. */
    static final class Adding {
        private Adding() {}

        public static void main(String[] arguments) throws Exception {
            Outbox outbox = small(Path.of(arguments[0]));
            int n = 0;
            for (int size = 1; true; size = 1 + size * 7 % LARGEST_ADD) {
                List<Update> updates = new ArrayList<>();
                StringBuilder said = new StringBuilder();
                for (int i = 0; i < size; i++) {
                    String id = arguments[1] + "-" + n++;
                    updates.add(update(MODULE, id));
                    said.append(id).append(' ');
                }
                outbox.add(updates);
                System.out.println(said.append('.'));
            }
        }
    }

    /** Drains to the end, and says what it does before and after each step; then waits. */
    static final class Draining {
        private Draining() {}

        public static void main(String[] arguments) throws Exception {
            Drain drain = drain(small(Path.of(arguments[0])));
            for (Optional<WaitingUpdate> head = drain.next(MODULE); head.isPresent(); head = drain.next(MODULE)) {
                String id = head.get().update().sessionId();
                System.out.println("next " + id + (head.get().attempted() ? " attempted ." : " new ."));
                drain.attempting(head.get());
                System.out.println("sent " + id + " .");
                drain.received(head.get());
            }
            System.out.println("end .");
            Thread.currentThread().join();
        }
    }

    private static Outbox small(Path directory) {
        return new Outbox(directory, OutboxLimits.STANDARD, FileDisk.ofOwner(), SMALL_SEGMENT);
    }

    @Test
    void whatWasAddedSurvivesFiveKills() throws Exception {
        assertThatAddsSurvive(5);
    }

    @Test
    @Tag("long")
    void whatWasAddedSurvivesThirtyKills() throws Exception {
        assertThatAddsSurvive(30);
    }

    @Test
    void fiveKilledDrainsSendNothingAsNewThatWasSentAndLoseNothing() throws Exception {
        assertThatDrainsSurvive(5);
    }

    @Test
    @Tag("long")
    void thirtyKilledDrainsSendNothingAsNewThatWasSentAndLoseNothing() throws Exception {
        assertThatDrainsSurvive(30);
    }

    private void assertThatAddsSurvive(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            List<String> added = new ArrayList<>();
            for (String line : linesUntilKilled(Adding.class, 200, "r" + round)) {
                added.addAll(List.of(line.split(" ", -1)).subList(0, line.split(" ", -1).length - 1));
            }
            assertThat(added).isNotEmpty();

            long waiting = small(directory).depth().total();
            List<String> taken = takeAll(small(directory));

            assertThat(taken).as("round " + round).hasSize((int) waiting).hasSizeGreaterThanOrEqualTo(added.size());
            for (int n = 0; n < taken.size(); n++) {
                assertThat(taken.get(n)).as("round " + round).isEqualTo("r" + round + "-" + n);
            }
        }
        assertThat(small(directory).depth().rejected()).isZero();
    }

    private void assertThatDrainsSurvive(int rounds) throws Exception {
        int updates = 300 * rounds;
        List<Update> all = new ArrayList<>();
        for (int n = 0; n < updates; n++) {
            all.add(update(n));
            if (all.size() == 50) {
                small(directory).add(all);
                all.clear();
            }
        }
        List<String> sent = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            replay(linesUntilKilled(Draining.class, 600, ""), sent, round);
        }
        try (Drain drain = drain(small(directory))) {
            for (Optional<WaitingUpdate> head = drain.next(MODULE); head.isPresent(); head = drain.next(MODULE)) {
                arrive(sent, head.get().update().sessionId(), head.get().attempted(), rounds);
                drain.received(head.get());
            }
        }
        assertThat(sent).hasSize(updates);
    }

    /** What the bridge would have seen: an update that is sent although it was, or out of order, would be a second entry. */
    private static void replay(List<String> lines, List<String> sent, int round) {
        boolean attempted = false;
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("next")) {
                attempted = words[2].equals("attempted");
                assertThat(attempted || !sent.contains(words[1]))
                        .as(line + " in round " + round)
                        .isTrue();
            } else if (words[0].equals("sent")) {
                arrive(sent, words[1], attempted, round);
            }
        }
    }

    private static void arrive(List<String> sent, String id, boolean attempted, int round) {
        if (attempted && sent.contains(id)) {
            return;
        }
        assertThat(id).as("round " + round).isEqualTo("s-" + sent.size());
        sent.add(id);
    }

    /** The whole lines of a child that is killed after some of them. */
    private List<String> linesUntilKilled(Class<?> main, int most, String name) throws Exception {
        Process child = ChildJvm.start(main, directory.toString(), name);
        List<String> lines = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(child.getInputStream(), US_ASCII))) {
            int moment = 1 + random.nextInt(most);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                // The kill may have cut the last line short.
                if (line.endsWith(".")) {
                    lines.add(line);
                }
                if (lines.size() == moment || line.startsWith("end")) {
                    // Unlike the process, its handle leaves the output open.
                    child.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(128 + 9);
        return lines;
    }
}
