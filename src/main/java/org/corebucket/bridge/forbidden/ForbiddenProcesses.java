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
 * Finds processes that run a forbidden file of a deployment. Files are compared by device and inode, so that links, renames and
 * other spellings hide none. A path below the root that matches a forbidden pattern counts even if the file is gone or was
 * replaced.
 *
 * <p>{@link Evidence} lists what counts as running. A program such as an editor or {@code grep} that names a file among its
 * arguments, or has it open, does not run it. SECURITY_POLICY.md says what this search can't see.
 */
public final class ForbiddenProcesses {

    /** The evidence that a process runs a forbidden file. The first kind that applies is reported. */
    public enum Evidence {
        /** The kernel executes the file: {@code /proc/PID/exe}. */
        EXECUTABLE("executes it"),
        /** An interpreter was told to run it: its arguments name the file where its manual says that scripts stand. */
        SCRIPT("runs it as a script"),
        /** Its own name is the file's path, as it is if the kernel started it from the file. */
        COMMAND("was started as it"),
        /** An interpreter reads its program from the file: on standard input, or from a descriptor as shells keep it. */
        OPEN_FILE("reads its program from it"),
        /** It has mapped the file executable, like a library. */
        MAPPED_FILE("has its code mapped");

        private final String words;

        Evidence(String words) {
            this.words = words;
        }

        /** The predicate of a sentence whose subject is the process. */
        public String words() {
            return words;
        }
    }

    /**
     * A process that runs a forbidden file.
     *
     * @param file the forbidden file, relative to the root
     * @param commandLine the command line on one line, shortened, without secrets
     * @param origin by whom the process was started
     */
    public record Hit(
            RunningProcess process, String file, Evidence evidence, String commandLine, ProcessOrigin origin) {}

    /**
     * The result of a search.
     *
     * @param seen how many processes there were, without kernel threads
     * @param closed how many of them this user may not look into, so that they were judged by their command lines
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
     * A search for processes that run one of the files found now, or a file that has a forbidden path later.
     *
     * @throws IOException if the deployment can't be searched
     */
    public ForbiddenProcesses(ForbiddenFiles files, ProcessTable table) throws IOException {
        this.policy = files.policy();
        this.paths = new ForbiddenPaths(files);
        this.table = table;
    }

    /**
     * Looks at every process once. If there is no forbidden file, it reads only command lines, as long as they name no
     * forbidden file.
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

    /** One search. */
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
     * Ends a process and everything that it started, if the policy says {@code terminate}. Only the watch does this, never a
     * verification.
     *
     * @param grace how long they may take to end by themselves
     * @return how they ended; empty if the policy says {@code report}
     */
    public Optional<TreeEnd> end(Hit hit, Duration grace) throws IOException {
        return policy.process() == ForbiddenRunners.OnProcess.TERMINATE
                ? Optional.of(ProcessTree.of(table, hit.process()).end(grace))
                : Optional.empty();
    }
}
