package org.corebucket.bridge.launch;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.ProcessTree;
import org.corebucket.bridge.process.RunningProcess;
import org.corebucket.bridge.process.TreeEnd;

/** The present runs of this user, of all deployments, as they are registered in the state directory. */
public final class Runs {

    /** How long processes whose supervisor is dead may take to end by themselves. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Path directory;
    private final Host host;
    private final ProcessTable processes;

    /** The runs of a host's user. */
    public Runs(Host host, ProcessTable processes) {
        this.directory = host.runsDirectory();
        this.host = host;
        this.processes = processes;
    }

    /** A run that was ended, and how its processes ended. */
    public record EndedRun(RegisteredRun run, TreeEnd ending) {}

    /** All registered runs, including those whose supervisor is dead. */
    public List<RegisteredRun> list() throws IOException {
        List<RegisteredRun> runs = new ArrayList<>();
        for (RunId id : ids()) {
            read(id).ifPresent(runs::add);
        }
        return runs;
    }

    /**
     * Ends all processes of a deployment's runs. Supervisors that live notice it, and end in order. What dead supervisors left
     * on disk is removed.
     *
     * @param grace how long processes may take to end by themselves, each run after the other
     * @return the runs, with the end of their processes
     */
    public List<EndedRun> endAll(Deployment deployment, Duration grace) throws IOException {
        List<EndedRun> ended = new ArrayList<>();
        for (RegisteredRun run : list()) {
            if (run.root().equals(deployment.root())) {
                ended.add(new EndedRun(run, tree(run).end(grace)));
            }
        }
        tidy();
        return ended;
    }

    /**
     * Removes what ended runs have on disk. If that fails, the processes have ended all the same, and another process removes
     * it later.
     */
    private void tidy() {
        try {
            sweep();
        } catch (IOException e) {
            // It is tried again at the next run, and at the next stop.
            return;
        }
    }

    /** For runs whose supervisor is dead, ends the processes that are left, and removes what is left on disk. */
    public void sweep() throws IOException {
        for (RunId id : ids()) {
            sweep(id);
        }
    }

    private void sweep(RunId id) throws IOException {
        try (RunDirectory left = RunDirectory.takeOver(directory, id)) {
            Optional<RegisteredRun> run = read(id);
            ProcessTree tree = run.isPresent() ? tree(run.get()) : ProcessTree.ofRun(processes, id.text());
            if (!tree.end(GRACE).isComplete()) {
                left.keep();
            }
        } catch (LockHeldException e) {
            // Its supervisor lives, and looks after it.
            return;
        }
    }

    /** Makes the directory of a new run. */
    public RunDirectory open() throws IOException {
        makePrivate();
        return RunDirectory.make(directory);
    }

    /** The processes of a run. They are also found by its session if its main process is still the one that was started. */
    private ProcessTree tree(RegisteredRun run) {
        boolean same = processes
                .find(run.process().pid())
                .map(RunningProcess::id)
                .filter(run.process()::equals)
                .isPresent();
        return same
                ? ProcessTree.ofSession(processes, run.process().pid(), run.id().text())
                : ProcessTree.ofRun(processes, run.id().text());
    }

    private Optional<RegisteredRun> read(RunId id) throws IOException {
        Path record = RunDirectory.record(directory, id);
        if (!FileFacts.isThere(record, FileFacts.FileType.REGULAR)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RegisteredRun.of(Files.readAllBytes(record), record.toString()));
        } catch (NoSuchFileException | MalformedJsonException e) {
            // It is just being made or removed; its id is enough to find its processes.
            return Optional.empty();
        }
    }

    private List<RunId> ids() throws IOException {
        List<RunId> ids = new ArrayList<>();
        for (String name : TreeFiles.names(directory)) {
            RunId id = RunDirectory.idOf(directory.resolve(name));
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** Makes the directory of runs, in which only this user may write. */
    private void makePrivate() throws IOException {
        DurableFiles.makeDirectories(host.stateDirectory());
        try {
            Files.createDirectory(directory, StagedFiles.PRIVATE_DIRECTORY);
        } catch (FileAlreadyExistsException e) {
            FileFacts facts = FileFacts.of(directory);
            if (facts.type() != FileFacts.FileType.DIRECTORY
                    || facts.owner() != host.userId()
                    || facts.isWritableByOthers()) {
                throw new FileSystemException(
                        directory.toString(),
                        null,
                        "it is not a directory that only this user can write to; remove it");
            }
        }
    }
}
