package org.corebucket.bridge.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.corebucket.bridge.alert.AlertDelivery.Enqueued;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlertQueueTest {

    private final StandingClock clock = new StandingClock(Alerts.START);

    @TempDir
    private Path root;

    private Path directory;
    private AlertQueue queue;

    @BeforeEach
    void makeQueue() {
        directory = root.resolve("logs/alerts/0123456789abcdef");
        queue = queue(AlertQueue.LIMIT);
    }

    private AlertQueue queue(int limit) {
        return new AlertQueue(directory, "webhook alerts.example.org", clock, limit);
    }

    private static List<String> ids(AlertQueue queue) throws IOException {
        List<String> ids = new ArrayList<>();
        for (AlertFileName name : queue.waiting()) {
            queue.read(name).ifPresent(message -> ids.add(message.id()));
        }
        return ids;
    }

    private void deliverAll() throws IOException {
        for (AlertFileName name : queue.waiting()) {
            queue.delivered(name);
        }
    }

    private Path queued(String name) {
        return directory.resolve("queue").resolve(name);
    }

    @Test
    void aMessageIsAFileWithExactlyWhatIsSent() throws Exception {
        assertThat(queue.add(Alerts.messages("INC-1"))).containsExactly(new Enqueued.QueuedAlert());

        assertThat(queued(Alerts.START.toEpochMilli() + "-INC-1.json"))
                .hasContent(Alerts.message("INC-1").json());
    }

    @Test
    void keepsTheOrderEvenIfTheClockStandsStillOrGoesBack() throws Exception {
        queue.add(Alerts.messages("c", "b"));
        clock.advance(Duration.ofHours(-1));
        queue.add(Alerts.messages("a"));
        clock.advance(Duration.ofHours(2));
        queue.add(Alerts.messages("0"));

        assertThat(ids(queue(AlertQueue.LIMIT))).containsExactly("c", "b", "a", "0");
    }

    @Test
    void whatWaitsIsNotQueuedAgain() throws Exception {
        queue.add(Alerts.messages("INC-1", "INC-1"));

        assertThat(queue(AlertQueue.LIMIT).add(Alerts.messages("INC-1"))).containsExactly(new Enqueued.KnownAlert());
        assertThat(ids(queue)).containsExactly("INC-1");
    }

    @Test
    void whatWasDeliveredIsNotQueuedAgain() throws Exception {
        queue.add(Alerts.messages("INC-1"));
        deliverAll();

        assertThat(queue.add(Alerts.messages("INC-1"))).containsExactly(new Enqueued.KnownAlert());
        assertThat(queue(AlertQueue.LIMIT).add(Alerts.messages("INC-1", "INC-2")))
                .containsExactly(new Enqueued.KnownAlert(), new Enqueued.QueuedAlert());
    }

    @Test
    void anotherObjectSeesAtOnceWhatWasDelivered() throws Exception {
        AlertQueue other = queue(AlertQueue.LIMIT);
        for (int i = 0; i < 20; i++) {
            queue.add(Alerts.messages("INC-" + i));
            deliverAll();

            assertThat(other.add(Alerts.messages("INC-" + i))).containsExactly(new Enqueued.KnownAlert());
        }
    }

    @Test
    void whatWasRecordedButNotRemovedBeforeACrashIsNotDeliveredAgain() throws Exception {
        queue.add(Alerts.messages("INC-1", "INC-2"));
        AlertFileName first = queue.waiting().get(0);
        byte[] content = Files.readAllBytes(queued(first.text()));
        queue.delivered(first);
        Files.write(queued(first.text()), content);

        assertThat(ids(queue(AlertQueue.LIMIT))).containsExactly("INC-2");
        assertThat(queued(first.text())).doesNotExist();
    }

    @Test
    void aTornLineOfTheRecordIsNotTheIdOfAnotherMessage() throws Exception {
        queue.add(Alerts.messages("INC-1"));
        deliverAll();
        Files.writeString(directory.resolve("delivered"), "INC-1.\nINC-3");
        queue.add(Alerts.messages("INC-2"));
        deliverAll();

        assertThat(queue(AlertQueue.LIMIT).add(Alerts.messages("INC-1", "INC-2", "INC-3")))
                .containsExactly(new Enqueued.KnownAlert(), new Enqueued.KnownAlert(), new Enqueued.QueuedAlert());
    }

    @Test
    void theRecordOfTheDeliveredIsBounded() throws Exception {
        queue = queue(3);
        for (int i = 0; i < 20; i++) {
            queue.add(Alerts.messages("INC-" + i));
            deliverAll();
        }

        assertThat(Files.readAllLines(directory.resolve("delivered"))).hasSizeBetween(3, 6);
        assertThat(queue(3).add(Alerts.messages("INC-17", "INC-18", "INC-19")))
                .hasOnlyElementsOfType(Enqueued.KnownAlert.class);
    }

    @Test
    void aFullQueueRefusesAndTakesAgainLater() throws Exception {
        queue = queue(2);

        List<Enqueued> outcomes = queue.add(Alerts.messages("a", "b", "c", "a"));

        assertThat(outcomes.get(2))
                .isEqualTo(new Enqueued.RefusedAlert("the queue " + directory + " is full: 2 alerts wait"));
        assertThat(outcomes.get(3)).isEqualTo(new Enqueued.KnownAlert());
        queue.delivered(queue.waiting().get(0));
        assertThat(queue.add(Alerts.messages("c"))).containsExactly(new Enqueued.QueuedAlert());
        assertThat(ids(queue)).containsExactly("b", "c");
    }

    @Test
    void aTornMessageIsSetAside() throws Exception {
        queue.add(Alerts.messages("INC-1", "INC-2"));
        AlertFileName first = queue.waiting().get(0);
        Files.writeString(queued(first.text()), "{\"type\":");

        assertThat(ids(queue)).containsExactly("INC-2");
        assertThat(directory.resolve("unreadable").resolve(first.text())).hasContent("{\"type\":");
    }

    @Test
    void whatIsNoMessageIsSetAsideWithoutBeingOpened() throws Exception {
        queue.add(Alerts.messages("INC-9"));
        Files.writeString(queued("notes.txt"), "x");
        Files.createDirectory(queued("1700000000000-dir.json"));
        Files.createSymbolicLink(queued("1700000000001-link.json"), Path.of("notes.txt"));
        SpecialFiles.fifo(queued("1700000000002-fifo.json"));
        Files.writeString(
                queued("1700000000003-other.json"), Alerts.message("INC-8").json());
        Files.writeString(queued("1700000000004-large.json"), " ".repeat(1 << 17));

        queue.setStrangersAside();

        assertThat(ids(queue)).containsExactly("INC-9");
        assertThat(Alerts.files(directory.resolve("queue"))).hasSize(1);
        assertThat(Alerts.files(directory.resolve("unreadable"))).hasSize(6);
    }

    @Test
    void whatIsSetAsideReplacesNothing() throws Exception {
        queue.add(Alerts.messages("INC-1"));
        for (String text : List.of("first", "second", "third")) {
            Files.writeString(queued("notes"), text);
            queue.setStrangersAside();
        }

        assertThat(directory.resolve("unreadable/notes")).hasContent("first");
        assertThat(directory.resolve("unreadable/notes.3")).hasContent("third");
    }

    @Test
    void nobodyElseMayLookInside() throws Exception {
        queue.add(Alerts.messages("INC-1", "INC-2"));
        queue.delivered(queue.waiting().get(0));

        try (Stream<Path> all = Files.walk(root.resolve("logs/alerts"))) {
            for (Path path : all.toList()) {
                assertThat(FileFacts.of(path).octalMode())
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "0700" : "0600");
            }
        }
    }

    @Test
    void manyKeepTheirOrderWhenTheyAreOfferedAgain() throws Exception {
        List<AlertMessage> all = IntStream.range(0, 300)
                .mapToObj(i -> Alerts.message("INC-" + i))
                .toList();
        queue.add(all);

        assertThat(queue.add(all)).hasSize(300).hasOnlyElementsOfType(Enqueued.KnownAlert.class);
        assertThat(ids(queue)).hasSize(300).startsWith("INC-0", "INC-1").endsWith("INC-299");
    }
}
