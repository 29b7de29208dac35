package org.corebucket.bridge.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.corebucket.bridge.cli.session.ExitCode;
import org.corebucket.bridge.cli.session.Session;
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
        PrintWriter out = utf8(FileDescriptor.out);
        PrintWriter err = utf8(FileDescriptor.err);
        int code = Bridgectl.run(new Session(Host.system(), out, err, Terminal.system()), args);
        boolean lost = out.checkError();
        err.flush();
        if (lost && code == ExitCode.OK) {
            err.println("bridgectl: standard output could not be written");
            err.flush();
            code = ExitCode.IO_ERROR;
        }
        System.exit(code);
    }

    private static PrintWriter utf8(FileDescriptor stream) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8));
    }
}
