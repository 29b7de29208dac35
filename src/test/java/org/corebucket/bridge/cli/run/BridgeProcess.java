package org.corebucket.bridge.cli.run;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;

/** A bridge in a process of its own, at a port that the system chose. */
final class BridgeProcess implements AutoCloseable {

    private static final Duration GUARD = Duration.ofSeconds(100);
    private static final Pattern LISTENING = Pattern.compile("bridge: listening at (http://\\S+), with (\\d+) entries");

    private final Operator operator;
    private final InstalledJar installation;
    private Process process;
    private int starts;
    private URI address = URI.create("http://127.0.0.1:1");
    private long entries;

    /** Starts a bridge of a deployment whose descriptor was changed so. */
    BridgeProcess(Operator operator, Map<String, String> environment, String... replacements) throws Exception {
        this.operator = operator;
        operator.setClock(Clock.systemUTC());
        String file = "canonical/core_bucket_bridge.json";
        String descriptor = operator.text(file).replace("\"port\": 8000", "\"port\": 0");
        for (int i = 0; i < replacements.length; i += 2) {
            descriptor = descriptor.replace(replacements[i], replacements[i + 1]);
        }
        operator.write(file, descriptor);
        environment.forEach(operator::setVariable);
        TaskEntrypoint.freeze(operator);
        this.installation = new InstalledJar(operator, environment);
        this.process = start();
    }

    /** Starts it, again, and waits until it listens. */
    Process start() throws Exception {
        starts++;
        String out = "bridge.out" + starts;
        process = installation.start(out, "bridge.err" + starts, "run", "bridge");
        await().atMost(GUARD).until(() -> !process.isAlive() || said(out).find());
        Matcher said = said(out);
        if (!said.find()) {
            throw new IllegalStateException(err());
        }
        address = URI.create(said.group(1));
        entries = Long.parseLong(said.group(2));
        return process;
    }

    private Matcher said(String out) throws IOException {
        return LISTENING.matcher(Files.readString(operator.beside(out)));
    }

    /** Another command beside it; returns its exit code. */
    int run(String... words) throws Exception {
        return exit(installation.start("other.out", "other.err", words));
    }

    /** Begins another command beside it. */
    Process begin(String... words) throws IOException {
        return installation.start("begun.out", "begun.err", words);
    }

    Process process() {
        return process;
    }

    URI address() {
        return address;
    }

    /** How many entries the ledger had at its last start. */
    long entries() {
        return entries;
    }

    ModuleClient client() {
        return new ModuleClient(address, operator.path("security"));
    }

    /** What it said of trouble since its last start. */
    String err() throws IOException {
        return Files.readString(operator.beside("bridge.err" + starts));
    }

    static int exit(Process process) throws InterruptedException {
        if (!process.waitFor(GUARD.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it goes on");
        }
        return process.exitValue();
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
