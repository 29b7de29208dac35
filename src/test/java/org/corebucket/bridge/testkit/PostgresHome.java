package org.corebucket.bridge.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the PostgreSQL servers of this JVM have in common: the programs, a user who may run them (it is {@code nobody} where we are
 * root, whom PostgreSQL refuses), a directory that this user owns, and an empty cluster in it, of which each server gets a copy.
 *
 * <p>However this JVM ends, all that was started here ends with it, and the directory goes: another process waits for that end.
 */
final class PostgresHome {

    static final String SUPERUSER = "postgres";

    private static final Path DEBIANS = Path.of("/usr/lib/postgresql");
    private static final int NOBODY = 65534;
    private static final long LIMIT_SECONDS = 20;

    private static final String SETTINGS = """
            unix_socket_directories = ''
            # in the cluster's own directory, and gone with it
            dynamic_shared_memory_type = mmap
            wal_keep_size = 256MB
            log_line_prefix = '%m [%p] %q%u '
            timezone = UTC
            """;

    private static final String ACCESS = """
            host all all 127.0.0.0/8 scram-sha-256
            host replication all 127.0.0.0/8 scram-sha-256
            """;

    /** What is done when the JVM has ended, and with it the pipe. A server killed leaves a segment of shared memory. */
    private static final String AFTERWARDS = """
            trap '' HUP INT TERM
            cat
            kill -KILL $(find /proc/[0-9]*/cwd -maxdepth 0 -lname "$1/*" | cut -d/ -f3)
            sed -sn '7s/.* //p' "$1"/*/postmaster.pid | xargs -rn1 ipcrm -m
            umount "$1"/*/
            rm -rf "$1"
            """;

    private static @Nullable PostgresHome ofThisJvm;

    private final Path programs;
    private final List<String> asItsUser;
    private final AtomicInteger servers = new AtomicInteger();
    private final Map<Path, Boolean> logs = new ConcurrentHashMap<>();

    /** Where each server has a directory. */
    final Path directory;

    /** The superuser's. */
    final String password = UUID.randomUUID().toString();

    private PostgresHome(Path programs, List<String> asItsUser) throws IOException {
        this.programs = programs;
        this.asItsUser = asItsUser;
        this.directory = Files.createTempDirectory("bridgectl-postgres").toRealPath();
        give(directory);
        endWithThisJvm();
        makeTemplate();
    }

    /** The one of this JVM; the test is skipped where there is no PostgreSQL, or no user who may run it. */
    static synchronized PostgresHome ofThisJvm() throws IOException {
        if (ofThisJvm == null) {
            Optional<Path> programs = programs();
            assumeTrue(programs.isPresent(), "PostgreSQL is not installed (Debian: apt-get install postgresql)");
            List<String> asItsUser = isRoot()
                    ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups")
                    : List.of("env");
            assumeTrue(
                    SystemCommand.exit(Stream.concat(asItsUser.stream(), Stream.of("true"))
                                    .toArray(String[]::new))
                            == 0,
                    "this root can't become another user, and PostgreSQL refuses root");
            ofThisJvm = new PostgresHome(programs.orElseThrow(), asItsUser);
        }
        return ofThisJvm;
    }

    /** Debian's newest; else that on the path. */
    private static Optional<Path> programs() throws IOException {
        List<Path> places = new ArrayList<>();
        if (Files.isDirectory(DEBIANS)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIANS, "[0-9]*")) {
                StreamSupport.stream(versions.spliterator(), false)
                        .sorted(Comparator.comparingDouble(PostgresHome::version)
                                .reversed())
                        .forEach(version -> places.add(version.resolve("bin")));
            }
        }
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(Path::of)
                .forEach(places::add);
        return places.stream()
                .filter(place -> Files.isExecutable(place.resolve("postgres")))
                .findFirst();
    }

    private static double version(Path directory) {
        return Double.parseDouble(directory.getFileName().toString());
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private void endWithThisJvm() throws IOException {
        Process afterwards = new ProcessBuilder("setsid", "sh", "-c", AFTERWARDS, "sh", directory.toString())
                .directory(new File("/"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                afterwards.getOutputStream().close();
                                afterwards.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
                            } catch (IOException | InterruptedException e) {
                                System.err.println("PostgreSQL may still run in " + directory + ": " + e);
                            }
                        },
                        "postgres-end"));
    }

    private void makeTemplate() throws IOException {
        Path template = newDirectory("template");
        Path passwordFile = Files.writeString(directory.resolve("password"), password);
        give(passwordFile);
        run(
                template,
                "initdb",
                "--no-sync",
                "--pgdata=" + template,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8");
        Files.writeString(template.resolve("postgresql.conf"), SETTINGS, StandardOpenOption.APPEND);
        Files.writeString(template.resolve("pg_hba.conf"), ACCESS);
    }

    /** An empty directory for another server. */
    Path newDirectory() throws IOException {
        return newDirectory(String.valueOf(servers.incrementAndGet()));
    }

    private Path newDirectory(String name) throws IOException {
        Path made = Files.createDirectory(directory.resolve(name));
        give(made);
        return made;
    }

    /** Makes it our user's, and nobody else's. */
    void give(Path file) throws IOException {
        if (isRoot()) {
            Files.setAttribute(file, "unix:gid", NOBODY);
            Files.setAttribute(file, "unix:uid", NOBODY);
        }
        Files.setAttribute(file, "unix:mode", Files.isDirectory(file) ? 0700 : 0600);
    }

    /** Copies the empty cluster. */
    void copyTemplate(Path to) throws IOException {
        runOther(to, List.of("cp", "-a", "--reflink=auto", directory.resolve("template") + "/.", to.toString()));
    }

    /** Where a server of that directory logs. The file stays until this JVM ends. */
    Path log(Path data) {
        Path log = directory.resolve(data.getFileName() + ".log");
        logs.put(log, true);
        return log;
    }

    /** All that servers of this JVM have logged into, up to now. */
    static synchronized List<Path> logs() {
        return ofThisJvm == null
                ? List.of()
                : ofThisJvm.logs.keySet().stream().sorted().toList();
    }

    /** Starts one of the programs in a directory. */
    Process start(Path in, Path log, List<String> command) throws IOException {
        return builder(in, withProgram(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /**
     * Runs one of the programs to its end, in a directory, and gives what it printed; a failure is an error. In a server's directory
     * it counts as one of its processes.
     */
    String run(Path in, String... command) throws IOException {
        return runOther(in, withProgram(List.of(command)));
    }

    /** Runs another program so, as the user of the servers. */
    String runOther(Path in, List<String> command) throws IOException {
        try {
            return ChildJvm.output(builder(in, command));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(e.getMessage());
        }
    }

    private List<String> withProgram(List<String> command) {
        List<String> whole = new ArrayList<>(command);
        whole.set(0, programs.resolve(command.get(0)).toString());
        return whole;
    }

    private ProcessBuilder builder(Path in, List<String> command) {
        List<String> whole = new ArrayList<>(asItsUser);
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole).directory(in.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("PGPASSWORD", password);
        environment.put("PGCONNECT_TIMEOUT", "10");
        environment.put("PGOPTIONS", "-c client_min_messages=warning");
        return builder;
    }
}
