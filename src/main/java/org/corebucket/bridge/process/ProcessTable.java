package org.corebucket.bridge.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes that run, read from a proc file system (proc(5)); no other program is asked. */
public final class ProcessTable {

    /** USER_HZ, which is 100 wherever Linux runs a JVM. */
    private static final int TICKS_A_SECOND = 100;

    private static final String BOOT_TIME = "btime ";

    private static final int LONGEST_CHAIN = 100;
    private static final int MOST_DIGITS = 18;

    private final Path proc;

    /**
     * The table below a proc root.
     *
     * @param proc {@code /proc}, or a tree of the same form
     */
    public ProcessTable(Path proc) {
        this.proc = proc;
    }

    /** The table of this machine, as far as this process's pid namespace shows it. */
    public static ProcessTable system() {
        return new ProcessTable(Path.of("/proc"));
    }

    /** Whether processes can be seen here at all. */
    public boolean isReadable() {
        return ProcFiles.bytes(proc + "/self/stat").length > 0;
    }

    /**
     * All processes that could be seen, by their number. It is no picture of one moment: some may have ended since, some
     * may have begun behind the reader.
     *
     * @throws IOException if there is no table to read
     */
    public List<RunningProcess> snapshot() throws IOException {
        // java.io lists a directory in one native call, which is what a cold start can afford.
        String[] names = new File(proc.toString()).list();
        if (names == null) {
            throw new IOException(proc + " can't be listed");
        }
        List<RunningProcess> processes = new ArrayList<>(names.length);
        for (String name : names) {
            if (isNumber(name)) {
                read(name).ifPresent(processes::add);
            }
        }
        return processes;
    }

    /** The process that has this number now. */
    public Optional<RunningProcess> find(long pid) {
        return read(Long.toString(pid));
    }

    /** The process that asks; empty if this proc root shows another pid namespace. */
    public Optional<RunningProcess> self() {
        return ProcFiles.link(proc.resolve("self"))
                .filter(ProcessTable::isNumber)
                .flatMap(this::read);
    }

    /** A process, then who started it, and so on up to the first; what has ended on the way breaks the chain. */
    public List<RunningProcess> chain(RunningProcess process) {
        List<RunningProcess> chain = new ArrayList<>();
        Optional<RunningProcess> next = Optional.of(process);
        while (next.isPresent() && chain.size() < LONGEST_CHAIN) {
            chain.add(next.get());
            next = find(next.get().parent());
        }
        return chain;
    }

    /** When a process started, to a hundredth of a second; empty if the kernel does not tell when it did. */
    public Optional<Instant> started(ProcessId process) {
        String stat = new String(ProcFiles.bytes(proc + "/stat"), StandardCharsets.US_ASCII);
        int start = stat.indexOf(BOOT_TIME);
        int end = stat.indexOf('\n', start + 1);
        if (start < 0 || end < 0 || !isNumber(stat.substring(start + BOOT_TIME.length(), end))) {
            return Optional.empty();
        }
        Instant boot = Instant.ofEpochSecond(Long.parseLong(stat.substring(start + BOOT_TIME.length(), end)));
        return Optional.of(boot.plus(Duration.ofMillis(process.startTicks() * 1000 / TICKS_A_SECOND)));
    }

    private Optional<RunningProcess> read(String pid) {
        Path directory = proc.resolve(pid);
        return ProcStat.parse(ProcFiles.bytes(directory + "/stat"))
                .map(stat -> new RunningProcess(directory, Long.parseLong(pid), stat));
    }

    private static boolean isNumber(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MOST_DIGITS;
    }
}
