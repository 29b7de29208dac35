package org.corebucket.bridge.cli.run;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.cli.Main;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLog;

/** A built-in entrypoint in a process of its own, from these classes, at a port that the system chose. */
final class ServiceProcess implements AutoCloseable {

    private static final Duration GUARD = Duration.ofSeconds(100);
    private static final Pattern LISTENING = Pattern.compile("[a-z]+: listening at (http://[^\\s,]+)");

    private final Operator operator;
    private final String entrypoint;
    private Process process;
    private URI address = URI.create("http://127.0.0.1:1");
    private int starts;

    /** Starts an entrypoint of a sealed deployment. */
    ServiceProcess(Operator operator, String entrypoint) throws Exception {
        this.operator = operator;
        this.entrypoint = entrypoint;
        this.process = start();
    }

    /** A witness of sample logs: its keys and descriptor are made and sealed first. */
    static ServiceProcess witness(Operator operator, List<SampleLog> logs) throws Exception {
        operator.setClock(Clock.systemUTC());
        operator.run("keys", "generate", "--witness");
        StringBuilder json = new StringBuilder("{\"port\": 0, \"host\": \"127.0.0.1\", \"logs\": [");
        for (SampleLog log : logs) {
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ", ")
                    .append("{\"origin\": \"" + log.origin() + "\", \"keys\": [\"")
                    .append(String.join("\", \"", log.vkeys()))
                    .append("\"]}");
        }
        operator.write("canonical/witness.json", json.append("]}\n").toString());
        TaskEntrypoint.freeze(operator);
        return new ServiceProcess(operator, "witness");
    }

    /** Starts it, again, and waits until it listens. */
    Process start() throws IOException {
        starts++;
        Path out = operator.beside(entrypoint + ".out" + starts);
        ProcessBuilder command = new ProcessBuilder(ChildJvm.command(
                        List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"),
                        Main.class,
                        "--root",
                        operator.root().toString(),
                        "run",
                        entrypoint))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        command.environment().put("XDG_STATE_HOME", operator.state().toString());
        process = command.start();
        await().atMost(GUARD).until(() -> !process.isAlive() || said(out).find());
        Matcher said = said(out);
        if (!said.find()) {
            throw new IllegalStateException(Files.readString(out));
        }
        address = URI.create(said.group(1));
        return process;
    }

    private static Matcher said(Path out) throws IOException {
        return LISTENING.matcher(Files.readString(out));
    }

    /** Kills it, and waits for its end. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(GUARD.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it goes on");
        }
    }

    /** Waits until it ends by itself; returns its exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(GUARD.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it goes on");
        }
        return process.exitValue();
    }

    URI address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            process.destroyForcibly();
        }
    }
}
