package org.corebucket.bridge.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.text.Digits;
import org.jspecify.annotations.Nullable;

/** The processes that run, read from a proc file system (proc(5)) and not by another program. */
public final class ProcessTable {

    /** USER_HZ, which is 100 wherever Linux runs a JVM. */
    private static final int TICKS_A_SECOND = 100;

    private static final String BOOT_TIME = "btime ";

    private static final int LONGEST_CHAIN = 100;
    private static final int MOST_DIGITS = 18;

    private final Path proc;
    private final String root;

    /**
     * The table below a proc root.
     *
     * @param proc {@code /proc}, or a tree of the same form
     */
    public ProcessTable(Path proc) {
        this.proc = proc;
        this.root = proc.toString();
    }

    /** The table of this machine, as far as this process's pid namespace shows it. */
    public static ProcessTable system() {
        return new ProcessTable(Path.of("/proc"));
    }

    /** Whether processes can be seen here at all. */
    public boolean isReadable() {
        return !ProcFiles.text(proc + "/self/stat").isEmpty();
    }

    /**
     * All processes that could be seen. This is not the state of one moment: some may have ended since, and some may have begun
     * that were missed.
     *
     * @throws IOException if there is no table to read
     */
    public List<RunningProcess> snapshot() throws IOException {
        List<RunningProcess> processes = new ArrayList<>();
        for (String pid : pids()) {
            RunningProcess process = read(pid);
            if (process != null) {
                processes.add(process);
            }
        }
        return processes;
    }

    /**
     * The numbers of all processes that could be seen, without kernel threads. Nothing else is read of them: this is for
     * callers that rule out most processes by their command lines.
     *
     * @throws IOException if there is no table to read
     */
    public List<Long> numbers() throws IOException {
        String kernel = kernelThreads();
        List<Long> numbers = new ArrayList<>();
        for (String pid : pids()) {
            if (kernel.isEmpty() || !kernel.contains(' ' + pid + ' ')) {
                numbers.add(Long.valueOf(pid));
            }
        }
        return numbers;
    }

    /**
     * The numbers of the kernel's threads, each between blanks: they are the children of process 2, unless a pid namespace
     * hides it.
     */
    private String kernelThreads() {
        ProcStat second = ProcStat.parse(ProcFiles.text(root + "/2/stat"));
        return second != null && second.isKernelThread() ? ' ' + ProcFiles.text(root + "/2/task/2/children") + ' ' : "";
    }

    /** The command line of a process; empty for a kernel thread, and for a process that has ended. */
    public List<String> arguments(long pid) {
        return ProcFiles.strings(root + '/' + pid + "/cmdline");
    }

    /** The working directory of a process as the kernel spells it. Nothing else is read of the process. */
    public Optional<String> workingDirectory(long pid) {
        return ProcFiles.link(Path.of(root, Long.toString(pid), "cwd"));
    }

    private List<String> pids() throws IOException {
        // java.io lists a directory in one native call, which is what a cold start can afford.
        String[] names = new File(root).list();
        if (names == null) {
            throw new IOException(proc + " can't be listed");
        }
        List<String> pids = new ArrayList<>(names.length);
        for (String name : names) {
            if (Digits.isNumber(name, MOST_DIGITS)) {
                pids.add(name);
            }
        }
        return pids;
    }

    /** The process that has this number now. */
    public Optional<RunningProcess> find(long pid) {
        return Optional.ofNullable(read(Long.toString(pid)));
    }

    /** This process; empty if the proc root shows another pid namespace. */
    public Optional<RunningProcess> self() {
        String pid = ProcFiles.link(proc.resolve("self")).orElse("");
        return Digits.isNumber(pid, MOST_DIGITS) ? Optional.ofNullable(read(pid)) : Optional.empty();
    }

    /** A process, its parent, and so on up to the first process. The chain breaks at a parent that has ended. */
    public List<RunningProcess> chain(RunningProcess process) {
        List<RunningProcess> chain = new ArrayList<>();
        Optional<RunningProcess> next = Optional.of(process);
        while (next.isPresent() && chain.size() < LONGEST_CHAIN) {
            chain.add(next.get());
            next = find(next.get().parent());
        }
        return chain;
    }

    /** When a process started, to a hundredth of a second; empty if the kernel does not tell when it was booted. */
    public Optional<Instant> started(ProcessId process) {
        String stat = ProcFiles.text(proc + "/stat");
        int start = stat.indexOf(BOOT_TIME);
        int end = stat.indexOf('\n', start + 1);
        if (start < 0 || end < 0 || !Digits.isNumber(stat.substring(start + BOOT_TIME.length(), end), MOST_DIGITS)) {
            return Optional.empty();
        }
        Instant boot = Instant.ofEpochSecond(Long.parseLong(stat.substring(start + BOOT_TIME.length(), end)));
        return Optional.of(boot.plus(Duration.ofMillis(process.startTicks() * 1000 / TICKS_A_SECOND)));
    }

    /** Reads a process; null if it has ended. */
    private @Nullable RunningProcess read(String pid) {
        String directory = root + '/' + pid;
        ProcStat stat = ProcStat.parse(ProcFiles.text(directory + "/stat"));
        return stat == null ? null : new RunningProcess(directory, Long.parseLong(pid), stat);
    }
}
