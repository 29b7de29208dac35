package org.corebucket.bridge.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.StandardStreams;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/** The process: its streams, and its exit code. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // Without these, picocli would load java.sql at every start, for converters of types that no option has, and
        // open the jar to look for Groovy.
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

    /**
     * Initialises cryptography and JSON on a second processor while the first one builds the command line. They take a
     * tenth of the start.
     */
    static final class WarmUp extends Thread {

        private WarmUp() {
            super("warm-up");
            setDaemon(true);
        }

        /**
         * Begins, and does not wait. Nothing depends on its end: a class is initialised by the thread that needs it
         * first.
         */
        static void begin() {
            Thread thread = new WarmUp();
            thread.start();
        }

        @Override
        public void run() {
            Sha256.of(new byte[1]);
            try {
                Json.parse("{\"a\": [1]}".getBytes(StandardCharsets.UTF_8), "warm-up");
                JsonWriter.compact(Writer.nullWriter())
                        .beginObject()
                        .endObject()
                        .close();
            } catch (MalformedJsonException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException("nothing is written", e);
            }
        }
    }
}
