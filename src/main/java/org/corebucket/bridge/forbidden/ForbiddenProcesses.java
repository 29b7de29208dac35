package org.corebucket.bridge.forbidden;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.ProcessTree;
import org.corebucket.bridge.process.RunningProcess;
import org.corebucket.bridge.process.TreeEnd;

/**
 * Finds processes that run a forbidden file of a deployment. Files are compared by device and inode, so that links,
 * renames and other spellings hide none; a path below the root that matches a forbidden pattern counts even if the file is
 * gone or another one since.
 *
 * <p>What counts, and why: see {@link Evidence}. That a file's name is among the arguments of an editor or of {@code grep},
 * or that such a program has it open, does not: reading is not running. What this can't see is in SECURITY_POLICY.md.
 */
public final class ForbiddenProcesses {

    /** By what a process was found; the first that holds is told. */
    public enum Evidence {
        /** The kernel executes the file: {@code /proc/PID/exe}. */
        EXECUTABLE("executes it"),
        /** An interpreter was told to run it: a script is what stands where its manual says. */
        SCRIPT("runs it as a script"),
        /** It calls itself by the file's path, as what the kernel started from it does. */
        COMMAND("was started as it"),
        /** An interpreter reads its program from the file: as standard input, or as shells keep a script open. */
        OPEN_FILE("reads its program from it"),
        /** Its bytes are mapped to be executed, as those of a library are. */
        MAPPED_FILE("has its code mapped");

        private final String words;

        Evidence(String words) {
            this.words = words;
        }

        /** As the rest of a sentence that begins with the process. */
        public String words() {
            return words;
        }
    }

    /**
     * A process that runs a forbidden file.
     *
     * @param file relative to the root
     * @param commandLine on one line, shortened, without secrets
     * @param origin who started it
     */
    public record Hit(
            RunningProcess process, String file, Evidence evidence, String commandLine, ProcessOrigin origin) {}

    /**
     * What a look found.
     *
     * @param seen how many processes there were, without those of the kernel
     * @param closed how many of them may not be looked into, and were judged by their command line
     */
    public record Look(List<Hit> hits, int seen, int closed) {
        public Look {
            hits = List.copyOf(hits);
        }
    }

    private final ForbiddenRunners policy;
    private final ForbiddenPaths paths;
    private final ProcessTable table;

    /**
     * A search for processes that run a file which is found now, or which has a forbidden name whenever it comes.
     *
     * @throws IOException if the deployment can't be searched
     */
    public ForbiddenProcesses(ForbiddenFiles files, ProcessTable table) throws IOException {
        this.policy = files.policy();
        this.paths = new ForbiddenPaths(files);
        this.table = table;
    }

    /**
     * Looks at every process once. Where nothing forbidden lies, and no argument has a forbidden name, it reads the command
     * line alone.
     *
     * @throws IOException if processes can't be seen
     */
    public Look look() throws IOException {
        Looking looking = new Looking();
        for (long pid : table.numbers()) {
            looking.at(pid);
        }
        return new Look(looking.hits, looking.seen, looking.closed);
    }

    /** One look under way. */
    private final class Looking {
        private final List<Hit> hits = new ArrayList<>();
        private int seen;
        private int closed;

        void at(long pid) {
            List<String> arguments = table.arguments(pid);
            if (arguments.isEmpty()) {
                return;
            }
            seen++;
            boolean meant = paths.couldBeMeantBy(arguments)
                    || (paths.haveDirectories()
                            && paths.couldBeMeantFrom(
                                    table.workingDirectory(pid).orElse("")));
            RunningProcess process = meant ? table.find(pid).orElse(null) : null;
            if (process != null) {
                judge(new ForbiddenUse(paths, process, arguments), process, arguments);
            }
        }

        private void judge(ForbiddenUse use, RunningProcess process, List<String> arguments) {
            Evidence evidence = use.evidence();
            if (evidence != null && process.isStillThere()) {
                String commandLine = CommandLine.shown(arguments);
                hits.add(new Hit(process, use.file(), evidence, commandLine, ProcessOrigin.of(table, process)));
            }
            closed += use.isClosed() ? 1 : 0;
        }
    }

    /**
     * Ends a process and all that it started, if the policy says {@code terminate}; for the watch, never for a verification.
     *
     * @param grace how long they may take to end by themselves
     * @return how they ended; empty if the policy only wants them reported
     */
    public Optional<TreeEnd> end(Hit hit, Duration grace) throws IOException {
        return policy.process() == ForbiddenRunners.OnProcess.TERMINATE
                ? Optional.of(ProcessTree.of(table, hit.process()).end(grace))
                : Optional.empty();
    }
}
