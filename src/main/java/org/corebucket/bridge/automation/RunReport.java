package org.corebucket.bridge.automation;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.lines.SharedLineFile;

/**
 * The report of one node's run: {@code run_YYYYMMDD_HHMMSS.jsonl}, a line a job, each on disk when {@link #append} returns.
 * No other run's file is ever written to: if the second is taken, the next free one names it. A run that goes on begins
 * another file at midnight UTC, and when a file is full. For many threads.
 */
public final class RunReport {

    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_TRIES = 3600;

    private final Path directory;
    private final InstantSource clock;
    private final OldReports old;
    private Instant begun;
    private Path file;

    private RunReport(Path directory, InstantSource clock, Consumer<String> trouble) throws IOException {
        this.directory = directory;
        this.clock = clock;
        this.old = new OldReports(directory, trouble);
        this.begun = clock.instant();
        this.file = make(begun);
    }

    /**
     * Begins a report, and removes old ones if there are too many.
     *
     * @param directory made if it is not there
     * @param trouble is told what could not be removed, a line each
     * @throws IOException if no file could be made; then nothing should run, of which nobody would know
     */
    public static RunReport begin(Path directory, InstantSource clock, Consumer<String> trouble) throws IOException {
        DurableFiles.makeDirectories(directory);
        FileFacts facts = FileFacts.of(directory);
        if (facts.type() != FileFacts.FileType.DIRECTORY) {
            throw new FileSystemException(
                    directory.toString(), null, "it is " + facts.type().words() + "; expected a directory");
        }
        RunReport report = new RunReport(directory, clock, trouble);
        report.old.remove();
        return report;
    }

    /** Where it is written now. */
    public synchronized Path file() {
        return file;
    }

    /**
     * Adds what became of a job.
     *
     * @throws IOException if it is not on disk
     */
    public synchronized void append(JobReport job) throws IOException {
        Instant now = clock.instant();
        boolean nextDay = now.truncatedTo(ChronoUnit.DAYS).isAfter(begun.truncatedTo(ChronoUnit.DAYS));
        if (nextDay || Files.size(file) > MOST_BYTES) {
            file = make(now);
            begun = now;
            old.remove();
        }
        new SharedLineFile(file).append(job.line(runId()));
    }

    private String runId() {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - OldReports.SUFFIX.length());
    }

    private Path make(Instant time) throws IOException {
        Instant second = time;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Path candidate = directory.resolve(OldReports.name(second.atOffset(ZoneOffset.UTC)));
            try {
                Files.createFile(candidate);
                DurableFiles.syncDirectory(directory);
                return candidate;
            } catch (FileAlreadyExistsException e) {
                second = second.plusSeconds(1);
            }
        }
        throw new FileSystemException(
                directory.toString(), null, "the names of all reports of the next " + MOST_TRIES + " s are taken");
    }
}
