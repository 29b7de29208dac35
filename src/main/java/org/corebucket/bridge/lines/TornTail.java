package org.corebucket.bridge.lines;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.DurableFiles;

/**
 * What is done with a torn tail before lines are appended. A torn tail is what a crash left behind the last whole line of a
 * file. It was never acknowledged.
 */
public interface TornTail {

    /** The torn tail is cut off. */
    TornTail CUT = (file, end) -> {
        file.truncate(end);
        return end;
    };

    /** The torn tail gets a line feed. It becomes a line that readers skip, and the next line stays intact. */
    TornTail END = (file, end) -> {
        long size = file.size();
        file.writeAll(new byte[] {'\n'}, 1, size);
        return size + 1;
    };

    /**
     * The torn tail is copied to a file of its own, and then cut off.
     *
     * @param kept is called with the path of the copy
     */
    static TornTail keptIn(Path directory, Consumer<Path> kept) {
        return (file, end) -> {
            kept.accept(keep(file.path(), end, directory));
            file.truncate(end);
            return end;
        };
    }

    /**
     * Deals with the torn tail of an open file.
     *
     * @param end where the whole lines end
     * @return where the next line begins
     */
    long settle(Disk.DiskFile file, long end) throws IOException;

    /**
     * Copies what follows an offset to a file of its own, durably, so that it may be cut off afterwards.
     *
     * @return the copy
     */
    static Path keep(Path file, long from, Path directory) throws IOException {
        DurableFiles.makeDirectories(directory);
        Path kept = DurableFiles.free(directory.resolve(file.getFileName() + "." + from + ".torn"));
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                InputStream in = Channels.newInputStream(channel.position(from));
                FileChannel copy = FileChannel.open(kept, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(copy)) {
            in.transferTo(out);
            DurableFiles.setMode(kept, 0640);
            copy.force(true);
        }
        DurableFiles.syncDirectory(directory);
        return kept;
    }
}
