package org.corebucket.bridge.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file system as lines are written to it: regular files only, and nothing that an interrupt ends halfway. */
@Timeout(60)
final class FileDiskTest {

    private static final byte[] LINE = "one\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private final FileDisk disk = FileDisk.ofOwner();

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid");
    }

    @Test
    void aFileIsMadeWithTheModeOfItsKind() throws Exception {
        FileDisk.ofOwner().openOrMake(directory.resolve("owner")).close();
        FileDisk.ofLogs().openOrMake(directory.resolve("log")).close();
        FileDisk.makeOwnersDirectory(directory.resolve("a/b"));

        assertThat(mode(directory.resolve("owner"))).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("log"))).isEqualTo("rw-r-----");
        assertThat(mode(directory.resolve("a/b"))).isEqualTo("rwx------");
    }

    @Test
    void whatRootMakesBelongsToTheOwnerOfItsDirectory() throws Exception {
        assumeTrue(uid(Path.of("/proc/self")) == 0);
        Files.setAttribute(directory, "unix:uid", 65534);

        FileDisk.byUmask().openToAppend(directory.resolve("log")).close();

        assertThat(uid(directory.resolve("log"))).isEqualTo(65534);
    }

    @Test
    void whatIsNotThereIsOnlyMadeWhereThatIsMeant() throws Exception {
        Path none = directory.resolve("none");
        assertThatThrownBy(() -> disk.open(none)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.openToRead(none)).isInstanceOf(NoSuchFileException.class);
        assertThat(none).doesNotExist();
    }

    @Test
    void whatIsNoRegularFileIsNotOpened() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("target"));
        Path fifo = directory.resolve("fifo");
        SpecialFiles.fifo(fifo);
        for (Path none : List.of(link, fifo, directory)) {
            assertThatThrownBy(() -> disk.open(none)).isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> disk.openToRead(none)).hasMessageContaining("not a regular file; move it away");
            assertThatThrownBy(() -> disk.openOrMake(none)).hasMessageContaining("not a regular file; move it away");
            assertThatThrownBy(() -> disk.openToAppend(none)).hasMessageContaining("not a regular file; move it away");
        }
        assertThat(directory.resolve("target")).doesNotExist();
    }

    @Test
    void whatCanNotBeWrittenIsNamedUnlessStrangersMaySeeIt() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        Disk.DiskFile named = disk.open(file);
        Disk.DiskFile unnamed = FileDisk.ofLogs().open(file);
        named.close();
        unnamed.close();

        assertThatThrownBy(() -> named.writeAll(LINE, LINE.length, 0))
                .isInstanceOfSatisfying(
                        FileSystemException.class, e -> assertThat(e.getFile()).isEqualTo(file.toString()));
        assertThatThrownBy(() -> unnamed.writeAll(LINE, LINE.length, 0)).isNotInstanceOf(FileSystemException.class);
    }

    @Test
    void anInterruptedThreadWritesWhollyAndStaysInterrupted() throws Exception {
        Path file = directory.resolve("file");
        try (Disk.DiskFile opened = disk.openOrMake(file);
                Disk.DiskFile appended = disk.openToAppend(file)) {
            Thread.currentThread().interrupt();
            opened.writeAll(LINE, LINE.length, 0);
            appended.writeAll(LINE, LINE.length, 0);
            opened.force();
            opened.truncate(8);
            assertThat(opened.size()).isEqualTo(8);
            assertThat(opened.readAll(new byte[8], 0, 8, 0)).isEqualTo(8);
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }

        assertThat(file).hasContent("one\none\n");
    }

    @Test
    void interruptsAtAnyMomentDoubleAndLoseNothingThatIsAppended() throws Exception {
        Path file = directory.resolve("file");
        Thread writer = Thread.currentThread();
        AtomicInteger written = new AtomicInteger();
        Thread interrupter = new Thread(() -> {
            int seen = 0;
            while (seen < 2000) {
                if (written.get() > seen) {
                    seen = written.get();
                    writer.interrupt();
                }
            }
        });
        interrupter.start();
        try (Disk.DiskFile appended = disk.openToAppend(file)) {
            while (written.get() < 2000) {
                Thread.interrupted();
                appended.writeAll(LINE, LINE.length, 0);
                written.incrementAndGet();
            }
        }
        while (interrupter.isAlive()) {
            Thread.onSpinWait();
        }
        Thread.interrupted();

        assertThat(Files.readString(file)).isEqualTo("one\n".repeat(2000));
    }

    @Test
    void severalAppendAtTheSameTime() throws Exception {
        Path file = directory.resolve("file");
        try (Disk.DiskFile one = disk.openToAppend(file);
                Disk.DiskFile other = disk.openToAppend(file)) {
            one.writeAll(LINE, LINE.length, 0);
            other.writeAll(LINE, LINE.length, 0);
        }

        assertThat(file).hasContent("one\none\n");
    }
}
