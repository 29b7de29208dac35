package org.corebucket.bridge.ledger.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.corebucket.bridge.deployment.DurableFiles;

/** What a crash left behind the last whole line of a file: it was never acknowledged, and is kept aside when it is cut off. */
final class TornTail {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final int LOG_MODE = 0640;

    private TornTail() {}

    /**
     * Copies what follows an offset to a file of its own, durably, so that it may be cut off then.
     *
     * @return the copy
     */
    static Path keepAside(Path file, long from, Path directory) throws IOException {
        DurableFiles.makeDirectories(directory);
        Path kept = free(directory, file.getFileName() + "." + from + ".torn");
        try (FileChannel channel = FileChannel.open(file, READ);
                InputStream in = Channels.newInputStream(channel.position(from));
                FileChannel copy = FileChannel.open(kept, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(copy)) {
            in.transferTo(out);
            DurableFiles.setMode(kept, LOG_MODE);
            copy.force(true);
        }
        DurableFiles.syncDirectory(directory);
        return kept;
    }

    private static Path free(Path directory, String name) {
        Path free = directory.resolve(name);
        for (int i = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
            free = directory.resolve(name + "." + i);
        }
        return free;
    }
}
