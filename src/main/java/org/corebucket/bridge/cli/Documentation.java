package org.corebucket.bridge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import org.corebucket.bridge.cli.manual.Manual;
import org.corebucket.bridge.cli.manual.Release;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Host;

/** Writes the manual when a release is built: a program of its own, that no command loads. */
public final class Documentation {

    private Documentation() {}

    /**
     * {@code commands DIRECTORY} writes a page in Markdown for each command; {@code share DIRECTORY VERSION TIME} writes what
     * lies below {@code /usr/share}: pages for {@code man}, completions, and Debian's changelog. TIME is ISO 8601, and its day is the release's.
     *
     * @throws IllegalArgumentException if it is called in another way
     */
    public static void main(String[] args) throws IOException {
        if (args.length == 2 && args[0].equals("commands")) {
            Manual.write(Path.of(args[1]), manual().markdown());
        } else if (args.length == 4 && args[0].equals("share")) {
            Path share = Path.of(args[1]);
            Release release = new Release(args[2], LocalDate.parse(args[3].substring(0, 10)));
            Manual.writeCompressed(share.resolve("man/man1"), manual().manPages(release));
            Manual.writeCompressed(share.resolve("man/man7"), manual().topics(release));
            Manual.write(share, manual().completions());
            Manual.writeCompressed(share.resolve("doc/bridgectl"), Map.of("changelog", release.debianChangelog()));
        } else {
            throw new IllegalArgumentException("usage: commands DIRECTORY | share DIRECTORY VERSION TIME");
        }
    }

    /** The manual of the whole command line; it does not depend on the machine. */
    static Manual manual() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Host host = new Host(Map.of(), Path.of("/"), Clock.systemUTC());
        return new Manual(Bridgectl.model(new Session(host, nowhere, nowhere, Terminal.NONE), new GlobalOptions()));
    }
}
