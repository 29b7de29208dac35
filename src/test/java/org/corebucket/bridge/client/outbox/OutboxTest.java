package org.corebucket.bridge.client.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.deployment.LockPatience;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an outbox and its drain promise while nothing goes wrong. */
final class OutboxTest {

    @TempDir
    private Path directory;

    private Path path() {
        return directory.resolve("outbox");
    }

    private Outbox queue() {
        return outbox(path());
    }

    @Test
    void whatWasAddedLeavesInTheSameOrderModuleByModule() throws Exception {
        queue().add(List.of(update("finance", 1), update("education", 2), update("finance", 3)));
        queue().add(List.of(update("finance", 4)));

        try (Drain drain = drain(queue())) {
            assertThat(drain.modules()).containsExactly("education", "finance");
            assertThat(takeAll(drain, "finance")).containsExactly("s-1", "s-3", "s-4");
            assertThat(takeAll(drain, "education")).containsExactly("s-2");
            assertThat(drain.modules()).isEmpty();
        }
        assertThat(queue().depth().waiting()).isEmpty();
    }

    @Test
    void anUpdateComesBackAsItWasGiven() throws Exception {
        String data = "{\"big\": 123456789012345678901234567890, \"f\": 1e-07, \"s\": \"caf\\u00e9\\n\\ud800\"}";
        JsonObject object = (JsonObject) Json.parse(data.getBytes(US_ASCII), "data");
        queue().add(List.of(new Update("cr\u00e9ative/\ud800", "a\"b\n\ud83d\ude00", object, NOW.plusNanos(1))));

        try (Drain drain = drain(queue())) {
            Update update = drain.next("cr\u00e9ative/\ud800").orElseThrow().update();

            assertThat(update.sessionId()).isEqualTo("a\"b\n\ud83d\ude00");
            assertThat(update.queued()).isEqualTo(NOW.plusNanos(1));
            assertThat(CanonicalJson.of(update.data())).isEqualTo(CanonicalJson.of(object));
        }
    }

    @Test
    void theHeadStaysUntilItIsSettled() throws Exception {
        queue().add(updates(1, 2));

        try (Drain drain = drain(queue())) {
            WaitingUpdate head = drain.next(MODULE).orElseThrow();
            assertThat(drain.next(MODULE)).contains(head);
            assertThat(head.attempted()).isFalse();
        }
        assertThat(takeAll(queue())).isEqualTo(ids(1, 2));
    }

    @Test
    void anAttemptIsRememberedByTheNextLookAndTheNextDrain() throws Exception {
        queue().add(updates(1, 2));

        try (Drain drain = drain(queue())) {
            drain.attempting(drain.next(MODULE).orElseThrow());
            assertThat(drain.next(MODULE).orElseThrow().attempted()).isTrue();
        }
        try (Drain drain = drain(queue())) {
            assertThat(drain.next(MODULE).orElseThrow().attempted()).isTrue();
            takeOne(drain, MODULE);
            assertThat(drain.next(MODULE).orElseThrow().attempted())
                    .as("nobody attempted the second")
                    .isFalse();
        }
    }

    @Test
    void onlyTheHeadCanBeSettled() throws Exception {
        queue().add(updates(1, 2));

        try (Drain drain = drain(queue())) {
            WaitingUpdate first = drain.next(MODULE).orElseThrow();
            drain.received(first);
            assertThatThrownBy(() -> drain.received(first))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("update s-1 of education is not at the head of its queue");
        }
    }

    @Test
    void onlyTheHeadCanBeAttempted() throws Exception {
        queue().add(updates(1, 2));

        try (Drain drain = drain(queue())) {
            drain.next(MODULE);
            assertThatThrownBy(() -> drain.attempting(new WaitingUpdate(update(2), false)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("update s-2 of education is not at the head of its queue");
        }
    }

    @Test
    void onlyTheHeadCanBeRejected() throws Exception {
        queue().add(updates(1, 2));

        try (Drain drain = drain(queue())) {
            drain.next(MODULE);
            assertThatThrownBy(() -> drain.rejected(new WaitingUpdate(update(2), false), "no", NOW))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("update s-2 of education is not at the head of its queue");
        }
        assertThat(queue().depth().rejected()).isZero();
    }

    @Test
    void aDrainSeesWhatIsAddedMeanwhile() throws Exception {
        try (Drain drain = drain(queue())) {
            assertThat(drain.next(MODULE)).isEmpty();
            for (int n = 1; n <= 3; n++) {
                queue().add(List.of(update(n)));
                assertThat(takeAll(drain, MODULE)).containsExactly("s-" + n);
            }
        }
    }

    @Test
    void oneDrainsAtATime() throws Exception {
        try (Drain drain = drain(queue())) {
            assertThat(queue().drain(LockPatience.atMost(Duration.ofMillis(5)))).isEmpty();
            queue().add(updates(1, 1));
            assertThat(takeAll(drain, MODULE)).isEqualTo(ids(1, 1));
        }
        assertThat(queue().drain(LockPatience.atMost(Duration.ZERO)))
                .isPresent()
                .get()
                .satisfies(Drain::close);
    }

    @Test
    void aClosedDrainRefusesToGoOn() throws Exception {
        queue().add(updates(1, 1));
        Drain drain = drain(queue());
        drain.close();
        drain.close();

        assertThatThrownBy(() -> drain.next(MODULE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void headsOfSeveralModulesAreSettledFromSeveralThreads() throws Exception {
        List<String> modules = List.of("education", "finance", "creative", "robotics");
        List<Update> updates = new ArrayList<>();
        for (int n = 1; n <= 300; n++) {
            for (String module : modules) {
                updates.add(update(module, n));
            }
        }
        queue().add(updates);
        ExecutorService threads = Executors.newFixedThreadPool(modules.size());
        try (Drain drain = drain(queue())) {
            List<Future<List<String>>> taken = new ArrayList<>();
            for (String module : modules) {
                taken.add(threads.submit(() -> takeAll(drain, module)));
            }
            for (Future<List<String>> ids : taken) {
                assertThat(ids.get()).isEqualTo(ids(1, 300));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aSessionIdThatWaitsAlreadyIsTakenAgain() throws Exception {
        queue().add(List.of(update(1), update(1)));
        queue().add(List.of(update(1)));

        assertThat(takeAll(queue())).containsExactly("s-1", "s-1", "s-1");
    }

    @Test
    void theDepthCountsByModuleAndTellsTheOldest() throws Exception {
        Update older = new Update("finance", "old", update(1).data(), NOW.minusSeconds(60));
        queue().add(List.of(update("education", 1), update("education", 2), older));

        Depth depth = queue().depth();

        assertThat(depth.waiting()).isEqualTo(Map.of("education", 2L, "finance", 1L));
        assertThat(depth.total()).isEqualTo(3);
        assertThat(depth.oldest()).contains(NOW.minusSeconds(60));
        assertThat(depth.bytes()).isEqualTo(sizeOf("waiting") - 2 * AcknowledgedMark.BYTES);
        assertThat(depth.rejected()).isZero();
    }

    @Test
    void lookingMakesNothing() throws Exception {
        assertThat(queue().depth()).isEqualTo(new Depth(Map.of(), Map.of(), 0, 0, Optional.empty()));
        assertThat(queue().rejected(10)).isEmpty();
        queue().add(List.of());
        assertThat(path()).doesNotExist();
    }

    @Test
    void aRejectedUpdateIsKeptWithItsReasonAndTheNextOneFollows() throws Exception {
        queue().add(updates(1, 2));

        try (Drain drain = drain(queue())) {
            drain.rejected(drain.next(MODULE).orElseThrow(), "403 unknown_module", NOW);
            assertThat(takeAll(drain, MODULE)).containsExactly("s-2");
            assertThat(drain.unparsable()).isZero();
        }
        assertThat(queue().rejected(10))
                .containsExactly(
                        new RejectedUpdate(MODULE, Optional.of("s-1"), "403 unknown_module", Optional.of(NOW)));
        assertThat(queue().depth().rejected()).isEqualTo(1);
        assertThat(Files.readString(path().resolve("rejected/education.jsonl")))
                .isEqualTo("{\"file\": \"waiting/education/000000000001.jsonl\", \"position\": 0,"
                        + " \"reason\": \"403 unknown_module\", \"update\": {\"data\": {\"n\": 1}, \"module\": \"education\","
                        + " \"queued\": \"2026-11-23T08:00:00Z\", \"session_id\": \"s-1\"},"
                        + " \"rejected_at\": \"2026-11-23T08:00:00Z\"}\n");
    }

    @Test
    void theLastRejectedOnesAreListedOldestFirst() throws Exception {
        queue().add(updates(1, 5));
        try (Drain drain = drain(queue())) {
            for (int n = 1; n <= 5; n++) {
                drain.rejected(drain.next(MODULE).orElseThrow(), "reason " + n, NOW);
            }
        }
        assertThat(queue().rejected(2)).extracting(RejectedUpdate::reason).containsExactly("reason 4", "reason 5");
    }

    @Test
    void aRejectionThatWasNotNotedAsLeftIsRecordedOnce() throws Exception {
        queue().add(updates(1, 1));
        Path position = Sample.moduleDirectory(path()).resolve("position");
        for (int crash = 0; crash < 3; crash++) {
            try (Drain drain = drain(queue())) {
                drain.rejected(drain.next(MODULE).orElseThrow(), "no", NOW.plusSeconds(crash));
            }
            Files.delete(position);
        }
        assertThat(queue().depth().rejected()).isEqualTo(1);
    }

    @Test
    void segmentsAreBegunAndDeletedAsTheyFillAndEmpty() throws Exception {
        Outbox small = Sample.withSegments(path(), 1000);
        for (int n = 1; n <= 100; n++) {
            small.add(List.of(update(n)));
        }
        assertThat(Sample.segments(path())).hasSizeGreaterThan(8);
        assertThat(small.depth().waiting()).containsEntry(MODULE, 100L);

        try (Drain drain = drain(small)) {
            List<String> taken = new ArrayList<>();
            for (int n = 1; n <= 50; n++) {
                takeOne(drain, MODULE).ifPresent(taken::add);
            }
            assertThat(Sample.segments(path())).hasSizeLessThan(8);
            assertThat(small.depth().waiting()).containsEntry(MODULE, 50L);
            assertThat(small.depth().bytes()).isLessThan(sizeOf("waiting"));
            taken.addAll(takeAll(drain, MODULE));
            assertThat(taken).isEqualTo(ids(1, 100));
        }
        assertThat(Sample.segments(path())).hasSizeLessThan(2);
        assertThat(small.depth()).isEqualTo(new Depth(Map.of(), Map.of(), 0, 0, Optional.empty()));
    }

    @Test
    void theSpaceOfALargeSegmentIsGivenBackOnceItIsEmptyAndItGoesOn() throws Exception {
        queue().add(updates(1, 2000));
        try (Drain drain = drain(queue())) {
            assertThat(takeAll(drain, MODULE)).hasSize(2000);
            assertThat(sizeOf("waiting")).isEqualTo(SentPosition.BYTES + AcknowledgedMark.BYTES);
            queue().add(updates(2001, 2002));
            assertThat(Sample.segment(path())).hasFileName("000000002001.jsonl");
            assertThat(takeAll(drain, MODULE)).isEqualTo(ids(2001, 2002));
        }
        queue().add(updates(2003, 2003));
        assertThat(takeAll(queue())).isEqualTo(ids(2003, 2003));
    }

    @Test
    void aFullOutboxTakesNothingAndSaysWhatToDo() throws Exception {
        Outbox small = Outbox.at(path(), new OutboxLimits(3, 1 << 20));
        small.add(updates(1, 2));

        assertThatThrownBy(() -> small.add(updates(3, 4)))
                .isInstanceOf(OutboxFullException.class)
                .hasMessage("""
                        the outbox is full: 2 updates wait, 2 more would pass its limit of 3; nothing was queued
                        Make the bridge reachable and run: bridgectl sync --drain
                        What was rejected takes room too: look at outbox/rejected/, and remove what is dealt with.""");
        small.add(updates(3, 3));
        assertThat(takeAll(small)).isEqualTo(ids(1, 3));
        small.add(updates(4, 6));
        assertThat(takeAll(small)).isEqualTo(ids(4, 6));
    }

    @Test
    void whatWasRejectedCountsAgainstTheLimitOfBytes() throws Exception {
        Outbox small = Outbox.at(path(), new OutboxLimits(1000, 600));
        small.add(updates(1, 2));
        assertThatThrownBy(() -> small.add(updates(3, 6)))
                .isInstanceOf(OutboxFullException.class)
                .hasMessageContaining("bytes");
        try (Drain drain = drain(small)) {
            drain.rejected(drain.next(MODULE).orElseThrow(), "x".repeat(600), NOW);
            takeAll(drain, MODULE);
        }
        assertThatThrownBy(() -> small.add(updates(3, 3))).isInstanceOf(OutboxFullException.class);

        Files.delete(path().resolve("rejected/education.jsonl"));
        small.add(updates(3, 3));
    }

    @Test
    void anUpdateThatNoBridgeWouldTakeIsRefusedWithAllThatCameWithIt() throws Exception {
        JsonObject large = new JsonObject(Map.of("s", new JsonString("x".repeat(UpdateLine.LONGEST), 1)), 1);

        assertThatThrownBy(() -> queue().add(List.of(update(1), new Update(MODULE, "s-2", large, NOW))))
                .isInstanceOf(OutboxFullException.class)
                .hasMessageContaining("send it in parts");
        assertThat(path()).doesNotExist();
    }

    @Test
    void aModuleWhoseNameIsTooLongForAFileIsRefusedWithAllThatCameWithIt() throws Exception {
        assertThatThrownBy(() -> queue().add(List.of(update(1), update("m".repeat(241), 2))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(path()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", ".", "%0041", "A", "é", "a b", "*"})
    void aModuleOfAnyNameHasItsOwnQueue(String module) throws Exception {
        queue().add(List.of(update("a", 1), update(module, 2)));

        try (Drain drain = drain(queue())) {
            assertThat(drain.modules()).containsExactlyInAnyOrder("a", module);
            assertThat(takeAll(drain, module)).containsExactly("s-2");
        }
    }

    @Test
    void nobodyButTheOwnerLooksIntoIt() throws Exception {
        queue().add(updates(1, 2));
        try (Drain drain = drain(queue())) {
            drain.rejected(drain.next(MODULE).orElseThrow(), "no", NOW);
            takeAll(drain, MODULE);
        }
        try (Stream<Path> files = Files.walk(path())) {
            assertThat(files)
                    .hasSize(10)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "waiting",
                "waiting/education",
                "waiting/education/000000000001.jsonl",
                "waiting/education/position",
                "rejected",
                "rejected/education.jsonl",
                ".lock",
                ".drain.lock"
            })
    void aSymbolicLinkIsRefusedWhereverItStands(String name) throws Exception {
        queue().add(updates(1, 3));
        try (Drain drain = drain(queue())) {
            drain.rejected(drain.next(MODULE).orElseThrow(), "no", NOW);
            takeOne(drain, MODULE);
        }
        Path link = name.isEmpty() ? path() : path().resolve(name);
        Path moved = directory.resolve("moved");
        Files.move(link, moved);
        Files.createSymbolicLink(link, moved);

        assertThatThrownBy(() -> {
                    queue().add(updates(4, 4));
                    try (Drain drain = drain(queue())) {
                        drain.rejected(drain.next(MODULE).orElseThrow(), "no", NOW);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it is a symbolic link, not a ");
    }

    @Test
    void anInterruptedThreadAddsNothingAndStaysInterrupted() throws Exception {
        queue().add(updates(1, 1));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> queue().add(updates(2, 2))).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();

        assertThat(takeAll(queue())).isEqualTo(ids(1, 1));
    }

    @Test
    void anInterruptedThreadStillNotesWhatItReceived() throws Exception {
        queue().add(updates(1, 2));
        try (Drain drain = drain(queue())) {
            WaitingUpdate head = drain.next(MODULE).orElseThrow();
            drain.attempting(head);
            Thread.currentThread().interrupt();
            drain.received(head);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(takeAll(queue())).isEqualTo(ids(2, 2));
    }

    private long sizeOf(String below) throws IOException {
        try (Stream<Path> files = Files.walk(path().resolve(below))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
