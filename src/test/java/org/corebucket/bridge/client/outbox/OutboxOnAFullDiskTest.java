package org.corebucket.bridge.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.client.outbox.Sample.MODULE;
import static org.corebucket.bridge.client.outbox.Sample.drain;
import static org.corebucket.bridge.client.outbox.Sample.ids;
import static org.corebucket.bridge.client.outbox.Sample.outbox;
import static org.corebucket.bridge.client.outbox.Sample.takeAll;
import static org.corebucket.bridge.client.outbox.Sample.update;
import static org.corebucket.bridge.client.outbox.Sample.updates;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.testkit.SmallDisk;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full to its last page. */
final class OutboxOnAFullDiskTest {

    @TempDir
    private Path directory;

    @AutoClose
    private SmallDisk disk;

    private Path path;

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.at(directory.resolve("disk"), 512);
        path = directory.resolve("disk/outbox");
    }

    @Test
    void whatDoesNotFitIsRefusedWholeAndItGoesOnOnceThereIsRoom() throws Exception {
        outbox(path).add(updates(1, 10));
        disk.fillBut(2);
        int added = 10;
        FileSystemException failure = null;
        while (failure == null) {
            try {
                outbox(path).add(updates(added + 1, added + 40));
                added += 40;
            } catch (FileSystemException e) {
                failure = e;
            }
        }
        assertThat(failure.getReason()).isEqualTo("No space left on device");
        assertThat(outbox(path).depth().waiting()).containsEntry(MODULE, (long) added);

        disk.makeRoom();
        outbox(path).add(List.of(update(added + 1)));
        assertThat(takeAll(outbox(path))).isEqualTo(ids(1, added + 1));
    }

    @Test
    void whatWaitsIsSentFromAFullDisk() throws Exception {
        outbox(path).add(updates(1, 1000));
        takeOneToMakeThePosition();
        disk.fillBut(0);

        assertThat(takeAll(outbox(path))).isEqualTo(ids(2, 1000));
    }

    private void takeOneToMakeThePosition() throws Exception {
        try (Drain drain = drain(outbox(path))) {
            Sample.takeOne(drain, MODULE);
        }
    }
}
