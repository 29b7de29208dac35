package org.corebucket.bridge.bridge;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;
import org.corebucket.bridge.cli.Main;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.FaultyLink;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.PostgresServer;
import org.jspecify.annotations.Nullable;

/**
 * A node of a cluster: a deployment with a bridge in a process of its own, an automation's runner in another, a clock of its own if
 * libfaketime is there (Debian's package {@code faketime}), and its ways to both servers.
 */
final class ClusterNode implements AutoCloseable {

    /** So long something may take on a busy machine. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    private static final Optional<Path> FAKE_TIME = fakeTime();
    private static final Pattern LISTENING = Pattern.compile("bridge: listening at");
    private static final Pattern WATCHING = Pattern.compile("automation: watching");

    final Operator operator;
    final FaultyLink[] ways = new FaultyLink[2];
    final Job bridge;
    final Job runner;
    private final Path clock;
    private final URI address;

    ClusterNode(Path directory, List<PostgresServer> servers) throws Exception {
        operator = Operator.atDeployment(Files.createDirectory(directory));
        operator.setClock(Clock.systemUTC());
        operator.setVariable("PATH", System.getenv("PATH"));
        InetSocketAddress place = PostgresServer.unused();
        address = URI.create("http://" + place.getHostString() + ":" + place.getPort());
        String descriptor = "canonical/core_bucket_bridge.json";
        operator.write(
                descriptor,
                operator.text(descriptor)
                        .replace("\"host\": \"127.0.0.1\"", "\"host\": \"" + place.getHostString() + "\"")
                        .replace("\"port\": 8000", "\"port\": " + place.getPort()));
        clock = Files.writeString(operator.beside("clock"), "+0");
        bridge = new Job("bridge", LISTENING, "run", "bridge");
        runner = new Job("runner", WATCHING, "run", "automation", "--watch", "--interval", "1");
        for (int i = 0; i < ways.length; i++) {
            ways[i] = new FaultyLink(servers.get(i).address());
        }
    }

    /** The library of Debian, for programs with threads, of whatever processor. */
    private static Optional<Path> fakeTime() {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/usr/lib"))) {
            return StreamSupport.stream(all.spliterator(), false)
                    .map(one -> one.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a node's clock can be wrong on this machine. */
    static boolean hasFakeTime() {
        return FAKE_TIME.isPresent();
    }

    String url() {
        return PostgresServer.url(ways[0].address(), ways[1].address());
    }

    URI address() {
        return address;
    }

    /** Has the clock of what runs with one of its own be wrong by so much; it is seen within a second. */
    void setClock(Duration wrong) throws IOException {
        Path next = operator.beside("clock.next");
        Files.writeString(next, (wrong.isNegative() ? "" : "+") + wrong.toSeconds());
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        runner.kill();
        bridge.kill();
        for (FaultyLink way : ways) {
            way.close();
        }
    }

    /** One entrypoint of the node, in a process of its own. */
    final class Job {

        private final String name;
        private final Pattern ready;
        private final String[] words;
        private final AtomicInteger starts = new AtomicInteger();
        private volatile boolean isReady;
        private volatile @Nullable Process process;

        private Job(String name, Pattern ready, String... words) {
            this.name = name;
            this.ready = ready;
            this.words = words;
        }

        /** Whether it was started and not killed since. */
        boolean isUp() {
            return isReady;
        }

        /** Starts it until it is ready: while the database is away it may end at once. */
        void start() {
            start(Map.of());
        }

        /** The same with the clock of {@link #setClock}. */
        void startWithItsOwnClock() {
            start(Map.of(
                    "LD_PRELOAD", FAKE_TIME.orElseThrow().toString(),
                    "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                    "FAKETIME_CACHE_DURATION", "1",
                    // The JVM waits by the other clock.
                    "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                    "FAKETIME_FORCE_MONOTONIC_FIX", "0"));
        }

        private void start(Map<String, String> environment) {
            try {
                await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> isStarted(environment));
            } catch (ConditionTimeoutException e) {
                throw new AssertionError("the " + name + " of " + operator.root() + " does not start: " + words(), e);
            }
        }

        private boolean isStarted(Map<String, String> environment) throws IOException {
            starts.incrementAndGet();
            List<String> command = new ArrayList<>(List.of("env", "--default-signal"));
            environment.forEach((variable, value) -> command.add(variable + "=" + value));
            List<String> typed =
                    new ArrayList<>(List.of("--root", operator.root().toString()));
            typed.addAll(List.of(words));
            command.addAll(ChildJvm.command(
                    List.of("-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"),
                    Main.class,
                    typed.toArray(String[]::new)));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(file(".out").toFile())
                    .redirectError(file(".err").toFile());
            builder.environment().put("XDG_STATE_HOME", operator.state().toString());
            Process started = builder.start();
            process = started;
            await().atMost(LIMIT)
                    .until(() -> !started.isAlive() || ready.matcher(out()).find());
            isReady = ready.matcher(out()).find();
            return isReady;
        }

        private Path file(String extension) {
            return operator.beside(name + starts.get() + extension);
        }

        private String out() throws IOException {
            Path out = file(".out");
            return Files.exists(out) ? Files.readString(out) : "";
        }

        /** What it said of its troubles since it was started last, and how it ended. */
        String words() {
            Process last = process;
            String end = last == null || last.isAlive() ? "" : "exit " + last.exitValue() + ", ";
            try {
                Path err = file(".err");
                return end + (Files.exists(err) ? Files.readString(err) : "");
            } catch (IOException e) {
                return end + e;
            }
        }

        void kill() {
            Process running = process;
            isReady = false;
            if (running != null) {
                running.destroyForcibly().onExit().join();
            }
        }

        /** Has it end in order. */
        void end() throws Exception {
            signal("TERM");
            awaitEnd(LIMIT);
        }

        /** Waits until it has ended by itself. */
        void awaitEnd(Duration most) throws Exception {
            Process running = process;
            isReady = false;
            if (running != null && !running.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the " + name + " of " + operator.root() + " does not end: " + words());
            }
        }

        void signal(String signal) throws IOException {
            Process running = process;
            if (running != null && running.isAlive()) {
                new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + running.pid())
                        .start()
                        .onExit()
                        .join();
            }
        }
    }
}
