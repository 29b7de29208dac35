package org.corebucket.bridge.cli.session;

import java.io.PrintWriter;
import org.corebucket.bridge.deployment.Host;

/** What every command is given: the machine, and where results and diagnostics go. */
public record Session(Host host, PrintWriter out, PrintWriter err, Terminal terminal) {}
