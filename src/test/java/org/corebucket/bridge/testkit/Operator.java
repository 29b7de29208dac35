package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.corebucket.bridge.cli.TypedLine;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Host;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Somebody at a host of their own who types command lines. The host's state directory, clock and environment are the
 * test's; the command line is the real one.
 */
public final class Operator {

    private final Path directory;
    private final Map<String, String> environment = new TreeMap<>();
    private Path workingDirectory;
    private Clock clock = Clock.fixed(Instant.parse(SampleDeployment.MADE).plus(Duration.ofHours(1)), ZoneOffset.UTC);

    private Operator(Path directory) throws IOException {
        this.directory = directory.toRealPath();
        this.workingDirectory = Files.createDirectories(root());
        environment.put("HOME", this.directory.toString());
        environment.put("XDG_STATE_HOME", this.directory.resolve("state").toString());
    }

    /** An operator in an empty directory, whose state lies beside it. */
    public static Operator at(Path directory) throws IOException {
        return new Operator(directory);
    }

    /** An operator in a copy of the sample deployment, of which this host remembers nothing yet. */
    public static Operator atStrangeDeployment(Path directory) throws IOException {
        Operator operator = new Operator(directory);
        SampleDeployment.copyTo(operator.root());
        return operator;
    }

    /** An operator in a copy of the sample deployment, which was verified here an hour after it was made. */
    public static Operator atDeployment(Path directory) throws IOException {
        Operator operator = atStrangeDeployment(directory);
        Answer first = operator.run("verify");
        if (first.code() != 0) {
            throw new IllegalStateException(first.out() + first.err());
        }
        return operator;
    }

    /** Types a command line. */
    public Answer run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = TypedLine.run(session(out, err), args);
        return new Answer(code, out.toString(), err.toString());
    }

    /** Runs one command of the command line, built as a test wants it. */
    public Answer run(Function<Session, CommandSpec> command, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(command.apply(session(out, err)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
        return new Answer(code, out.toString(), err.toString());
    }

    /** A session of this operator with writers of the test. */
    public Session session(StringWriter out, StringWriter err) {
        return new Session(host(), new PrintWriter(out, true), new PrintWriter(err, true), Terminal.NONE);
    }

    /** The host, as it is now. */
    public Host host() {
        return new Host(environment, workingDirectory, clock);
    }

    /** The directory of the deployment. */
    public Path root() {
        return directory.resolve("deployment");
    }

    /** A path of the deployment. */
    public Path path(String relative) {
        return root().resolve(relative);
    }

    /** A path beside the deployment. */
    public Path beside(String name) {
        return directory.resolve(name);
    }

    /** Where this host keeps its state. */
    public Path state() {
        return directory.resolve("state");
    }

    /** Changes the directory that relative paths begin at. */
    public void goTo(Path workingDirectory) {
        this.workingDirectory = workingDirectory;
    }

    /** Sets a variable of the environment. */
    public void setVariable(String name, String value) {
        environment.put(name, value);
    }

    /** Sets the clock, which stands still. */
    public void setClock(String instant) {
        clock = Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
    }

    /** Moves the clock on, or back if the duration is negative. */
    public void wait(Duration duration) {
        clock = Clock.offset(clock, duration);
    }

    /** The host's clock, however it is set later. */
    public Clock hostClock() {
        return new HostClock();
    }

    /** What time it is at the host. */
    public Instant now() {
        return clock.instant();
    }

    /** Replaces the clock altogether. */
    public void setClock(Clock other) {
        clock = other;
    }

    /** All files below a directory, at any depth. */
    public List<Path> filesBelow(Path top) throws IOException {
        try (Stream<Path> paths = Files.walk(top)) {
            return paths.filter(path -> !Files.isDirectory(path)).toList();
        }
    }

    /** A file's bytes. */
    public byte[] read(String relative) throws IOException {
        return Files.readAllBytes(path(relative));
    }

    /** A file's text. */
    public String text(String relative) throws IOException {
        return new String(read(relative), StandardCharsets.UTF_8);
    }

    /** Replaces a file's text; its mode stays. */
    public void write(String relative, String text) throws IOException {
        Files.writeString(path(relative), text);
    }

    /** Changes the last byte of a file. */
    public void flipByte(String relative) throws IOException {
        byte[] bytes = read(relative);
        bytes[bytes.length - 1] ^= 1;
        Files.write(path(relative), bytes);
    }

    /** Permission bits, as {@code ls -l} shows them. */
    public String mode(String relative) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path(relative)));
    }

    /** Sets permission bits, written as {@code ls -l} shows them. */
    public void setMode(String relative, String mode) throws IOException {
        Files.setPosixFilePermissions(path(relative), PosixFilePermissions.fromString(mode));
    }

    /** Gives every private key the mode that {@code init} gives it, and the directory too. */
    public void closeKeys() throws IOException {
        setMode("security", "rwx------");
        for (String name : List.of(
                "private.pem",
                "token.private.pem",
                "bridge.private.pem",
                "release.private.pem",
                "log.ed25519.pem",
                "log.mldsa44.pem")) {
            setMode("security/" + name, "rw-------");
        }
    }

    private final class HostClock extends Clock {

        @Override
        public Instant instant() {
            return now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
