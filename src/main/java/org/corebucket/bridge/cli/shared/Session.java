package org.corebucket.bridge.cli.shared;

import java.io.PrintWriter;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.text.OneLine;

/**
 * What every command is given: the host, and where results and diagnostics go.
 *
 * @param out takes results
 * @param err takes diagnostics
 * @param terminal which of them a person sees
 * @param streams the process's streams behind the two writers; streams that go nowhere if the writers are not the
 *     process's own
 */
public record Session(Host host, PrintWriter out, PrintWriter err, Terminal terminal, StandardStreams streams) {

    /** A session on the process's own streams. */
    public Session(Host host, StandardStreams streams, Terminal terminal) {
        this(host, streams.out(), streams.err(), terminal, streams);
    }

    /** A session on other writers. */
    public Session(Host host, PrintWriter out, PrintWriter err, Terminal terminal) {
        this(host, out, err, terminal, StandardStreams.none());
    }

    /** Prints what is wrong, and on the next line what to do about it. */
    public void tell(Finding finding) {
        err.println("[ERROR] " + OneLine.of(finding.message()));
        err.println("[FIX] " + OneLine.of(finding.remedy()));
    }

    /** Prints a warning on one line, at once. */
    public void warn(String line) {
        err.println("bridgectl: " + OneLine.of(line));
        err.flush();
    }
}
