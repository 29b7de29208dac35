package org.corebucket.bridge.launch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.process.ProcessId;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.ProcessTree;
import org.corebucket.bridge.process.RunningProcess;
import org.corebucket.bridge.process.TreeEnd;

/**
 * A run whose files are staged and whose start is recorded. Closing it removes what it has on disk, unless one of its processes
 * could not be ended.
 */
public final class PreparedRun implements Closeable {

    private final Deployment deployment;
    private final RunDirectory directory;
    private final RegisteredRun run;
    private final Path file;
    private final RunJournal journal;
    private final ProcessTable processes = ProcessTable.system();

    /** A run that is registered in a directory, with its staged file. */
    PreparedRun(Deployment deployment, RunDirectory directory, RegisteredRun run, Path file, RunJournal journal) {
        this.deployment = deployment;
        this.directory = directory;
        this.run = run;
        this.file = file;
        this.journal = journal;
    }

    /**
     * A run that was started.
     *
     * @param process its main process
     * @param tree all its processes; the caller must end them
     */
    public record Started(Process process, ProcessTree tree) {}

    /**
     * The builder of its main process, which leads a session of its own. Its streams are pipes.
     *
     * @throws IOException if its program is a staged file, and files can't be executed in the staging directory
     */
    public ProcessBuilder builder(ProcessCommand command) throws IOException {
        Path program = Path.of(command.argv(file, directory.files()).get(0));
        // The mode is not the reason: it was checked before, and the copy has the same.
        if (program.startsWith(directory.files()) && !Files.isExecutable(program)) {
            throw new FileSystemException(
                    directory.files().toString(),
                    null,
                    "programs can't be executed there: its file system is mounted noexec. Set XDG_STATE_HOME to a"
                            + " directory on another one, or name the file's interpreter in the policy's argv and freeze");
        }
        return command.builder(deployment, file, directory.files(), run.id());
    }

    /**
     * Starts the main process.
     *
     * @throws IOException if it could not be started or registered; then nothing of it runs
     */
    public Started start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        ProcessTree tree =
                ProcessTree.ofSession(processes, process.pid(), run.id().text());
        register(process.pid(), tree);
        return new Started(process, tree);
    }

    /** Registers the main process, or ends it. Nobody could find an unregistered process if this one is killed. */
    private void register(long pid, ProcessTree tree) throws IOException {
        try {
            Optional<ProcessId> main = processes.find(pid).map(RunningProcess::id);
            if (main.isPresent()) {
                directory.register(run.with(main.get()));
            }
        } catch (IOException e) {
            tree.end(Duration.ZERO);
            throw e;
        }
    }

    /**
     * Records how the run ended.
     *
     * @param stopped whether an emergency stop ended it
     * @throws IOException if that could not be recorded
     */
    public RunResult ended(int exitCode, boolean stopped, TreeEnd ending) throws IOException {
        if (!ending.isComplete()) {
            directory.keep();
        }
        RunResult result = new RunResult(run.started(), exitCode, stopped, left(ending));
        journal.ended(run, result);
        return result;
    }

    private static List<String> left(TreeEnd ending) {
        List<String> left = new ArrayList<>();
        ending.refused().forEach(process -> left.add(process.toString()));
        ending.stuck().forEach(process -> left.add(process.toString()));
        return left;
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
