package org.corebucket.bridge.cli.shared;

import java.io.PrintWriter;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.text.OneLine;

/**
 * What every command is given: the machine, and where results and diagnostics go.
 *
 * @param streams behind the two writers, where they are the process's own
 */
public record Session(Host host, PrintWriter out, PrintWriter err, Terminal terminal, StandardStreams streams) {

    /** On the process's own streams. */
    public Session(Host host, StandardStreams streams, Terminal terminal) {
        this(host, streams.out(), streams.err(), terminal, streams);
    }

    /** With writers of somebody else's. */
    public Session(Host host, PrintWriter out, PrintWriter err, Terminal terminal) {
        this(host, out, err, terminal, StandardStreams.none());
    }

    /** Says what is not as it should be, on one line, at once; nothing ends for it. */
    public void warn(String line) {
        err.println("bridgectl: " + OneLine.of(line));
        err.flush();
    }
}
