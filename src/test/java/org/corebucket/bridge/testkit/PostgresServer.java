package org.corebucket.bridge.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL of a test's own, by Debian's programs, with its data in a directory that goes with it: to be killed, stopped,
 * started again, copied by a standby. It syncs as it does everywhere, unless a setting says otherwise. Its address is a loopback
 * address that nobody else has, so that nobody takes its port while it is down. Where there is no PostgreSQL, the test is skipped.
 */
public final class PostgresServer implements AutoCloseable {

    /** The superuser, whose password is {@link #password}. */
    public static final String SUPERUSER = PostgresHome.SUPERUSER;

    /** The database that every server has. */
    public static final String DATABASE = "postgres";

    private static final int ATTEMPTS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SHOWN_LINES = 40;

    private static @Nullable PostgresServer shared;

    private final PostgresHome home;
    private final Path data;
    private final Path log;
    private final List<String> settings;
    private final @Nullable SmallDisk disk;
    private final int logMebibytes;
    private final List<String> standbys = new ArrayList<>();
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private @Nullable Process postmaster;

    private PostgresServer(PostgresHome home, Path data, List<String> settings, @Nullable SmallDisk disk) {
        this(home, data, settings, disk, 0);
    }

    /**
     * One that is not started.
     *
     * @param logMebibytes how large the disk is that has its write-ahead log alone; 0 if there is none
     */
    private PostgresServer(
            PostgresHome home, Path data, List<String> settings, @Nullable SmallDisk disk, int logMebibytes) {
        this.home = home;
        this.data = data;
        this.log = home.log(data);
        this.settings = settings;
        this.disk = disk;
        this.logMebibytes = logMebibytes;
    }

    /** The one that this JVM's tests share; they leave it running as it is, and take a {@link #schema} each. */
    public static synchronized PostgresServer shared() throws IOException {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** Starts one, with settings beside those of an empty cluster, such as {@code "max_connections=10"}. */
    public static PostgresServer start(String... settings) throws IOException {
        return startAtOneOf(attempt -> unused(), settings);
    }

    /** Starts one at the first of the places, asked for by the number of the attempt, that it can have. */
    static PostgresServer startAtOneOf(Function<Integer, InetSocketAddress> places, String... settings)
            throws IOException {
        PostgresHome home = PostgresHome.ofThisJvm();
        return started(new PostgresServer(home, home.newDirectory(), List.of(settings), null), places);
    }

    /** Starts one whose data are on a disk of that size, which a test may fill; the test is skipped where nothing may be mounted. */
    public static PostgresServer startOnSmallDisk(int mebibytes, String... settings) throws Exception {
        PostgresHome home = PostgresHome.ofThisJvm();
        Path data = home.newDirectory();
        SmallDisk disk = SmallDisk.at(data, mebibytes * 1024);
        home.give(data);
        return started(new PostgresServer(home, data, List.of(settings), disk), attempt -> unused());
    }

    /**
     * Starts one whose write-ahead log is on a disk of that size, which a test may fill, and so is that of each of its standbys; the test
     * is skipped where nothing may be mounted.
     */
    public static PostgresServer startWithSmallLog(int mebibytes, String... settings) throws Exception {
        PostgresHome home = PostgresHome.ofThisJvm();
        PostgresServer server =
                new PostgresServer(home, home.newDirectory(), List.of(settings), smallLog(home, mebibytes), mebibytes);
        return started(server, attempt -> unused());
    }

    private static SmallDisk smallLog(PostgresHome home, int mebibytes) throws IOException {
        Path place = home.newDirectory();
        SmallDisk disk = SmallDisk.at(place, mebibytes * 1024);
        home.give(place);
        return disk;
    }

    private static PostgresServer started(PostgresServer server, Function<Integer, InetSocketAddress> places)
            throws IOException {
        try {
            server.home.copyTemplate(server.data);
            if (server.logMebibytes > 0) {
                server.moveLog();
            }
            server.launchAtOneOf(places);
            return server;
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    private void moveLog() throws IOException {
        home.runOther(
                data,
                List.of("sh", "-c", "cp -a pg_wal/. \"$1\" && rm -rf pg_wal && ln -s \"$1\" pg_wal", "sh", logPlace()));
    }

    private String logPlace() {
        return disk().mountPoint().toString();
    }

    /** An address and a port that nobody had just now. */
    public static InetSocketAddress unused() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] own = {127, (byte) random.nextInt(1, 255), (byte) random.nextInt(256), (byte) random.nextInt(1, 255)};
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(own))) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launchAtOneOf(Function<Integer, InetSocketAddress> places) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            address = places.apply(attempt);
            if (launch()) {
                return;
            }
            if (!log().contains("could not bind")) {
                break;
            }
        }
        throw failed("does not start");
    }

    /** Starts the server process; false if it ended before it took connections. */
    private boolean launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("postgres", "-D", data.toString()));
        Stream.concat(
                        settings.stream(),
                        Stream.of("listen_addresses=" + address.getHostString(), "port=" + address.getPort()))
                .forEach(setting -> command.addAll(List.of("-c", setting)));
        Process process = home.start(data, log, command);
        postmaster = process;
        until("takes no connections", () -> !process.isAlive() || isReady(process));
        return process.isAlive();
    }

    /** What the server writes of itself: its process in the first line, in the last how it is. */
    private boolean isReady(Process process) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return false;
        }
        List<String> lines = Files.readAllLines(file);
        return lines.size() >= 8
                && lines.get(0).equals(String.valueOf(process.pid()))
                && lines.get(7).strip().equals("ready");
    }

    private void until(String trouble, Callable<Boolean> is) {
        try {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(LIMIT)
                    .until(is);
        } catch (ConditionTimeoutException e) {
            throw failed(trouble);
        }
    }

    private IllegalStateException failed(String what) {
        List<String> lines = log().lines().toList();
        String last = String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
        return new IllegalStateException("PostgreSQL in " + data + " " + what + "; it logged last:\n" + last);
    }

    /** Where it is reached, also when it has been killed and started again. */
    public InetSocketAddress address() {
        return address;
    }

    /** The superuser's password. */
    public String password() {
        return home.password;
    }

    /** The JDBC URL of the database that every server has. */
    public String url() {
        return url(address);
    }

    /** The JDBC URL of that database behind other addresses, such as those of several servers or a {@link FaultyLink}. */
    public static String url(InetSocketAddress... addresses) {
        return Arrays.stream(addresses)
                .map(one -> one.getAddress().getHostAddress() + ":" + one.getPort())
                .collect(Collectors.joining(",", "jdbc:postgresql://", "/" + DATABASE));
    }

    /** Connects as superuser. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), SUPERUSER, home.password);
    }

    /** Has statements executed by {@code psql} as superuser, one after the other, and gives what they print, without the last line's end. */
    public String psql(String... statements) throws IOException {
        List<String> command = new ArrayList<>(List.of("psql", "-XqAt", "-v", "ON_ERROR_STOP=1"));
        command.addAll(List.of("-h", address.getHostString(), "-p", String.valueOf(address.getPort())));
        command.addAll(List.of("-U", SUPERUSER, "-d", DATABASE));
        for (String statement : statements) {
            command.addAll(List.of("-c", statement));
        }
        return home.run(home.directory, command.toArray(String[]::new)).stripTrailing();
    }

    /** Changes a setting of the running server, for this and every later start; what can't be changed now, a {@link #restart} does. */
    public void set(String name, String value) throws IOException {
        String loaded = psql("SELECT pg_conf_load_time()");
        psql("ALTER SYSTEM SET " + name + " = '" + value + "'", "SELECT pg_reload_conf()");
        until(
                "does not read its settings",
                () -> !psql("SELECT pg_conf_load_time()").equals(loaded));
    }

    /** Has it take TLS, too, with a certificate for its address, and gives the file that a client is to trust. */
    public Path offerTls() throws IOException {
        home.runOther(
                data,
                ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout server.key -out server.crt -subj /CN=test"
                                + " -addext subjectAltName=IP:" + address.getHostString())
                        .transform(line -> List.of(line.split(" "))));
        home.give(data.resolve("server.key"));
        set("ssl", "on");
        return data.resolve("server.crt");
    }

    /** A schema for one test, with roles of its own. */
    public PostgresSchema schema() throws IOException {
        return new PostgresSchema(this);
    }

    /**
     * Starts a standby of that name, for which this server waits at each commit from now on; if it has several, any of them will do.
     * The copy is made when the server waits already: else the standby, once promoted, would wait for nobody.
     */
    public PostgresServer standby(String name) throws IOException {
        standbys.add("\"" + name + "\"");
        set("synchronous_standby_names", "ANY 1 (" + String.join(", ", standbys) + ")");
        PostgresServer standby = new PostgresServer(
                home,
                home.newDirectory(),
                settings,
                logMebibytes > 0 ? smallLog(home, logMebibytes) : null,
                logMebibytes);
        standby.standbys.addAll(standbys);
        try {
            List<String> copy = new ArrayList<>(List.of(
                    "pg_basebackup",
                    "--pgdata=" + standby.data,
                    "--dbname=host=%s port=%d user=%s password=%s application_name=%s"
                            .formatted(address.getHostString(), address.getPort(), SUPERUSER, home.password, name),
                    "--write-recovery-conf",
                    "--checkpoint=fast",
                    "--no-sync"));
            if (logMebibytes > 0) {
                copy.add("--waldir=" + standby.logPlace());
            }
            home.run(standby.data, copy.toArray(String[]::new));
            standby.launchAtOneOf(attempt -> unused());
            String follows =
                    "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'quorum' AND application_name = '"
                            + name + "'";
            standby.until("does not follow", () -> psql(follows).equals("1"));
            return standby;
        } catch (Throwable e) {
            standby.close();
            throw e;
        }
    }

    /** Makes this standby a primary, which waits for those for which the old one did; another {@link #standby} lets it go on. */
    public void promote() throws IOException {
        if (!psql("SELECT pg_promote(true, " + LIMIT.toSeconds() + ")").equals("t")) {
            throw failed("is not promoted");
        }
    }

    /** Kills every process of the server, as a loss of power would; nothing is left to be done in order. */
    public void kill() throws IOException {
        do {
            signalAll("KILL");
        } while (!processesIn(data).isEmpty());
        if (postmaster != null) {
            postmaster.onExit().join();
        }
    }

    /** Starts it again where it was, with what it had on disk. What still runs is ended first, in order. */
    public void restart() throws IOException {
        Process running = postmaster;
        if (running != null && running.isAlive()) {
            continueProcess();
            signal("INT", List.of(String.valueOf(running.pid())));
            until("does not end", () -> !running.isAlive());
        }
        if (!launch()) {
            throw failed("does not start again");
        }
    }

    /** Stops every process of the server where it is: connections stay, and nobody answers. */
    public void stopProcess() throws IOException {
        signalAll("STOP");
    }

    /** Ends {@link #stopProcess}: the server goes on, and knows nothing of the time that went by. */
    public void continueProcess() throws IOException {
        signalAll("CONT");
    }

    /** The first process comes first, as it would start others, or notice that they have ended. */
    private void signalAll(String signal) throws IOException {
        Process first = postmaster;
        if (first != null && first.isAlive()) {
            signal(signal, List.of(String.valueOf(first.pid())));
        }
        signal(signal, processesIn(data));
    }

    private static void signal(String signal, List<String> processes) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -s \"$@\"", "sh", signal));
        command.addAll(processes);
        SystemCommand.exit(command.toArray(String[]::new));
    }

    /** The processes of the server whose data are there: each of them works in that directory, and nobody else does. */
    static List<String> processesIn(Path data) throws IOException {
        List<String> processes = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path one : all) {
                if (works(one, data)) {
                    processes.add(one.getFileName().toString());
                }
            }
        }
        return processes;
    }

    private static boolean works(Path process, Path data) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(data);
        } catch (IOException e) {
            return false; // it has ended, or is somebody else's
        }
    }

    /** Whether its main process is there, after trouble of its own. */
    public boolean isRunning() {
        return postmaster != null && postmaster.isAlive();
    }

    /** The disk of {@link #startOnSmallDisk} or {@link #startWithSmallLog}. */
    public SmallDisk disk() {
        if (disk == null) {
            throw new IllegalStateException("it was not started on a small disk");
        }
        return disk;
    }

    /** Where its data are. */
    Path data() {
        return data;
    }

    /** What it has logged. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it at once, and removes its data. */
    @Override
    public void close() throws IOException {
        kill();
        Path left = data.resolve("postmaster.pid");
        if (Files.exists(left)) {
            String segment = Files.readAllLines(left).get(6).strip();
            SystemCommand.exit("ipcrm", "-m", segment.substring(segment.lastIndexOf(' ') + 1));
        }
        if (disk != null) {
            disk.close();
        }
        SystemCommand.exit("rm", "-rf", data.toString());
    }
}
