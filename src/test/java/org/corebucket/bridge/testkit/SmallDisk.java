package org.corebucket.bridge.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of a few pages, mounted for one test, that can be full to the last of them. */
public final class SmallDisk implements AutoCloseable {

    private static final long PAGE = 4096;

    private final Path mountPoint;
    private final Path filler;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
        this.filler = mountPoint.resolve("filler");
    }

    /** Mounts one, or skips the test where this user may not. */
    public static SmallDisk at(Path mountPoint, int kibibytes) throws IOException {
        return mounted(mountPoint, "size=" + kibibytes + "k");
    }

    /** Mounts one from which no program can be executed, or skips the test where this user may not. */
    public static SmallDisk withoutExecution(Path mountPoint) throws IOException {
        return mounted(mountPoint, "noexec,mode=700");
    }

    /** Whether this user may mount anything here. */
    public static boolean isPossible() throws IOException {
        Path place = Files.createTempDirectory("disk");
        boolean mounted = SystemCommand.exit("mount", "-t", "tmpfs", "tmpfs", place.toString()) == 0;
        if (mounted) {
            SystemCommand.exit("umount", place.toString());
        }
        Files.delete(place);
        return mounted;
    }

    private static SmallDisk mounted(Path mountPoint, String options) throws IOException {
        Files.createDirectories(mountPoint);
        assumeTrue(
                SystemCommand.exit("mount", "-t", "tmpfs", "-o", options, "tmpfs", mountPoint.toString()) == 0,
                "nothing may be mounted here: a full disk can't be had");
        return new SmallDisk(mountPoint);
    }

    /** Where it is mounted. */
    Path mountPoint() {
        return mountPoint;
    }

    /** Has it take no write, or take them again. Files that are open to be written stay so. */
    public void setReadOnly(boolean readOnly) throws IOException {
        String place = mountPoint.toString();
        boolean done = readOnly
                ? SystemCommand.exit("mount", "--bind", place, place) == 0
                        && SystemCommand.exit("mount", "-o", "remount,bind,ro", place) == 0
                : SystemCommand.exit("umount", place) == 0;
        if (!done) {
            throw new IOException(mountPoint + " could not be mounted anew");
        }
    }

    /** Takes all that is free but a number of pages. */
    public void fillBut(int pages) throws IOException {
        byte[] page = new byte[(int) PAGE];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (Files.getFileStore(filler).getUsableSpace() > 0) {
                out.write(page);
            }
        }
        try (FileChannel channel = FileChannel.open(filler, StandardOpenOption.WRITE)) {
            channel.truncate(Math.max(0, channel.size() - pages * PAGE));
        }
    }

    /** Gives back what was taken. */
    public void makeRoom() throws IOException {
        Files.delete(filler);
    }

    /** Takes it away, with all that is on it. */
    @Override
    public void close() throws IOException {
        if (SystemCommand.exit("umount", mountPoint.toString()) != 0) {
            throw new IOException(mountPoint + " is still mounted");
        }
    }
}
