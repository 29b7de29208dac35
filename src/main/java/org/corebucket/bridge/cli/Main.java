package org.corebucket.bridge.cli;

import java.util.List;
import org.corebucket.bridge.cli.session.ExitCode;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.cli.session.StandardStreams;
import org.corebucket.bridge.cli.session.Terminal;
import org.corebucket.bridge.deployment.Host;

/** The process: its streams, and its exit code. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // picocli asks at every start for converters of types that no option here has, and loads java.sql for it.
        // It also looks for Groovy, which opens the jar.
        System.setProperty("picocli.disable.closures", "true");
        System.setProperty("picocli.converters.excludes", "java.sql.*,java.time.*");
        if (List.of(args).contains("verify")) {
            WarmUp.begin();
        }
        StandardStreams streams = StandardStreams.system();
        int code = Bridgectl.run(new Session(Host.system(), streams, Terminal.system()), args);
        if (streams.finish() && code == ExitCode.OK) {
            code = streams.isLeftByReader() ? ExitCode.BROKEN_PIPE : ExitCode.IO_ERROR;
            if (code == ExitCode.IO_ERROR) {
                streams.err().println("bridgectl: standard output could not be written");
                streams.finish();
            }
        }
        System.exit(code);
    }
}
