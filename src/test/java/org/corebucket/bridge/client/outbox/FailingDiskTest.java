package org.corebucket.bridge.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.client.outbox.Sample.MODULE;
import static org.corebucket.bridge.client.outbox.Sample.NOW;
import static org.corebucket.bridge.client.outbox.Sample.drain;
import static org.corebucket.bridge.client.outbox.Sample.ids;
import static org.corebucket.bridge.client.outbox.Sample.outbox;
import static org.corebucket.bridge.client.outbox.Sample.takeAll;
import static org.corebucket.bridge.client.outbox.Sample.takeOne;
import static org.corebucket.bridge.client.outbox.Sample.update;
import static org.corebucket.bridge.client.outbox.Sample.updates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.testkit.FailingDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails: what was added is there, what was refused is not, and nothing is sent as if it were new that is not. */
final class FailingDiskTest {

    @TempDir
    private Path directory;

    private final FailingDisk disk = new FailingDisk(FileDisk.ofOwner());

    private Outbox queue() {
        return outbox(directory, disk);
    }

    @Test
    void anAddTakesOneForceAModuleAndNotesWhatItAcknowledgedWithoutOne() throws Exception {
        queue().add(List.of(update("education", 1), update("finance", 1), update("education", 2)));

        assertThat(disk.writes).hasValue(4);
        assertThat(disk.forces).hasValue(2);
    }

    @Test
    void anAddWhoseWriteFailsHalfwayLeavesNothing() throws Exception {
        queue().add(updates(1, 1));
        byte[] before = Files.readAllBytes(Sample.segment(directory));
        disk.failingWrites.set(1);
        disk.reason = "No space left on device";

        assertThatThrownBy(() -> queue().add(updates(2, 9)))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");

        assertThat(Files.readAllBytes(Sample.segment(directory))).isEqualTo(before);
        queue().add(updates(2, 2));
        assertThat(takeAll(queue())).isEqualTo(ids(1, 2));
    }

    @Test
    void anAddWhoseForceFailsLeavesNothing() throws Exception {
        queue().add(updates(1, 1));
        byte[] before = Files.readAllBytes(Sample.segment(directory));
        disk.failingForces.set(1);

        assertThatThrownBy(() -> queue().add(updates(2, 9))).isInstanceOf(IOException.class);

        assertThat(Files.readAllBytes(Sample.segment(directory))).isEqualTo(before);
    }

    @Test
    void anAddThatFailsForOneModuleLeavesNothingOfTheOthers() throws Exception {
        disk.failingFile = "finance/000000000001.jsonl";
        disk.failingWrites.set(1);

        assertThatThrownBy(() -> queue().add(List.of(update("education", 1), update("finance", 2))))
                .isInstanceOf(IOException.class);

        assertThat(queue().depth().waiting()).isEmpty();
        assertThat(Sample.segment(directory)).isEmptyFile();
    }

    @Test
    void anAddThatCannotBeTakenBackSaysSo() throws Exception {
        disk.failingForces.set(1);
        disk.failingTruncates.set(1);

        assertThatThrownBy(() -> queue().add(updates(1, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it may be sent nevertheless");
    }

    @Test
    void nothingIsAttemptedThatCouldBeForgotten() throws Exception {
        queue().add(updates(1, 1));
        try (Drain drain = drain(queue())) {
            WaitingUpdate head = drain.next(MODULE).orElseThrow();
            disk.failingForces.set(1);
            assertThatThrownBy(() -> drain.attempting(head)).isInstanceOf(IOException.class);
            assertThat(disk.failingForces).hasValue(0);
            disk.failingForces.set(1);
            assertThatThrownBy(() -> drain.attempting(head)).isInstanceOf(IOException.class);
            drain.attempting(head);
        }
    }

    @Test
    void whatCouldNotBeNotedAsReceivedIsStillTheHead() throws Exception {
        queue().add(updates(1, 2));
        try (Drain drain = drain(queue())) {
            WaitingUpdate head = drain.next(MODULE).orElseThrow();
            drain.attempting(head);
            disk.failingWrites.set(1);
            assertThatThrownBy(() -> drain.received(head)).isInstanceOf(IOException.class);
            assertThat(drain.next(MODULE)).contains(new WaitingUpdate(head.update(), true));
            drain.received(head);
            assertThat(takeAll(drain, MODULE)).isEqualTo(ids(2, 2));
        }
    }

    @Test
    void whatCouldNotBeRecordedAsRejectedIsStillTheHead() throws Exception {
        queue().add(updates(1, 2));
        try (Drain drain = drain(queue())) {
            WaitingUpdate head = drain.next(MODULE).orElseThrow();
            disk.failingForces.set(1);
            assertThatThrownBy(() -> drain.rejected(head, "no", NOW)).isInstanceOf(IOException.class);
            assertThat(drain.next(MODULE)).map(WaitingUpdate::update).contains(head.update());
            drain.rejected(head, "no", NOW);
            assertThat(takeAll(drain, MODULE)).isEqualTo(ids(2, 2));
        }
        assertThat(queue().depth().rejected()).isEqualTo(1);
    }

    @Test
    void whatIsNoUpdateStaysUntilItIsPutAside() throws Exception {
        queue().add(updates(1, 1));
        Path segment = Sample.segment(directory);
        Files.writeString(segment, "rubbish\n" + Files.readString(segment));
        disk.failingFile = "rejected/education.jsonl";
        disk.failingForces.set(1);
        try (Drain drain = drain(queue())) {
            assertThatThrownBy(() -> drain.next(MODULE)).isInstanceOf(IOException.class);
            assertThat(takeAll(drain, MODULE)).isEqualTo(ids(1, 1));
        }
        assertThat(queue().depth().rejected()).isEqualTo(1);
    }

    @Test
    void whateverOperationIsTheLastBeforeACrashNothingIsLostOrSentAsNewTwice() throws Exception {
        int operations = 1;
        while (!survives(directory.resolve("crash" + operations), operations)) {
            operations++;
        }
        assertThat(operations).as("operations that one could crash at").isGreaterThan(40);
    }

    /** Adds and drains by turns until the disk dies, then goes on with a sound one; says whether it never died. */
    private static boolean survives(Path outbox, int operations) throws Exception {
        FailingDisk dying = new FailingDisk(FileDisk.ofOwner());
        dying.operationsUntilDeath.set(operations);
        List<String> added = new ArrayList<>();
        List<String> attempted = new ArrayList<>();
        List<String> arrived = new ArrayList<>();
        boolean isAlive = true;
        try {
            Outbox small = new Outbox(outbox, OutboxLimits.STANDARD, dying, 400);
            for (int n = 0; n < 5; n++) {
                small.add(updates(3 * n + 1, 3 * n + 3));
                added.addAll(ids(3 * n + 1, 3 * n + 3));
                send(small, 2, attempted, arrived);
            }
        } catch (IOException e) {
            isAlive = false;
        }
        send(outbox(outbox), Integer.MAX_VALUE, attempted, arrived);
        assertThat(arrived).as("crash " + operations).hasSizeGreaterThanOrEqualTo(added.size());
        assertThat(arrived).as("crash " + operations).isEqualTo(ids(1, arrived.size()));
        return isAlive;
    }

    /** Sends as a client does: what may have been attempted is asked for first. */
    private static void send(Outbox outbox, int most, List<String> attempted, List<String> arrived) throws Exception {
        try (Drain drain = drain(outbox)) {
            Optional<WaitingUpdate> head = drain.next(MODULE);
            for (int n = 0; n < most && head.isPresent(); n++) {
                String id = head.get().update().sessionId();
                if (!head.get().attempted()) {
                    assertThat(attempted).doesNotContain(id);
                }
                drain.attempting(head.get());
                attempted.add(id);
                if (!arrived.contains(id)) {
                    arrived.add(id);
                }
                drain.received(head.get());
                head = drain.next(MODULE);
            }
        }
    }

    @Test
    void anUpdateAloneTakesOneForceToAddAndTwoToSend() throws Exception {
        queue().add(updates(1, 1));
        takeAll(queue());
        try (Drain drain = drain(queue())) {
            drain.next(MODULE);
            disk.forces.set(0);
            queue().add(updates(2, 2));
            assertThat(disk.forces).as("to add").hasValue(1);
            takeOne(drain, MODULE);
            assertThat(disk.forces).as("to add, to be sure of it, to attempt").hasValue(3);
        }
    }

    @Test
    void manyUpdatesTakeOneForceToAttempt() throws Exception {
        queue().add(updates(1, 256));
        disk.forces.set(0);

        takeAll(queue());
        assertThat(disk.forces).as("to be sure of them, to attempt").hasValue(2);
    }
}
