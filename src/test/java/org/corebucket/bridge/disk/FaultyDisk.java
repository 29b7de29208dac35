package org.corebucket.bridge.disk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.jspecify.annotations.Nullable;

/**
 * The disk of an operator's host, and the process that types command lines there: a JVM of its own, between which and the
 * disk a preloaded library stands. It is compiled by {@code cc} when a test first needs it; without one the test is skipped.
 */
public final class FaultyDisk implements Closeable {

    /** What a killed process answers. */
    public static final int KILLED = 128 + 9;

    private static final int CONTROL_BYTES = 8 * Integer.BYTES + 4096;
    private static final int ROOT = 8 * Integer.BYTES;

    private final Path directory;
    private final Path control;
    private final Path trace;
    private final MappedByteBuffer steering;
    private @Nullable Process child;

    private FaultyDisk(Path directory, Path control, Path trace, MappedByteBuffer steering) {
        this.directory = directory;
        this.control = control;
        this.trace = trace;
        this.steering = steering;
    }

    /**
     * The disk below a directory, which holds an operator's deployment and state.
     *
     * @param beside where the library and what it records are kept, outside of that directory
     */
    public static FaultyDisk below(Path directory, Path beside) throws IOException, InterruptedException {
        Path control = Files.write(beside.resolve("control"), new byte[CONTROL_BYTES]);
        Path trace = Files.write(beside.resolve("trace"), new byte[0]);
        MappedByteBuffer steering;
        try (FileChannel channel = FileChannel.open(control, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            steering = channel.map(FileChannel.MapMode.READ_WRITE, 0, CONTROL_BYTES);
        }
        steering.order(ByteOrder.nativeOrder());
        Library.requireCompiled();
        FaultyDisk disk = new FaultyDisk(directory.toRealPath(), control, trace, steering);
        disk.narrowTo(disk.directory);
        return disk;
    }

    /** From now on only calls that are about this file or directory, or what is below it, are counted and fail. */
    public void narrowTo(Path path) {
        steering.position(ROOT).put((path + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Types a command line while nothing goes wrong. */
    public Answer run(String... args) throws IOException {
        return type(args);
    }

    /** Types a command line under a fault. */
    public Answer run(Fault fault, String... args) throws IOException {
        arm(fault);
        try {
            return type(args);
        } finally {
            work();
        }
    }

    /** How many calls a command makes that a fault counts. */
    public int count(Fault like, String... args) throws IOException {
        run(new Fault(like.how(), like.kinds(), Integer.MAX_VALUE - 1, like.error()), args);
        return calls();
    }

    /** Types a command line, and gives what it did to the disk. */
    public DiskTrace record(String... args) throws IOException, InterruptedException {
        start();
        return recorded(() -> type(args));
    }

    /** Runs a class's {@code main} in a process of its own, and gives what it did to the disk. */
    public DiskTrace record(Class<?> main, String... args) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(ChildJvm.command(List.of("-Xshare:auto"), main, args));
        builder.environment().putAll(variables());
        return recorded(() -> new Answer(0, ChildJvm.output(builder), ""));
    }

    /** What is done while calls are recorded. */
    private interface Recording {
        Answer run() throws IOException, InterruptedException;
    }

    private DiskTrace recorded(Recording recording) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(trace, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        steering.putInt(6 * Integer.BYTES, 1);
        Answer answer;
        try {
            answer = recording.run();
        } finally {
            steering.putInt(6 * Integer.BYTES, 0);
        }
        return DiskTrace.read(Files.readAllBytes(trace), answer);
    }

    /** How many calls the last fault counted. */
    public int calls() {
        return steering.getInt(4 * Integer.BYTES);
    }

    /** Whether the last fault came to pass. */
    public boolean wasHit() {
        return steering.getInt(5 * Integer.BYTES) > 0;
    }

    private void arm(Fault fault) throws IOException {
        start();
        fail(fault);
    }

    /** From now on it fails so, whoever is at it. */
    public void fail(Fault fault) {
        steering.putInt(Integer.BYTES, fault.bits());
        steering.putInt(2 * Integer.BYTES, fault.at());
        steering.putInt(3 * Integer.BYTES, fault.error());
        steering.putInt(4 * Integer.BYTES, 0);
        steering.putInt(5 * Integer.BYTES, 0);
        setHow(fault.how());
    }

    /** From now on it works again. */
    public void work() {
        setHow(Fault.How.NOTHING);
    }

    private void setHow(Fault.How how) {
        steering.putInt(0, how.code());
    }

    private Answer type(String... args) throws IOException {
        Process at = start();
        DataOutputStream to = new DataOutputStream(at.getOutputStream());
        to.writeInt(args.length);
        for (String arg : args) {
            to.writeUTF(arg);
        }
        to.flush();
        DataInputStream from = new DataInputStream(at.getInputStream());
        try {
            return new Answer(from.readInt(), text(from), text(from));
        } catch (EOFException e) {
            close();
            return new Answer(KILLED, "", "");
        }
    }

    private static String text(DataInputStream from) throws IOException {
        return new String(from.readNBytes(from.readInt()), StandardCharsets.UTF_8);
    }

    private Process start() throws IOException {
        Process running = child;
        if (running != null && running.isAlive()) {
            return running;
        }
        ProcessBuilder builder = new ProcessBuilder(ChildJvm.command(
                        List.of("-Xshare:auto", "-XX:+UseSerialGC"), Typist.class, directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(variables());
        Process started = builder.start();
        child = started;
        return started;
    }

    /** What a process needs in its environment for this disk to be its own. */
    public Map<String, String> variables() {
        return Map.of(
                "LD_PRELOAD", Library.file().toString(),
                "FAULTS_CONTROL", control.toString(),
                "FAULTS_TRACE", trace.toString());
    }

    @Override
    public void close() {
        Process running = child;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
        child = null;
    }

    /** The other side: types what it is told, one command line after another. */
    static final class Typist {

        private Typist() {}

        public static void main(String[] arguments) throws IOException {
            Operator operator = Operator.at(Path.of(arguments[0]));
            operator.setClock(Clock.systemUTC());
            operator.setVariable("PATH", System.getenv("PATH"));
            DataInputStream in = new DataInputStream(System.in);
            DataOutputStream out = new DataOutputStream(System.out);
            // What a library prints must not get between the answers.
            System.setOut(System.err);
            while (true) {
                String[] args = read(in);
                Answer answer = operator.run(args);
                out.writeInt(answer.code());
                write(out, answer.out());
                write(out, answer.err());
                out.flush();
            }
        }

        private static String[] read(DataInputStream in) throws IOException {
            try {
                String[] args = new String[in.readInt()];
                for (int i = 0; i < args.length; i++) {
                    args[i] = in.readUTF();
                }
                return args;
            } catch (EOFException e) {
                System.exit(0);
                throw e;
            }
        }

        private static void write(DataOutputStream out, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            out.write(bytes);
        }
    }

    /** The library, compiled once in this process. */
    private static final class Library {

        private static final @Nullable Path COMPILED = compile();

        private Library() {}

        static void requireCompiled() {
            assumeTrue(COMPILED != null, "there is no cc with the C library's headers: a failing disk can't be had");
        }

        static Path file() {
            if (COMPILED == null) {
                throw new IllegalStateException("there is no library");
            }
            return COMPILED;
        }

        private static @Nullable Path compile() {
            try (InputStream in = FaultyDisk.class.getResourceAsStream("/disk/faults.c")) {
                Path directory = Files.createTempDirectory("bridgectl-faults-");
                Path source = Files.write(directory.resolve("faults.c"), in.readAllBytes());
                Path library = directory.resolve("faults.so");
                // In the reverse of this order they are deleted.
                directory.toFile().deleteOnExit();
                source.toFile().deleteOnExit();
                library.toFile().deleteOnExit();
                ChildJvm.output(new ProcessBuilder(
                        "cc",
                        "-shared",
                        "-fPIC",
                        "-O1",
                        "-o",
                        library.toString(),
                        source.toString(),
                        "-ldl",
                        "-lpthread"));
                return library;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            } catch (IOException e) {
                return null;
            }
        }
    }
}
