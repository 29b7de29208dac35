package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/** Makes what is neither file nor directory. */
public final class SpecialFiles {

    private SpecialFiles() {}

    /** A FIFO that nobody writes to: whoever opens it for reading waits for ever. */
    public static void fifo(Path path) throws IOException, InterruptedException {
        ChildJvm.output(new ProcessBuilder("mkfifo", path.toString()));
    }

    /** A socket that outlives its server. */
    public static void socket(Path path) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
        }
    }
}
